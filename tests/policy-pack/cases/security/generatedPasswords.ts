import { generatedPasswords as rule } from "../../../../policy-pack/rules/security/generatedPasswords";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const password = (properties: Record<string, unknown>) =>
	resource("random:index/randomPassword:RandomPassword", properties);
const shown = (kind: string, name: string) => resource(`random:index/${kind}`, { length: 40 }, {}, name);
const keepers = { rotation: "1" };
const short = "length is below 20";
const kept = "keepers are missing: nothing makes a new one";
const seen = "type shows its value in the state, and its name is that of a secret; use RandomPassword";

export const generatedPasswords: RuleCases = {
	policy: "sec-006-generated-passwords",
	compliant: [{ says: "40 characters with keepers", resource: password({ length: 40, keepers }), messages: [] }],
	violating: [
		{ says: "12 characters", resource: password({ length: 12, keepers }), messages: [fail(short)] },
		{ says: "19 characters", resource: password({ length: 19, keepers }), messages: [fail(short)] },
		{ says: "empty keepers", resource: password({ length: 40, keepers: {} }), messages: [fail(kept)] },
		{
			says: "a keeper that keeps nothing",
			resource: password({ length: 40, keepers: { rotation: "" } }),
			messages: [fail(kept)],
		},
		{ says: "both", resource: password({ length: 12 }), messages: [fail(short), fail(kept)] },
		{
			says: "a text that is a password by its name",
			resource: shown("randomString:RandomString", "db-password"),
			messages: [messagesOf(rule, "db-password").fail(seen)],
		},
		{
			says: "an id that is a token by its name",
			resource: shown("randomUuid:RandomUuid", "apiToken"),
			messages: [messagesOf(rule, "apiToken").fail(seen)],
		},
	],
	absent: [
		{ says: "no keepers", resource: password({ length: 40 }), messages: [fail(kept)] },
		{ says: "no length", resource: password({ keepers }), messages: [fail(short)] },
	],
	nearMiss: [
		{ says: "20 characters", resource: password({ length: 20, keepers }), messages: [] },
		{
			says: "a keeper that is not known yet beside one that is",
			resource: password({ length: 20, keepers: { ...keepers, other: unknown } }),
			messages: [],
		},
	],
	otherKind: [
		resource("random:index/randomBytes:RandomBytes", { length: 12 }),
		shown("randomString:RandomString", "suffix"),
		shown("randomPet:RandomPet", "password-of-nobody-we-know"),
	],
	unknown: {
		alone: [
			{ says: "an unknown length", resource: password({ length: unknown, keepers }), messages: [undecided("length")] },
			{
				says: "unknown keepers",
				resource: password({ length: 40, keepers: unknown }),
				messages: [undecided("keepers")],
			},
			{
				says: "a keeper that is not known yet, and may be empty",
				resource: password({ length: 40, keepers: { rotation: unknown, other: "" } }),
				messages: [undecided("keepers.rotation")],
			},
		],
		besideViolation: [
			{
				says: "unknown keepers beside a short password",
				resource: password({ length: 12, keepers: unknown }),
				messages: [fail(short), undecided("keepers")],
			},
		],
	},
	excepted: {
		resource: password({ length: 12, keepers }),
		exception: {
			control: "SEC-006",
			resource: { type: "random:index/randomPassword:RandomPassword", name: "proof" },
			finding: "length",
			...dated,
		},
		waived: [waived(short)],
		expired: [expired(short)],
	},
};
