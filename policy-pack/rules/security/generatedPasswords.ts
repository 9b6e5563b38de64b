import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { secretName } from "../../../controls/secrets/patterns";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";

const control = controlById("SEC-006");
const shortest = 20;

/** SEC-006 over @pulumi/random. What is no password by its type, and is called one, shows its value in the state. */
export const generatedPasswords: ResourceRule = {
	id: control.id,
	slug: "generated-passwords",
	says: control.says,
	fix: control.fix,
	judge,
};

const passwordType = "random:index/randomPassword:RandomPassword";
const shown = ["RandomString", "RandomPet", "RandomId", "RandomUuid", "RandomInteger"].map(
	(name) => `random:index/${name.charAt(0).toLowerCase()}${name.slice(1)}:${name}`,
);

function judge({ type, name, properties }: Resource): Judgement[] | undefined {
	if (shown.includes(type) && new RegExp(secretName, "i").test(name))
		return [violated("type", "shows its value in the state, and its name is that of a secret; use RandomPassword")];
	if (type !== passwordType) return undefined;
	return [...judgeLength(properties.length), ...judgeKeepers(properties.keepers)];
}

function judgeLength(length: unknown): Judgement[] {
	if (isPulumiUnknown(length)) return [undecided("length")];
	return typeof length === "number" && length >= shortest ? [] : [violated("length", `is below ${shortest}`)];
}

function judgeKeepers(keepers: unknown): Judgement[] {
	if (isPulumiUnknown(keepers)) return [undecided("keepers")];
	const entries = typeof keepers === "object" && keepers !== null ? Object.entries(keepers) : [];
	const given = entries.filter(([, value]) => value !== null && value !== undefined && value !== "");
	if (given.some(([, value]) => !isPulumiUnknown(value))) return [];
	// What is not known yet may be empty.
	const [open] = given;
	return [
		open === undefined ? violated("keepers", "are missing: nothing makes a new one") : undecided(`keepers.${open[0]}`),
	];
}
