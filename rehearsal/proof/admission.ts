/**
 * Shows the rules over Kubernetes objects to a real API server: every case of every rule is sent to it, with the rule's own
 * policies bound as in production. Run it in private namespaces; it prints its records as one line of JSON.
 */
import { admissionPolicies, type Manifest } from "../../controls/admission";
import { parseFinding } from "../../controls/finding";
import { kubernetesRules } from "../../controls/kubernetes";
import type { KubernetesRule } from "../../controls/kubernetes/rule";
import { familyOf, groupVersion, type Kind } from "../../controls/kubernetes/scope";
import { policyName } from "../../controls/policyNames";
import { type Answer, type ApiServer, parts, startApiServer } from "../../tests/controls/proof/apiServer";
import { takenUp } from "../../tests/controls/proof/takenUp";
import { type ObjectFixture, objectFixtures, type Tree } from "./fixtures";
import type { ProofRecord } from "./record";

/** An object bears the policy name of the one rule that it is shown to: the others' bindings leave it alone. */
const LABEL = "proof.gxp-lab.io/rule";
const NAMESPACE = "proof";
const manager = "fieldManager=proof&force=true";

const collections: Readonly<Record<string, string>> = {
	ValidatingAdmissionPolicy: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
	ValidatingAdmissionPolicyBinding: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
	CustomResourceDefinition: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
};

async function prove(server: ApiServer, rules: readonly KubernetesRule[]): Promise<ProofRecord[]> {
	const fixtures = rules.map((rule) => ({ rule, fixtures: objectFixtures(rule) }));
	await serveKinds(
		server,
		rules.flatMap((rule) => rule.applies.families.flatMap(({ kinds }) => kinds)),
	);
	const namespaces = fixtures.flatMap((one) =>
		one.fixtures.flatMap(({ object }) =>
			typeof object.metadata.namespace === "string" ? [object.metadata.namespace] : [],
		),
	);
	for (const name of new Set([NAMESPACE, ...namespaces]))
		await server.call("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name } });
	for (const manifest of admissionPolicies("production", [])) await apply(server, manifest, rules);
	await takenUp(server);
	const records: ProofRecord[] = [];
	for (const { rule, fixtures: own } of fixtures)
		for (const fixture of own) records.push(recordOf(rule, fixture, await send(server, rule, fixture)));
	return records;
}

/** Open-schema definitions for the kinds that the server does not serve. */
async function serveKinds(server: ApiServer, kinds: readonly Kind[]): Promise<void> {
	const wanted = new Map(kinds.filter(({ resource }) => !resource.includes("/")).map((kind) => [pathOf(kind), kind]));
	const absent: Kind[] = [];
	for (const [path, kind] of wanted)
		if ((await server.call("GET", `${path}?limit=1`)).status === 404) absent.push(kind);
	const byName = groupBy(absent, nameOf);
	for (const [name, versions] of byName) {
		const [kind] = versions;
		if (kind === undefined) continue;
		const definition = {
			apiVersion: "apiextensions.k8s.io/v1",
			kind: "CustomResourceDefinition",
			metadata: {
				name,
				// Asked for on groups of Kubernetes' own (apiextensions, ValidateCustomResourceDefinition).
				annotations: { "api-approved.kubernetes.io": "unapproved, a stand-in without a schema" },
			},
			spec: {
				group: kind.apiGroup,
				scope: kind.cluster === true ? "Cluster" : "Namespaced",
				names: { kind: kind.kind, plural: kind.resource, singular: kind.kind.toLowerCase() },
				versions: [...new Set(versions.map(({ apiVersion }) => apiVersion))].map((version, i) => ({
					name: version,
					served: true,
					storage: i === 0,
					schema: { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } },
				})),
			},
		};
		const { status, body } = await server.call("POST", collections.CustomResourceDefinition ?? "", definition);
		if (status >= 300) throw new Error(`${name}: ${String(body.message)}`);
	}
	for (const kind of absent)
		await inTime(`${kind.kind} is served`, async () =>
			(await server.call("GET", `${pathOf(kind)}?limit=1`)).status === 200 ? true : undefined,
		);
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
	return groups;
}

const nameOf = (kind: Kind): string => `${kind.resource}.${kind.apiGroup}`;

function pathOf(kind: Kind, namespace?: string): string {
	const version = kind.apiGroup === "" ? `/api/${kind.apiVersion}` : `/apis/${groupVersion(kind)}`;
	return `${version}${namespace === undefined ? "" : `/namespaces/${namespace}`}/${kind.resource}`;
}

/** The policy as it is; its binding for the objects of its own rule only. */
async function apply(server: ApiServer, manifest: Manifest, rules: readonly KubernetesRule[]): Promise<void> {
	const rule = rules.find(({ id, slug }) => manifest.metadata.name.startsWith(`gxp-lab-${policyName(id, slug)}-`));
	if (rule === undefined) return;
	if (manifest.kind === "ValidatingAdmissionPolicyBinding")
		manifest.spec.matchResources = { objectSelector: { matchLabels: { [LABEL]: policyName(rule.id, rule.slug) } } };
	const path = `${collections[manifest.kind] ?? ""}/${manifest.metadata.name}?${manager}`;
	const { status, body } = await server.call("PATCH", path, manifest, undefined, "application/apply-patch+yaml");
	if (status >= 300) throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${String(body.message)}`);
}

function labelled({ object }: ObjectFixture, rule: KubernetesRule): Tree & { metadata: Tree } {
	const labels = typeof object.metadata.labels === "object" ? object.metadata.labels : {};
	const label = { [LABEL]: policyName(rule.id, rule.slug) };
	return { ...object, metadata: { ...object.metadata, labels: { ...labels, ...label } } };
}

async function send(server: ApiServer, rule: KubernetesRule, fixture: ObjectFixture): Promise<Answer | undefined> {
	if (fixture.notShown !== undefined) return undefined;
	const { apiVersion, kind } = fixture.object;
	// Kyverno has a PolicyException in each of two groups.
	const [group] = apiVersion.includes("/") ? apiVersion.split("/", 1) : [""];
	const served = familyOf(rule.applies, apiVersion, kind)?.kinds.find(
		(one) => one.kind === kind && one.apiGroup === group && !one.resource.includes("/"),
	);
	if (served === undefined) return undefined;
	const object = labelled(fixture, rule);
	if (served.cluster === true) delete object.metadata.namespace;
	const namespace = served.cluster === true ? undefined : String(object.metadata.namespace ?? NAMESPACE);
	const path = pathOf({ ...served, apiVersion: apiVersion.split("/").at(-1) ?? "" }, namespace);
	const spec = (object.spec ?? {}) as Tree;
	if (kind === "Pod" && Array.isArray(spec.ephemeralContainers)) return debug(server, path, object, spec);
	return server.call("POST", `${path}?dryRun=All`, object);
}

/** A pod is made without ephemeral containers; they come through a subresource of their own. */
async function debug(
	server: ApiServer,
	path: string,
	object: Tree & { metadata: Tree },
	{ ephemeralContainers, ...spec }: Tree,
): Promise<Answer> {
	const name = `debugged-${Math.random().toString(36).slice(2)}`;
	const made = await server.call("POST", path, { ...object, metadata: { ...object.metadata, name }, spec });
	if (made.status !== 201) return made;
	const type = "application/strategic-merge-patch+json";
	const change = { spec: { ephemeralContainers } };
	return server.call("PATCH", `${path}/${name}/ephemeralcontainers?dryRun=All`, change, undefined, type);
}

function isRefusal(answer: Answer | undefined, rule: KubernetesRule): boolean {
	return answer?.status === 403 && parseFinding(String(answer.body.message))?.id === rule.id;
}

async function inTime<T>(what: string, attempt: () => Promise<T | undefined>): Promise<T> {
	const deadline = Date.now() + 30_000;
	for (;;) {
		const result = await attempt();
		if (result !== undefined) return result;
		if (Date.now() > deadline) throw new Error(`${what}: did not come true in 30 s`);
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

function recordOf(rule: KubernetesRule, fixture: ObjectFixture, answer: Answer | undefined): ProofRecord {
	const { actual, held } = outcomeOf(rule, fixture, answer);
	return {
		control: rule.id,
		rule: policyName(rule.id, rule.slug),
		fixture: fixture.says,
		where: "admission",
		expected: fixture.expected,
		actual,
		held,
	};
}

function outcomeOf(
	rule: KubernetesRule,
	{ expected, notShown }: ObjectFixture,
	answer: Answer | undefined,
): Pick<ProofRecord, "actual" | "held"> {
	if (notShown !== undefined) return { actual: `not shown: ${notShown}`, held: undefined };
	if (answer === undefined) return { actual: "not shown: the rule's scope does not have the kind", held: undefined };
	if (answer.status < 300) return { actual: "admitted", held: expected === "admitted" };
	if (isRefusal(answer, rule)) return { actual: `refused by ${rule.id}`, held: expected === "refused" };
	// The server's own validation comes before admission policies: such an object never gets as far.
	const message = String(answer.body.message).slice(0, 300);
	if (answer.status === 422 || answer.status === 400)
		return { actual: "not shown: the API server's own validation refuses it", held: undefined };
	return { actual: `answered ${answer.status}: ${message}`, held: false };
}

async function main(): Promise<void> {
	const wanted = new Set(process.argv.slice(2));
	const server = await startApiServer(parts());
	try {
		const rules = kubernetesRules.filter(({ id }) => wanted.size === 0 || wanted.has(id));
		process.stdout.write(`${JSON.stringify(await prove(server, rules))}\n`);
	} finally {
		server.stop();
	}
}

if (require.main === module) void main();
