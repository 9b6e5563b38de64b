import { carrying, container, podSpec } from "../../../controls/proof/fixtures";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { controlMessages } from "../controlMessages";
import { workloadToken } from "../wording";

const { fail, notKnown, excepted } = controlMessages("ACC-005");
const account = (path: string): string => `${path}.serviceAccountName must name an account of its own`;
const token = (path: string): string =>
	`${path}.automountServiceAccountToken must be stated: false, or true where it calls the API`;

/** An object of each kind that carries a pod, in the namespace of the proof. */
const everywhere = (spec: Record<string, unknown>) =>
	carrying(spec).map(({ kind, path, object }) => ({
		kind,
		path,
		resource: resource(workloadToken(kind), {
			...object,
			metadata: { ...(object.metadata as Record<string, unknown>), namespace: "proof" },
		}),
	}));
const deployment = (spec: Record<string, unknown>, annotations?: Record<string, unknown>) => {
	const labels = { app: "proof" };
	return resource("kubernetes:apps/v1:Deployment", {
		metadata: { name: "proof", namespace: "proof" },
		spec: {
			selector: { matchLabels: labels },
			template: { metadata: { labels, ...(annotations && { annotations }) }, spec: podSpec(spec) },
		},
	});
};
const good = { serviceAccountName: "proof", automountServiceAccountToken: false };
const at = "spec.template.spec";

export const ownServiceAccount: RuleCases = {
	policy: "acc-005-own-service-account",
	compliant: everywhere(podSpec(good)).map(({ kind, resource }) => ({
		says: kind,
		resource,
		messages: [],
	})),
	violating: [
		...everywhere(podSpec({ automountServiceAccountToken: false })).map(
			({ kind, path, resource }): Case => ({
				says: `${kind} without an account`,
				resource,
				messages: [fail(account(path))],
			}),
		),
		...everywhere(podSpec({ serviceAccountName: "proof" })).map(
			({ kind, path, resource }): Case => ({
				says: `${kind} that does not state the token`,
				resource,
				messages: [fail(token(path))],
			}),
		),
		{
			says: "the account default",
			resource: deployment({ ...good, serviceAccountName: "default" }),
			messages: [fail(account(at))],
		},
		{
			says: "an empty account",
			resource: deployment({ ...good, serviceAccountName: "" }),
			messages: [fail(account(at))],
		},
		{
			says: "the token left to the account",
			resource: deployment({ serviceAccountName: "proof", automountServiceAccountToken: null }),
			messages: [fail(token(at))],
		},
		{
			says: "another annotation that reads like a mirror pod's",
			resource: deployment({}, { "kubernetes.io/config.mirrored": "true" }),
			messages: [fail(account(at)), fail(token(at))],
		},
	],
	absent: [
		{ says: "neither", resource: deployment({}), messages: [fail(account(at)), fail(token(at))] },
		{
			says: "a pod without a specification",
			resource: resource("kubernetes:core/v1:Pod", { metadata: {} }),
			messages: [fail("spec is not a pod specification")],
			notInAdmission: "the API server's own schema refuses it first",
		},
	],
	nearMiss: [
		{
			says: "a token that it says it uses",
			resource: deployment({ ...good, automountServiceAccountToken: true }),
			messages: [],
		},
		{
			says: "an account whose name begins alike",
			resource: deployment({ ...good, serviceAccountName: "default-reader" }),
			messages: [],
		},
		{
			says: "a mirror pod, which the API server lets have no account",
			resource: deployment({}, { "kubernetes.io/config.mirror": "0123456789abcdef" }),
			messages: [],
		},
	],
	otherKind: [
		resource("kubernetes:core/v1:ServiceAccount", { metadata: { name: "default" } }),
		resource("kubernetes:example.org/v1:Deployment", { spec: {} }),
	],
	unknown: {
		alone: [
			{
				says: "an unknown account",
				resource: deployment({ ...good, serviceAccountName: unknown }),
				messages: [notKnown(`${at}.serviceAccountName`)],
			},
			{
				says: "an unknown specification",
				resource: resource("kubernetes:core/v1:Pod", { metadata: {}, spec: unknown }),
				messages: [notKnown("spec")],
			},
		],
		besideViolation: [
			{
				says: "an unknown account and image beside a token that is not stated",
				resource: deployment({
					serviceAccountName: unknown,
					containers: [container("main", { image: unknown })],
				}),
				messages: [notKnown(`${at}.serviceAccountName`), fail(token(at))],
			},
		],
	},
	excepted: {
		resource: deployment({ ...good, serviceAccountName: "default" }),
		...excepted({ apiVersion: "apps/v1", kind: "Deployment", namespace: "proof", name: "proof" }, at, account(at)),
	},
};
