/**
 * Runs in namespaces of its own: evaluates the same expressions over the same generated objects here and in a real API server, and
 * prints where the two do not come to the same. The seed is the first argument.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ApiServer, parts, startApiServer } from "../../proof/apiServer";
import type { Case, Policy } from "./case";
import { randomFamily } from "./expressions";
import { functionCases } from "./functionCases";
import { Random } from "./random";
import { ruleCases } from "./ruleCases";
import { textFamilies } from "./textFamilies";
import { valueFamilies } from "./valueFamilies";

/** What the specification reads. */
export interface Comparison {
	objects: number;
	/** Objects that the API server refused before it asked a policy. */
	refused: string[];
	evaluations: number;
	outcomes: Record<Outcome, number>;
	disagreements: { what: string; input: unknown; here: string; there: string }[];
}

export type Outcome = "true" | "false" | "error";

const policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
const bindings = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";

async function must(server: ApiServer, path: string, object: unknown): Promise<void> {
	const { status, body } = await server.call("POST", path, object);
	if (status !== 201) throw new Error(`${path}: ${status} ${String(body.message).slice(0, 2000)}`);
}

/** One audit annotation for each expression: it says true or false, and it is missing where the expression ended in an error. */
async function install(server: ApiServer, { name, match, variables, expressions }: Policy): Promise<void> {
	const annotations = expressions.map((expression, i) => ({
		key: `e${i}`,
		valueExpression: `(${expression}) ? "true" : "false"`,
	}));
	const metadata = { name };
	await must(server, policies, {
		apiVersion: "admissionregistration.k8s.io/v1",
		kind: "ValidatingAdmissionPolicy",
		metadata,
		spec: {
			// With Fail an error would refuse the object.
			failurePolicy: "Ignore",
			matchConstraints: match,
			variables,
			auditAnnotations: [{ key: "ready", valueExpression: `"true"` }, ...annotations],
		},
	});
	await must(server, bindings, {
		apiVersion: "admissionregistration.k8s.io/v1",
		kind: "ValidatingAdmissionPolicyBinding",
		metadata,
		spec: { policyName: name, validationActions: ["Audit"] },
	});
}

type Annotations = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** The annotations of each request, by the field manager that the request named. */
function readLog(path: string): Annotations {
	const found = new Map<string, Record<string, string>>();
	for (const line of readFileSync(path, "utf8").split("\n")) {
		if (line === "") continue;
		const event = JSON.parse(line) as { requestURI: string; annotations?: Record<string, string> };
		const id = /[?&]fieldManager=([\w-]+)/.exec(event.requestURI)?.[1];
		if (id !== undefined) found.set(id, event.annotations ?? {});
	}
	return found;
}

async function send(server: ApiServer, cases: readonly Case[], round: string): Promise<Map<number, string>> {
	const refused = new Map<number, string>();
	let next = 0;
	const sender = async (): Promise<void> => {
		while (next < cases.length) {
			const i = next++;
			const { collection, object } = cases[i] as Case;
			const { status, body } = await server.call("POST", `${collection}?dryRun=All&fieldManager=${round}-${i}`, object);
			if (status !== 201) refused.set(i, String(body.message).slice(0, 300));
		}
	};
	await Promise.all(Array.from({ length: 24 }, sender));
	return refused;
}

async function until<T>(what: string, read: () => T | undefined | Promise<T | undefined>): Promise<T> {
	for (let tries = 0; tries < 300; tries++) {
		const value = await read();
		if (value !== undefined) return value;
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`${what} did not come`);
}

const equal = (here: Outcome, there: Outcome): boolean => here === there;

async function compare(
	server: ApiServer,
	log: string,
	cases: readonly Case[],
	all: readonly Policy[],
): Promise<Comparison> {
	const refusals: string[] = [];
	for (const policy of all) await install(server, policy).catch((error: unknown) => refusals.push(String(error)));
	if (refusals.length > 0) throw new Error(`the API server refuses policies:\n${refusals.join("\n")}`);
	// A policy is heeded a while after it was written: objects of each group, until all policies of the group have answered.
	const waiting = new Map<string, Case[]>();
	for (const one of cases) waiting.set(one.group, [...(waiting.get(one.group) ?? []), one]);
	let round = 0;
	await until("an answer of every policy", async () => {
		const name = `probe${round}`;
		const probes = [...waiting.values()].map((group) => group[round % group.length] as Case);
		round++;
		await send(server, probes, name);
		await new Promise((resolve) => setTimeout(resolve, 100));
		const answers = readLog(log);
		for (const [i, { group, expected }] of probes.entries()) {
			const answered = answers.get(`${name}-${i}`) ?? {};
			if (expected.every(({ policy }) => answered[`${policy}/ready`] !== undefined)) waiting.delete(group);
		}
		return waiting.size === 0 ? true : undefined;
	});
	const refused = await send(server, cases, "case");
	const answers = await until("the audit log", () => {
		const found = readLog(log);
		return cases.every((_, i) => refused.has(i) || found.has(`case-${i}`)) ? found : undefined;
	});
	const result: Comparison = {
		objects: cases.length,
		refused: [...refused.values()],
		evaluations: 0,
		outcomes: { true: 0, false: 0, error: 0 },
		disagreements: [],
	};
	for (const [i, { expected, input }] of cases.entries()) {
		if (refused.has(i)) continue;
		for (const { policy, index, what, here, same = equal } of expected) {
			const annotations = answers.get(`case-${i}`) ?? {};
			if (annotations[`${policy}/ready`] === undefined) throw new Error(`${policy} did not answer for object ${i}`);
			const there = (annotations[`${policy}/e${index}`] ?? "error") as Outcome;
			result.evaluations++;
			result.outcomes[there]++;
			if (!same(here, there)) result.disagreements.push({ what, input, here, there });
		}
	}
	return result;
}

async function main(): Promise<void> {
	const random = new Random(Number(process.argv[2]));
	const folder = mkdtempSync(join(process.env.TMPDIR ?? "/tmp", "gxp-lab-differential-"));
	const log = join(folder, "audit.log");
	const auditPolicy = join(folder, "audit.json");
	const rules = [{ level: "Metadata", verbs: ["create"], userGroups: ["system:masters"] }, { level: "None" }];
	writeFileSync(
		auditPolicy,
		JSON.stringify({ apiVersion: "audit.k8s.io/v1", kind: "Policy", omitStages: ["RequestReceived"], rules }),
	);
	writeFileSync(log, "");
	const server = await startApiServer(parts(), {
		flags: [`--audit-policy-file=${auditPolicy}`, `--audit-log-path=${log}`],
		typeChecking: false,
	});
	try {
		const functions = await functionCases(server, random, [
			...textFamilies,
			...valueFamilies,
			randomFamily(random, 200, 200),
		]);
		const ofRules = ruleCases(random, 400);
		await must(server, "/api/v1/namespaces", {
			apiVersion: "v1",
			kind: "Namespace",
			metadata: { name: "proof", labels: { "pod-security.kubernetes.io/enforce": "privileged" } },
		});
		const result = await compare(
			server,
			log,
			[...functions.cases, ...ofRules.cases],
			[...functions.policies, ...ofRules.policies],
		);
		process.stdout.write(`${JSON.stringify(result)}\n`);
	} finally {
		server.stop();
		rmSync(folder, { recursive: true, force: true });
	}
}

main().catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
