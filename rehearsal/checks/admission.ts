/**
 * The same bad pod refused by the policy pack and by the API server, both with the exact control id, in main, init and
 * ephemeral containers, and its near miss admitted by both. Two probes ask the API server: one against the policies as
 * in the strictest class, bound under names of the check's own to a namespace of its own; one without those, against
 * what the program installed for the stack's class. Pods are sent with dry-run: but for a target, none is made.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { admissionPolicies } from "../../controls/admission";
import { controlById } from "../../controls/catalogue";
import type { Answer, KubernetesClient } from "../kubernetes/client";
import {
	container,
	containerLists,
	faults,
	makeNamespace,
	pod,
	podWith,
	removeNamespace,
	sendPod,
} from "./admission-probes";
import type { Check } from "./check";
import { judgeByPack, type PackVerdict } from "./pack";

const STRICTEST = "rehearsal-admission";
const INSTALLED = "rehearsal-installed";
const PREFIX = "rehearsal-";
const LABELS = { "rehearsal.gxp-lab/admission": "true" };
const POLICIES = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
const BINDINGS = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";

/** Every fault in every list of containers, with what went wrong there. */
async function forEachFault(
	probe: (id: keyof typeof faults, list: (typeof containerLists)[number]) => Promise<string[]>,
): Promise<string | undefined> {
	const wrong: string[] = [];
	for (const id of Object.keys(faults) as (keyof typeof faults)[]) {
		for (const list of containerLists) {
			wrong.push(...(await probe(id, list)).map((text) => `${id}: ${text} (${list})`));
		}
	}
	return wrong.length === 0 ? undefined : wrong.join("; ");
}

async function prepareStrictest(api: KubernetesClient): Promise<void> {
	await removeStrictest(api);
	await makeNamespace(api, STRICTEST, LABELS);
	const probed = admissionPolicies("production", []).filter(({ metadata }) =>
		Object.hasOwn(faults, metadata.labels["gxp-lab.io/control"] ?? ""),
	);
	for (const manifest of probed) {
		const own = structuredClone(manifest);
		own.metadata.name = `${PREFIX}${own.metadata.name}`;
		if (own.kind === "ValidatingAdmissionPolicyBinding") {
			own.spec.policyName = `${PREFIX}${String(own.spec.policyName)}`;
			own.spec.matchResources = { namespaceSelector: { matchLabels: LABELS } };
			await api.create(BINDINGS, own);
		} else {
			await api.create(POLICIES, own);
		}
	}
	for (let tries = 0; tries < 100; tries++) {
		// A policy takes effect when the API server's informer has compiled it.
		const answers = await Promise.all(
			Object.values(faults).map(({ bad }) => sendPod(api, STRICTEST, "containers", bad)),
		);
		if (answers.every(({ status }) => status >= 400)) return;
		await sleep(100);
	}
}

async function removeStrictest(api: KubernetesClient): Promise<void> {
	for (const collection of [BINDINGS, POLICIES]) {
		for (const { metadata } of (await api.list(collection)).items) {
			if (metadata.name.startsWith(PREFIX)) await api.delete(`${collection}/${metadata.name}`);
		}
	}
	await removeNamespace(api, STRICTEST);
}

/** What is wrong with how the API server answered; nothing when it refused the bad one by its id and let the near miss in. */
export function serverFaults(id: string, bad: Answer, near: Answer): string[] {
	const wrong: string[] = [];
	if (bad.status < 400) wrong.push("the API server admitted a bad pod");
	else if (!bad.body.includes(`[${id}]`))
		wrong.push(`the API server refused without its id: ${bad.body.slice(0, 200)}`);
	if (near.status >= 400) wrong.push(`the API server refused the near miss: ${near.body.slice(0, 200)}`);
	return wrong;
}

/** The same for the policy pack: the id alone refuses, and of the near miss nothing is said at all. */
export function packFaults(id: string, bad: PackVerdict, near: PackVerdict): string[] {
	const wrong: string[] = [];
	if (bad.refusedBy.join() !== id)
		wrong.push(`the policy pack refused a bad pod by ${bad.refusedBy.join(", ") || "nothing"}`);
	if (near.said.length > 0) wrong.push(`the policy pack said of the near miss: ${near.said.join(" ")}`);
	return wrong;
}

/** What is wrong where the program's own policies judged: in a class where the control is advisory they warn (RFC 9110's old 299). */
export function installedFaults(id: string, mandatory: boolean, bad: Answer, near: Answer): string[] {
	const policy = `gxp-lab-${id.toLowerCase()}-`;
	// With its opening quote: the other probe's copies end in the same name.
	const names = (text: string) => text.includes(`'${policy}`) && text.includes(`[${id}]`);
	const wrong: string[] = [];
	if (mandatory) {
		if (bad.status < 400) wrong.push("was admitted; it must be denied");
		else if (!names(bad.body)) wrong.push(`was refused, but not by ${policy}…: ${bad.body.slice(0, 200)}`);
	} else if (bad.status >= 400) wrong.push(`was refused; it must be warned of: ${bad.body.slice(0, 200)}`);
	else if (!bad.warnings.some((warning) => warning.startsWith("299 ") && names(warning)))
		wrong.push(`was admitted without a warning of ${policy}…`);
	if (near.status >= 400) wrong.push(`the near miss was refused: ${near.body.slice(0, 200)}`);
	if (near.warnings.some(names)) wrong.push("the near miss was warned of");
	return wrong;
}

export const admissionChecks: Check[] = [
	{
		id: "admission-two-sided",
		says: "SEC-001 and INT-001 refuse a bad main, init and ephemeral container by their id, in the policy pack and in the API server, and both admit the near miss",
		run: async ({ api }) => {
			try {
				await prepareStrictest(api);
				return await forEachFault(async (id, list) => {
					const { bad, near } = faults[id];
					const judged = (change: object) => judgeByPack(podWith(STRICTEST, list, change));
					const asked = (change: object) => sendPod(api, STRICTEST, list, change);
					return [
						...packFaults(id, judged(bad), judged(near)),
						...serverFaults(id, await asked(bad), await asked(near)),
					];
				});
			} finally {
				await removeStrictest(api);
			}
		},
	},
	{
		id: "admission-installed",
		says: "the policies that the program installed deny what is mandatory in the stack's class and warn of the rest",
		run: async ({ api, config }) => {
			await removeNamespace(api, INSTALLED);
			try {
				await makeNamespace(api, INSTALLED, {});
				return await forEachFault(async (id, list) => {
					const mandatory = controlById(id).enforcement[config.environment.class] === "mandatory";
					const asked = (change: object) => sendPod(api, INSTALLED, list, change);
					return installedFaults(id, mandatory, await asked(faults[id].bad), await asked(faults[id].near));
				});
			} finally {
				await removeNamespace(api, INSTALLED);
			}
		},
	},
	{
		id: "pod-security",
		says: "Pod Security admission refuses a privileged pod in a namespace that says nothing",
		run: async ({ api }) => {
			const made = pod("probe", "default");
			const answer = await api.call("POST", "/api/v1/namespaces/default/pods?dryRun=All", {
				...made,
				spec: {
					...made.spec,
					// The probes' account is in their own namespaces only.
					serviceAccountName: "default",
					containers: [{ ...container("main"), ...faults["SEC-001"].bad }],
				},
			});
			if (answer.status < 400) return "it was admitted";
			return answer.body.includes('violates PodSecurity \\"baseline')
				? undefined
				: `refused otherwise: ${answer.body.slice(0, 200)}`;
		},
	},
];
