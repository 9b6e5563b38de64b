/**
 * Runs in namespaces of its own: starts a real API server, gives it the admission policies, sends it the fixtures, and prints
 * what it answered as JSON. `tests/controls/admission.proof.spec.ts` starts it and judges.
 */
import { admissionPolicies, type Manifest } from "../../../controls/admission";
import { type ApiServer, parts, startApiServer, type User } from "./apiServer";
import { exceptions, pods, proveExceptions, provePartly, type Verdict, verdict } from "./exceptions";
import { carrying, container, podSpec, type Tree } from "./fixtures";
import { podSecurityStandard } from "./standard";
import { takenUp } from "./takenUp";

export interface Proof {
	/** By list of containers, then in the order of the standard. */
	standard: Record<string, { bad: Verdict; good: Verdict }[]>;
	kinds: Record<string, { tagged: Verdict; root: Verdict; good: Verdict }>;
	digests: Verdict[];
	relaxed: Record<string, Verdict>;
	/** A pod of 64 containers with 32 ports each: within the cost that the API server allows an expression. */
	large: Verdict;
	excepted: Record<string, Verdict>;
	partly: Awaited<ReturnType<typeof provePartly>>;
	lab: { tagged: Verdict; root: Verdict };
	typeChecking: Record<string, unknown>;
	misspelt: unknown;
}

const digits = (n: number): string => `registry.lab.gxp.example/a@sha256:${"a".repeat(n)}`;
/** 63 digits, 65, upper case, another algorithm, a tag, none; and the near misses: a port, a tag beside the digest. */
export const images = [
	digits(63),
	digits(65),
	digits(64).replace("aaaa", "AAAA"),
	`a@sha512:${"a".repeat(64)}`,
	"a:1.0",
	"a",
];
export const goodImages = [digits(64), `registry.lab.gxp.example:5000/a:1.0@sha256:${"a".repeat(64)}`];

const collections: Readonly<Record<string, string>> = {
	ValidatingAdmissionPolicy: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
	ValidatingAdmissionPolicyBinding: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
};

async function prove(server: ApiServer): Promise<Proof> {
	const dry = async (path: string, object: unknown, as?: User): Promise<Verdict> =>
		verdict(await server.call("POST", `${path}?dryRun=All`, object, as));
	const pod = (spec: Tree, metadata: Tree = {}): Tree => ({
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name: "proof", ...metadata },
		spec,
	});

	await server.call("POST", "/api/v1/namespaces", {
		apiVersion: "v1",
		kind: "Namespace",
		metadata: { name: "proof", labels: { "pod-security.kubernetes.io/enforce": "privileged" } },
	});
	await put(server, bound(admissionPolicies("production", exceptions)));
	await put(server, [misspelt()]);
	await takenUp(server);

	const standard: Proof["standard"] = {};
	for (const list of ["containers", "initContainers"]) {
		standard[list] = [];
		for (const { field, bad, good, annotations } of podSecurityStandard) {
			if (list !== "containers" && !field.startsWith("containers[*]")) continue;
			standard[list].push({
				bad: await dry(pods, pod(moveTo(list, bad), { annotations: annotations?.bad ?? {} })),
				good: await dry(pods, pod(moveTo(list, good), { annotations: annotations?.good ?? {} })),
			});
		}
	}
	const made = await server.call("POST", pods, pod(podSpec(), { name: "base" }));
	if (made.status !== 201) throw new Error(`base: ${verdict(made).message}`);
	const debug = async (name: string, ephemeral: unknown): Promise<Verdict> =>
		verdict(
			await server.call(
				"PATCH",
				`${pods}/${name}/ephemeralcontainers?dryRun=All`,
				{ spec: { ephemeralContainers: [ephemeral] } },
				undefined,
				"application/strategic-merge-patch+json",
			),
		);
	standard.ephemeralContainers = [];
	for (const { field, bad, good } of podSecurityStandard) {
		// Ephemeral containers have no ports, probes or hooks (core/validation, allowedEphemeralContainerFields).
		if (!field.startsWith("containers[*].securityContext")) continue;
		standard.ephemeralContainers.push({
			bad: await debug("base", { ...firstContainer(bad), name: "debugger" }),
			good: await debug("base", { ...firstContainer(good), name: "debugger" }),
		});
	}

	const kinds: Proof["kinds"] = {};
	for (const { kind, collection, object } of carrying(podSpec())) {
		const broken = (spec: Tree): Tree => carrying(spec).find((one) => one.kind === kind)?.object ?? {};
		kinds[kind] = {
			tagged: await dry(
				collection,
				broken(podSpec({ initContainers: [container("prepare", { image: "busybox:1.37" })] })),
			),
			root: await dry(
				collection,
				broken(
					podSpec({
						initContainers: [
							container("prepare", {
								securityContext: { runAsUser: 0, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
							}),
						],
					}),
				),
			),
			good: await dry(collection, object),
		};
	}
	const digests = [];
	for (const image of [...images, ...goodImages])
		digests.push(await dry(pods, pod(podSpec({ containers: [container("main", { image })] }))));

	const relaxed = {
		windows: await dry(
			pods,
			pod({
				os: { name: "windows" },
				securityContext: { runAsNonRoot: true },
				containers: [container("main", { securityContext: {} })],
			}),
		),
		windowsRoot: await dry(
			pods,
			pod({ os: { name: "windows" }, containers: [container("main", { securityContext: {} })] }),
		),
		userNamespace: await dry(
			pods,
			pod(podSpec({ hostUsers: false, securityContext: { runAsUser: 0, seccompProfile: { type: "RuntimeDefault" } } })),
		),
		hostUser: await dry(
			pods,
			pod(podSpec({ hostUsers: true, securityContext: { runAsUser: 0, seccompProfile: { type: "RuntimeDefault" } } })),
		),
	};
	const ports = Array.from({ length: 32 }, (_, i) => ({ name: `p${i}`, containerPort: 8000 + i }));
	const many = Array.from({ length: 64 }, (_, i) => container(`c${i}`, { ports }));
	const large = await dry(pods, pod(podSpec({ containers: many })));
	const excepted = await proveExceptions(server, dry, debug, pod);
	const partly = await provePartly(dry);
	const typeChecking = await typeChecks(server);
	await put(server, bound(admissionPolicies("lab", exceptions)));
	await takenUp(server);
	const tagged = pod(podSpec({ containers: [container("main", { image: "a:1" })] }));
	return {
		standard,
		kinds,
		digests,
		relaxed,
		large,
		excepted,
		partly,
		lab: { tagged: await dry(pods, tagged), root: await dry(pods, pod(podSpec({ hostNetwork: true }))) },
		typeChecking: Object.fromEntries(Object.entries(typeChecking).filter(([name]) => name !== "misspelt")),
		misspelt: typeChecking.misspelt,
	};
}

/** Every policy, so that all are type-checked; bindings of the controls that are shown here. */
function bound(manifests: readonly Manifest[]): Manifest[] {
	return manifests.filter(
		({ kind, metadata }) =>
			kind === "ValidatingAdmissionPolicy" ||
			["SEC-001", "INT-001", "CHG-004"].includes(metadata.labels["gxp-lab.io/control"] ?? ""),
	);
}

/** The same pod with its container in another list. */
function moveTo(list: string, spec: Tree): Tree {
	if (list === "containers") return spec;
	return { ...spec, containers: [container("app")], [list]: [{ ...firstContainer(spec), ...sidecar(spec) }] };
}

/** Only a sidecar, an init container that goes on running, may have probes and hooks. */
function sidecar(spec: Tree): Tree {
	const has = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"].some(
		(key) => key in firstContainer(spec),
	);
	return has ? { restartPolicy: "Always" } : {};
}

function firstContainer(spec: Tree): Tree {
	return Array.isArray(spec.containers) ? ((spec.containers[0] as Tree | undefined) ?? {}) : {};
}

async function put(server: ApiServer, manifests: readonly Manifest[]): Promise<void> {
	for (const manifest of manifests) {
		const path = `${collections[manifest.kind] ?? ""}/${manifest.metadata.name}?fieldManager=proof&force=true`;
		const { status, body } = await server.call("PATCH", path, manifest, undefined, "application/apply-patch+yaml");
		if (status >= 300) throw new Error(`${manifest.kind} ${manifest.metadata.name}: ${String(body.message)}`);
	}
}

/** A policy with a field that does not exist: proof that the type check would see one of ours. */
function misspelt(): Manifest {
	const policy = structuredClone(
		admissionPolicies("production", []).find(
			({ metadata }) => metadata.name === "gxp-lab-sec-001-restricted-pods-workloads",
		),
	);
	if (policy === undefined) throw new Error("there are no policies");
	policy.metadata.name = "misspelt";
	policy.spec.validations = [{ expression: "object.spec.template.spec.?hostNetwrok.orValue(false) == false" }];
	return policy;
}

async function typeChecks(server: ApiServer): Promise<Record<string, unknown>> {
	let checked: Record<string, unknown> = {};
	await until(async () => {
		const { body } = await server.call("GET", collections.ValidatingAdmissionPolicy ?? "");
		const items = body.items as {
			metadata: { name: string; generation: number };
			status?: { observedGeneration?: number; typeChecking?: unknown };
		}[];
		checked = Object.fromEntries(items.map(({ metadata, status }) => [metadata.name, status?.typeChecking]));
		return items.every(({ metadata, status }) => status?.observedGeneration === metadata.generation);
	});
	return checked;
}

/** Waits for what the API server does on its own time; fails after a minute with the condition's text. */
async function until(condition: () => Promise<boolean>): Promise<void> {
	const deadline = Date.now() + 60_000;
	while (!(await condition())) {
		if (Date.now() > deadline) throw new Error(`never came true: ${String(condition)}`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
}

async function main(): Promise<void> {
	const server = await startApiServer(parts());
	try {
		process.stdout.write(JSON.stringify(await prove(server)));
	} finally {
		server.stop();
	}
}

if (require.main === module) void main();
