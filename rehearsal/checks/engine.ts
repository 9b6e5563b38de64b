/**
 * The policy engine that the stack chose, asked itself: in a whole cluster the API server's own policies answer first, and would hide
 * that it says nothing.
 */
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { controlById } from "../../controls/catalogue";
import { exportedPolicies } from "../../controls/export/policies";
import { platformNames } from "../../stacks/platform-names";
import type { LabConfig } from "../../stacks/schema";
import { at, type KubernetesClient, type KubernetesObject } from "../kubernetes/client";
import { containerLists, faults, podWith } from "./admission-probes";
import type { Check } from "./check";

const { gatekeeper: names, namespaces } = platformNames;
const WEBHOOK = `/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations/${names.webhook}`;
const CONSTRAINTS = "/apis/constraints.gatekeeper.sh/v1beta1";

const resourceList = z.object({ resources: z.array(z.looseObject({ name: z.string() })) });
const podStatus = z.looseObject({
	enforced: z.boolean().default(false),
	operations: z.array(z.string()).default([]),
	errors: z.array(z.looseObject({ message: z.string() })).default([]),
});

const reviewed = z.object({
	response: z.object({
		allowed: z.boolean(),
		status: z.looseObject({ message: z.string().default("") }).default({ message: "" }),
		warnings: z.array(z.string()).default([]),
	}),
});
export type Reviewed = z.output<typeof reviewed>["response"];

/** The policies that a Gatekeeper pod for each of these operations does not have in force, each with the reason. */
export function notInForce(
	wanted: readonly string[],
	statusOf: ReadonlyMap<string, readonly unknown[]>,
	operations: readonly string[],
): string[] {
	return wanted.flatMap((name) => {
		const pods = (statusOf.get(name) ?? []).map((pod) => podStatus.parse(pod));
		return operations.flatMap((operation) => {
			const pod = pods.find((one) => one.operations.includes(operation));
			if (pod === undefined) return [`${name}: ${operation} says nothing of it`];
			const [error] = pod.errors;
			if (error !== undefined) return [`${name}: ${operation}: ${error.message}`];
			return pod.enforced ? [] : [`${name}: ${operation} does not enforce it`];
		});
	});
}

async function constraintsOf(api: KubernetesClient): Promise<KubernetesObject[]> {
	const { resources } = resourceList.parse(JSON.parse((await api.call("GET", CONSTRAINTS)).body));
	const kinds = resources.filter(({ name }) => !name.includes("/"));
	return (await Promise.all(kinds.map(({ name }) => api.list(`${CONSTRAINTS}/${name}`)))).flatMap(({ items }) => items);
}

function statuses(constraints: readonly KubernetesObject[]): Map<string, readonly unknown[]> {
	return new Map(
		constraints.map((constraint) => {
			const pods = at(constraint, "status", "byPod");
			return [constraint.metadata.name, Array.isArray(pods) ? pods : []];
		}),
	);
}

/** Asks Gatekeeper as the API server would, at the Service's address and by the certificate authority in its webhook. */
async function review(api: KubernetesClient, object: object, namespace: string): Promise<Reviewed> {
	const ca = at(await api.get(WEBHOOK), "webhooks", 0, "clientConfig", "caBundle");
	const service = await api.get(`/api/v1/namespaces/${namespaces.gatekeeper}/services/${names.service}`);
	const group = { group: "", version: "v1" };
	const body = JSON.stringify({
		apiVersion: "admission.k8s.io/v1",
		kind: "AdmissionReview",
		request: {
			uid: "rehearsal",
			kind: { ...group, kind: "Pod" },
			resource: { ...group, resource: "pods" },
			name: "probe",
			namespace,
			operation: "CREATE",
			userInfo: { username: "rehearsal", groups: ["system:authenticated"] },
			object,
		},
	});
	const text = await new Promise<string>((resolve, reject) => {
		const call = request(
			{
				host: String(at(service, "spec", "clusterIP")),
				port: 443,
				path: "/v1/admit",
				method: "POST",
				headers: { "content-type": "application/json" },
				servername: `${names.service}.${namespaces.gatekeeper}.svc`,
				ca: Buffer.from(String(ca), "base64"),
				timeout: 10_000,
			},
			(response) => {
				let said = "";
				response.on("data", (chunk) => {
					said += String(chunk);
				});
				response.on("end", () => resolve(said));
			},
		);
		call.on("timeout", () => call.destroy(new Error("Gatekeeper: no answer in 10 s")));
		call.on("error", reject);
		call.end(body);
	});
	return reviewed.parse(JSON.parse(text)).response;
}

/** What is wrong with Gatekeeper's verdicts: `[<constraint>] … [<control>]` in its refusal, or in a warning where the control advises. */
export function engineFaults(id: string, mandatory: boolean, bad: Reviewed, near: Reviewed): string[] {
	const names = (text: string) => text.includes(`[gxp-lab-${id.toLowerCase()}-`) && text.includes(`[${id}]`);
	const wrong: string[] = [];
	if (mandatory && bad.allowed) wrong.push("was admitted; it must be denied");
	if (!mandatory && !bad.allowed) wrong.push("was refused; it must be warned of");
	if (![bad.status.message, ...bad.warnings].some(names)) wrong.push(`was not told of by its constraint and its id`);
	if (!near.allowed) wrong.push(`the near miss was refused: ${near.status.message.slice(0, 200)}`);
	if (near.warnings.some(names)) wrong.push("the near miss was warned of");
	return wrong;
}

/**
 * What an audit says of what is there that is no finding of a control: an expression that could not be judged to its end. Nothing
 * where a constraint was not audited yet.
 */
export function auditErrors(constraints: readonly KubernetesObject[]): string[] | undefined {
	if (constraints.some((one) => at(one, "status", "auditTimestamp") === undefined)) return undefined;
	return constraints.flatMap((one) => {
		const violations = at(one, "status", "violations");
		const messages = (Array.isArray(violations) ? violations : []).map((violation) => String(at(violation, "message")));
		const error = messages.find((message) => !/^\[[A-Z]{3}-\d{3}\] FAIL /.test(message));
		return error === undefined ? [] : [`${one.metadata.name}: ${error.slice(0, 160)}`];
	});
}

/**
 * An audit goes on without what it may not read, and says so in its log alone (gatekeeper 3.23.1, pkg/audit/manager.go). The log
 * may hold earlier lives: one that a stack left could read nothing in its last moments.
 */
export function unread(log: string): string | undefined {
	const life = log.slice(Math.max(0, log.lastIndexOf('"setting up audit"')));
	const line = life.split("\n").find((one) => one.includes('"Unable to list objects for gvk"'));
	return line === undefined ? undefined : `it could not read all that it judges: ${line.slice(0, 300)}`;
}

const gatekeeperChecks: Check[] = [
	{
		id: "engine-in-force",
		says: "Gatekeeper has every control that the API server has in force, in its webhook and in its audit",
		run: async ({ api, config }) => {
			const wanted = exportedPolicies(config.environment.class, []).map(({ policy }) => policy.metadata.name);
			let missing: string[] = [];
			// Each pod tells of its own a moment after it has taken a constraint up.
			for (let tries = 0; tries < 60; tries++) {
				missing = notInForce(wanted, statuses(await constraintsOf(api)), ["webhook", "audit"]);
				if (missing.length === 0) return undefined;
				await sleep(500);
			}
			return `after 30 s: ${missing.slice(0, 3).join("; ")}${missing.length > 3 ? `; and ${missing.length - 3} more` : ""}`;
		},
	},
	{
		id: "engine-two-sided",
		says: "Gatekeeper itself answers to a bad main, init and ephemeral container by the control's id, and admits the near miss",
		run: async ({ api, config }) => {
			const wrong: string[] = [];
			for (const id of Object.keys(faults) as (keyof typeof faults)[]) {
				const mandatory = controlById(id).enforcement[config.environment.class] === "mandatory";
				for (const list of containerLists) {
					const { bad, near } = faults[id];
					const [refused, admitted] = [
						await review(api, podWith("default", list, bad), "default"),
						await review(api, podWith("default", list, near), "default"),
					];
					wrong.push(...engineFaults(id, mandatory, refused, admitted).map((text) => `${id}: ${text} (${list})`));
				}
			}
			return wrong.length === 0 ? undefined : wrong.join("; ");
		},
	},
	{
		id: "engine-audit",
		says: "Gatekeeper's audit has judged all that is there by every control, to the end",
		run: async ({ api, folder }) => {
			for (let tries = 0; tries < 120; tries++) {
				const errors = auditErrors(await constraintsOf(api));
				if (errors?.length === 0) return unread(readFileSync(join(folder, "logs", "gatekeeper-audit.log"), "utf8"));
				if (errors !== undefined) return `${errors.length} ended in an error: ${errors.slice(0, 2).join("; ")}`;
				await sleep(500);
			}
			return "it has not audited every constraint after 60 s";
		},
	},
];

/** None for an engine that no rehearsal runs: nothing of it could be shown. */
export function engineChecks({ platform }: Pick<LabConfig, "platform">): readonly Check[] {
	return platform.policyEngine === "gatekeeper" ? gatekeeperChecks : [];
}
