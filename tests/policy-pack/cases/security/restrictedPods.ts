import { restrictedPods as rule } from "../../../../controls/kubernetes/security/restrictedPods";
import { container, podSpec, type Tree, withContext, withPodContext } from "../../../controls/proof/fixtures";
import { guardedByTheServer, podSecurityStandard, type StandardCase } from "../../../controls/proof/standard";
import { type Case, dated, type RuleCases, resource, unknown } from "../case";

const fix = "Set the security context of the restricted level, or request a dated exception.";
const fail = (text: string): string => `[SEC-001] FAIL proof: ${text}; ${fix}`;
const undecided = (path: string): string => `[SEC-001] NOT EVALUATED proof: ${path} is not known yet; ${fix}`;

const pod = (spec: unknown, annotations?: Record<string, string>) =>
	resource("kubernetes:core/v1:Pod", {
		metadata: { name: "proof", namespace: "proof", ...(annotations && { annotations }) },
		spec,
	});

const rollout = (spec: Tree) =>
	resource("kubernetes:argoproj.io/v1alpha1:Rollout", { metadata: { name: "proof", namespace: "proof" }, spec });
const rolled = (spec: unknown): Tree => ({
	selector: { matchLabels: { app: "proof" } },
	template: { metadata: { labels: { app: "proof" } }, spec },
});
const workloadRef = { apiVersion: "apps/v1", kind: "Deployment", name: "app" };

const lists = ["containers", "initContainers", "ephemeralContainers"];
const all = [...podSecurityStandard, ...guardedByTheServer];

/** A case of the standard in one of the lists of containers; the other lists hold what complies. */
function inList(list: string, { field, bad, good, annotations }: StandardCase): { bad: Case; good: Case } {
	const move = (spec: Tree): Tree =>
		list === "containers" || !field.startsWith("containers[*]")
			? spec
			: { ...spec, containers: [container("app")], [list]: spec.containers };
	const path = field.startsWith("metadata") ? field : `spec.${field.replace("containers[*]", `${list}[main]`)}`;
	// A pod-level profile or runAsNonRoot that is wrong is wrong for each container that inherits it, too.
	const inherited = /^securityContext\.(seccompProfile\.type|runAsNonRoot)$/.test(field)
		? [`spec.containers[main].${field}`]
		: [];
	return {
		bad: {
			says: `${field} in ${list}`,
			resource: pod(move(bad), annotations?.bad),
			messages: [path, ...inherited, ...alsoPrivileged(field, list)].map((one) => fail(rule.finding(one))),
		},
		good: { says: `${field} in ${list}`, resource: pod(move(good), annotations?.good), messages: [] },
	};
}

/** A privileged container may not state allowPrivilegeEscalation: false, so that its fixture lacks it. */
function alsoPrivileged(field: string, list: string): string[] {
	return field.endsWith(".privileged") ? [`spec.${list}[main].securityContext.allowPrivilegeEscalation`] : [];
}

const everywhere = lists.flatMap((list) =>
	all.filter(({ field }) => list === "containers" || field.startsWith("containers[*]")).map((one) => inList(list, one)),
);

const hostNetwork = "spec.hostNetwork must be false: the node's namespaces are not shared";

export const restrictedPods: RuleCases = {
	policy: "sec-001-restricted-pods",
	compliant: [
		{ says: "a restricted pod", resource: pod(podSpec()), messages: [] },
		{
			says: "containers that state what the pod does not",
			resource: pod({
				containers: [withContext("main", { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } })],
			}),
			messages: [],
		},
	],
	violating: [
		...everywhere.map(({ bad }) => bad),
		{
			says: "a Rollout's pod",
			resource: rollout(rolled(podSpec({ hostPID: true }))),
			messages: [fail("spec.template.spec.hostPID must be false: the node's namespaces are not shared")],
		},
		{
			says: "a Rollout's template beside a reference",
			resource: rollout({ ...rolled(podSpec({ hostPID: true })), workloadRef }),
			messages: [fail("spec.template.spec.hostPID must be false: the node's namespaces are not shared")],
		},
		{
			says: "a Rollout with neither a template nor a reference",
			resource: rollout({ selector: {} }),
			messages: [fail("spec.template.spec is not a pod specification")],
			notInAdmission: "the API server refuses what it cannot evaluate in its own words",
		},
		{
			says: "a field of another type",
			resource: pod(podSpec({ hostNetwork: "false" })),
			messages: [fail(hostNetwork)],
		},
		{
			says: "a context of another type",
			resource: pod(podSpec({ containers: [container("main", { ports: "none" })] })),
			messages: [fail("spec.containers[main].ports is not a list")],
		},
	],
	absent: [
		{
			says: "no security context at all",
			resource: pod({ containers: [{ name: "main", image: "a" }] }),
			messages: [
				"spec.containers[main].securityContext.allowPrivilegeEscalation must be false",
				"spec.containers[main].securityContext.capabilities.drop must include ALL",
				"spec.containers[main].securityContext.runAsNonRoot must be true, here or for the pod",
				"spec.containers[main].securityContext.seccompProfile.type must be RuntimeDefault or Localhost, here or for the pod",
			].map(fail),
		},
	],
	nearMiss: [
		...everywhere.map(({ good }) => good),
		{ says: "a Rollout's restricted pod", resource: rollout(rolled(podSpec())), messages: [] },
		{
			says: "a pod for Windows, which has no such fields",
			resource: pod({
				os: { name: "windows" },
				securityContext: { runAsNonRoot: true },
				containers: [{ name: "main" }],
			}),
			messages: [],
		},
		{
			says: "root in a user namespace",
			resource: pod(
				podSpec({ hostUsers: false, securityContext: { runAsUser: 0, seccompProfile: { type: "RuntimeDefault" } } }),
			),
			messages: [],
		},
	],
	otherKind: [
		// Its pods are those of the Deployment that it refers to, which is judged itself.
		rollout({ workloadRef }),
		resource("kubernetes:core/v1:Namespace", {}),
		resource("kubernetes:helm.sh/v3:Release", {}),
		resource("minio:index/s3Bucket:S3Bucket", {}),
	],
	unknown: {
		alone: [
			{
				says: "an unknown field of the pod",
				resource: pod(podSpec({ hostPID: unknown })),
				messages: [undecided("spec.hostPID")],
			},
			{
				says: "an unknown user of one container",
				resource: pod(podSpec({ containers: [withContext("main", { runAsUser: unknown })] })),
				messages: [undecided("spec.containers[main].securityContext.runAsUser")],
			},
			{
				says: "a profile that the pod would give",
				resource: pod(withPodContext({ seccompProfile: unknown })),
				messages: [undecided("spec.securityContext.seccompProfile")],
			},
		],
		besideViolation: [
			{
				says: "the host's network beside unknown containers",
				resource: pod(podSpec({ hostNetwork: true, containers: unknown })),
				messages: [fail(hostNetwork), undecided("spec.containers")],
			},
			{
				says: "a privileged container beside unknown ones",
				resource: pod(podSpec({ containers: [unknown, withContext("main", { privileged: true })] })),
				messages: [
					undecided("spec.containers[0]"),
					fail("spec.containers[main].securityContext.privileged must be false"),
				],
			},
			{
				says: "an unknown capability beside a forbidden one",
				resource: pod(
					podSpec({
						containers: [withContext("main", { capabilities: { drop: ["ALL"], add: [unknown, "SYS_ADMIN"] } })],
					}),
				),
				messages: [
					undecided("spec.containers[main].securityContext.capabilities.add[0]"),
					fail("spec.containers[main].securityContext.capabilities.add[1] may hold NET_BIND_SERVICE only"),
				],
			},
		],
	},
	excepted: {
		resource: pod(podSpec({ hostNetwork: true })),
		exception: {
			control: "SEC-001",
			resource: { apiVersion: "v1", kind: "Pod", namespace: "proof", name: "proof" },
			finding: "spec",
			...dated,
		},
		waived: [`[SEC-001] WAIVED proof: ${hostNetwork} (excepted until 2026-12-31, rehearsal - not approved); ${fix}`],
		expired: [`[SEC-001] FAIL proof: ${hostNetwork} (its exception ended on 2026-12-31); ${fix}`],
	},
};
