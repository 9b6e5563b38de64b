import { notifiedReceivers } from "../../../../controls/kubernetes/monitoring/notifiedReceivers";
import { type RuleCases, resource, unknown } from "../case";
import { wordingOf } from "../wording";

const { fail, notKnown, excepted } = wordingOf(notifiedReceivers);
const onCall = { name: "on-call", emailConfigs: [{ to: "on-call@gxp.example" }] };
const silent = { name: "null" };
const configuration = (spec: Record<string, unknown>) =>
	resource("kubernetes:monitoring.coreos.com/v1alpha1:AlertmanagerConfig", {
		metadata: { name: "proof", namespace: "proof" },
		spec: { receivers: [onCall, silent], ...spec },
	});
const below = (depth: number, last: Record<string, unknown>): Record<string, unknown> =>
	depth === 0 ? last : { receiver: "on-call", routes: [below(depth - 1, last)] };
const found = (path: string): string => `${path} ends at a receiver that notifies nobody`;
const top = "spec.route.receiver";

export const notifiedReceiversCases: RuleCases = {
	policy: "mon-001-notified-receivers",
	compliant: [
		{ says: "a route to a person", resource: configuration({ route: { receiver: "on-call" } }), messages: [] },
	],
	violating: [
		{
			says: "a route to a receiver without a notification",
			resource: configuration({ route: { receiver: "null" } }),
			messages: [fail(found(top))],
		},
		{
			says: "a route to a receiver with an empty list",
			resource: configuration({ receivers: [{ name: "on-call", emailConfigs: [] }], route: { receiver: "on-call" } }),
			messages: [fail(found(top))],
		},
		{
			says: "a route to a receiver of another name",
			resource: configuration({ route: { receiver: "On-call" } }),
			messages: [fail(found(top))],
		},
		{
			says: "a route below that ends at nobody",
			resource: configuration({
				route: { receiver: "on-call", routes: [{ receiver: "on-call" }, { receiver: "null" }] },
			}),
			messages: [fail(found("spec.route.routes[1].receiver"))],
		},
		{
			says: "a route below one below that ends at nobody",
			resource: configuration({ route: below(3, { receiver: "null" }) }),
			messages: [fail(found("spec.route.routes[0].routes[0].routes[0].receiver"))],
		},
		{
			says: "routes deeper than anybody reads",
			resource: configuration({ route: below(4, { receiver: "on-call" }) }),
			messages: [fail("spec.route.routes[0].routes[0].routes[0].routes lie more than 3 deep; write them higher up")],
		},
	],
	absent: [
		{ says: "a route without a receiver", resource: configuration({ route: {} }), messages: [fail(found(top))] },
		{
			says: "a route without receivers",
			resource: configuration({ receivers: undefined, route: { receiver: "on-call" } }),
			messages: [fail(found(top))],
		},
	],
	nearMiss: [
		{
			says: "a silent receiver that no route ends at",
			resource: configuration({ route: { receiver: "on-call" } }),
			messages: [],
		},
		{ says: "no route: nothing is taken from the others", resource: configuration({}), messages: [] },
		{
			says: "a route below without a receiver of its own",
			resource: configuration({ route: { receiver: "on-call", routes: [{ groupBy: ["alertname"] }] } }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:monitoring.coreos.com/v1:PrometheusRule", { spec: {} }),
		resource("kubernetes:example.org/v1:AlertmanagerConfig", { spec: {} }),
	],
	unknown: {
		alone: [
			{
				says: "an unknown receiver",
				resource: configuration({ route: { receiver: unknown } }),
				messages: [notKnown(top)],
			},
			{
				says: "unknown receivers",
				resource: configuration({ receivers: unknown, route: { receiver: "on-call" } }),
				messages: [notKnown("spec.receivers")],
			},
		],
		besideViolation: [
			{
				says: "unknown routes below a route to nobody",
				resource: configuration({ route: { receiver: "null", routes: unknown } }),
				messages: [fail(found(top)), notKnown("spec.route.routes")],
			},
		],
	},
	excepted: excepted(configuration({ route: { receiver: "null" } }), top, found(top)),
};
