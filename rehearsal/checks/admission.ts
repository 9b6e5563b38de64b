/**
 * The same bad pod refused by the API server with the exact control id, in main, init and ephemeral containers, and its
 * near miss admitted. The policies are bound as in the strictest class, in a namespace of the check's own whose Pod
 * Security level is privileged, so that nothing answers before them. Pods are sent with dry-run: none is made.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { admissionPolicies } from "../../controls/admission";
import type { KubernetesClient } from "../kubernetes/client";
import type { Check, CheckContext } from "./check";

const NAMESPACE = "rehearsal-admission";
const PREFIX = "rehearsal-";
const POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
const BINDINGS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
const PODS = `/api/v1/namespaces/${NAMESPACE}/pods`;

type Containers = "containers" | "initContainers" | "ephemeralContainers";

const digest = "a".repeat(64);
const goodImage = `registry.example/tool@sha256:${digest}`;

const container = (name: string) => ({
	name,
	image: goodImage,
	securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
	resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { memory: "1Mi" } },
});

const pod = (name: string) => ({
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name, namespace: NAMESPACE },
	spec: {
		automountServiceAccountToken: false,
		securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
		containers: [container("main")],
	},
});

/** What is wrong in a container, and the nearest thing that is right. */
const faults = {
	"SEC-001": {
		bad: { securityContext: { privileged: true, capabilities: { drop: ["ALL"] } } },
		near: { securityContext: { allowPrivilegeEscalation: false, privileged: false, capabilities: { drop: ["ALL"] } } },
	},
	"INT-001": {
		bad: { image: `registry.example/tool@sha256:${"a".repeat(63)}` },
		near: { image: `registry.example/tool:v1@sha256:${digest}` },
	},
} as const;

async function send(
	api: KubernetesClient,
	list: Containers,
	change: object,
): Promise<{ status: number; body: string }> {
	const changed = { ...container("probe"), ...change };
	if (list !== "ephemeralContainers") {
		const made = pod("probe");
		const spec = { ...made.spec, [list]: [changed] };
		return api.call("POST", `${PODS}?dryRun=All`, { ...made, spec });
	}
	const { resources: _none, ...ephemeral } = { ...changed, name: "debug" };
	return api.call(
		"PATCH",
		`${PODS}/target/ephemeralcontainers?dryRun=All`,
		{ spec: { ephemeralContainers: [ephemeral] } },
		"application/strategic-merge-patch+json",
	);
}

async function prepare({ api }: CheckContext): Promise<void> {
	await remove(api);
	await api.create("/api/v1/namespaces", {
		apiVersion: "v1",
		kind: "Namespace",
		metadata: {
			name: NAMESPACE,
			labels: { "pod-security.kubernetes.io/enforce": "privileged", "rehearsal.gxp-lab/admission": "true" },
		},
	});
	for (const manifest of admissionPolicies("production", [])) {
		const own = structuredClone(manifest);
		own.metadata.name = `${PREFIX}${own.metadata.name}`;
		if (own.kind === "ValidatingAdmissionPolicyBinding") {
			own.spec.policyName = `${PREFIX}${String(own.spec.policyName)}`;
			own.spec.matchResources = { namespaceSelector: { matchLabels: { "rehearsal.gxp-lab/admission": "true" } } };
			await api.create(BINDINGS, own);
		} else {
			await api.create(POLICIES, own);
		}
	}
	await api
		.create(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts`, {
			apiVersion: "v1",
			kind: "ServiceAccount",
			metadata: { name: "probe" },
		})
		.catch(() => {});
	for (let tries = 0; ; tries++) {
		// The service account admission asks for `default`, which a controller makes.
		const made = await api.call("POST", PODS, pod("target"));
		if (made.status < 300) break;
		if (tries > 100) throw new Error(`${PODS}: the target pod was not admitted: ${made.body.slice(0, 300)}`);
		await sleep(100);
	}
	for (let tries = 0; ; tries++) {
		// A policy takes effect when the API server's informer has compiled it.
		const refused = await Promise.all(
			Object.values(faults).map(({ bad }) => send(api, "containers", bad).then(({ status }) => status >= 400)),
		);
		if (refused.every(Boolean)) return;
		if (tries > 100) return;
		await sleep(100);
	}
}

async function remove(api: KubernetesClient): Promise<void> {
	for (const collection of [BINDINGS, POLICIES]) {
		for (const { metadata } of (await api.list(collection)).items) {
			if (metadata.name.startsWith(PREFIX)) await api.delete(`${collection}/${metadata.name}`);
		}
	}
	await api.call("DELETE", `${PODS}/target?gracePeriodSeconds=0`);
	await api.delete(`/api/v1/namespaces/${NAMESPACE}`);
	for (let tries = 0; tries < 100; tries++) {
		if ((await api.get(`/api/v1/namespaces/${NAMESPACE}`)) === undefined) return;
		await sleep(100);
	}
	throw new Error(`namespace ${NAMESPACE}: still there 10 s after it was deleted`);
}

async function judge(context: CheckContext): Promise<string | undefined> {
	const wrong: string[] = [];
	for (const [id, { bad, near }] of Object.entries(faults)) {
		for (const list of ["containers", "initContainers", "ephemeralContainers"] as const) {
			const refused = await send(context.api, list, bad);
			if (refused.status < 400) wrong.push(`${id}: a bad pod was admitted (${list})`);
			else if (!refused.body.includes(`[${id}]`))
				wrong.push(`${id}: refused without its id (${list}): ${refused.body.slice(0, 200)}`);
			const admitted = await send(context.api, list, near);
			if (admitted.status >= 400)
				wrong.push(`${id}: the near miss was refused (${list}): ${admitted.body.slice(0, 200)}`);
		}
	}
	return wrong.length === 0 ? undefined : wrong.join("; ");
}

export const admissionChecks: Check[] = [
	{
		id: "admission-two-sided",
		says: "SEC-001 and INT-001 refuse a bad main, init and ephemeral container by their id, and admit the near miss",
		run: async (context) => {
			await prepare(context);
			try {
				return await judge(context);
			} finally {
				await remove(context.api);
			}
		},
	},
	{
		id: "pod-security",
		says: "Pod Security admission refuses a privileged pod in a namespace that says nothing",
		run: async ({ api }) => {
			const made = pod("probe");
			const answer = await api.call("POST", "/api/v1/namespaces/default/pods?dryRun=All", {
				...made,
				metadata: { name: "probe", namespace: "default" },
				spec: { ...made.spec, containers: [{ ...container("main"), ...faults["SEC-001"].bad }] },
			});
			if (answer.status < 400) return "it was admitted";
			return answer.body.includes('violates PodSecurity \\"baseline')
				? undefined
				: `refused otherwise: ${answer.body.slice(0, 200)}`;
		},
	},
];
