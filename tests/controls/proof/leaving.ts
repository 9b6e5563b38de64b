/**
 * Runs in namespaces of its own: shows a real API server objects that are on their way out (a finalizer keeps them) and still
 * have effect, and prints what it answered as JSON. `tests/controls/leaving.proof.spec.ts` starts it and judges.
 */
import { admissionPolicies, type Manifest } from "../../../controls/admission";
import { type ApiServer, parts, startApiServer, type User } from "./apiServer";
import { type Verdict, verdict } from "./exceptions";
import type { Tree } from "./fixtures";
import { takenUp } from "./takenUp";

export interface Leaving {
	/** A violation that is written into an object while it is being deleted. */
	turned: Record<string, Verdict>;
	/** The finalizer of an object that was there before the policies, and violates them, is removed. */
	released: Verdict;
	/** The same, with a violation that it did not have. */
	releasedAndTurned: Verdict;
	/** Whoever calls itself the API server, and is not. */
	pretender: Verdict;
	apiServer: Verdict;
}

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const ingresses = "/apis/networking.k8s.io/v1/namespaces/proof/ingresses";
const collections: Readonly<Record<string, string>> = {
	ValidatingAdmissionPolicy: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
	ValidatingAdmissionPolicyBinding: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
};
const mergePatch = "application/merge-patch+json";
const everything = { rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] };
const reading = { rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }] };
const role = (name: string, rest: Tree): Tree => ({
	apiVersion: "rbac.authorization.k8s.io/v1",
	kind: "ClusterRole",
	metadata: { name },
	...rest,
});

async function prove(server: ApiServer): Promise<Leaving> {
	const post = async (path: string, object: Tree, as?: User): Promise<Verdict> =>
		verdict(await server.call("POST", path, object, as));
	const patch = async (path: string, change: Tree): Promise<Verdict> =>
		verdict(await server.call("PATCH", path, change, undefined, mergePatch));
	/** Makes it with a finalizer and deletes it: it stays. */
	const leave = async (collection: string, object: Tree & { metadata: Tree }): Promise<string> => {
		const path = `${collection}/${String(object.metadata.name)}`;
		const made = await post(collection, {
			...object,
			metadata: { ...object.metadata, finalizers: ["proof.gxp-lab.io/stays"] },
		});
		if (made.status !== 201) throw new Error(`${path}: ${made.message}`);
		await server.call("DELETE", path);
		return path;
	};
	const inProof = "/api/v1/namespaces/proof";
	await post("/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata: { name: "proof" } });
	const before = [
		await leave(`${rbac}/clusterroles`, role("there-before", everything) as Tree & { metadata: Tree }),
		await leave(`${rbac}/clusterroles`, role("there-before-too", everything) as Tree & { metadata: Tree }),
	];
	for (const manifest of admissionPolicies("production", [])) await apply(server, manifest);
	await takenUp(server);
	const service = { apiVersion: "v1", kind: "Service", metadata: { name: "turned" } };
	const ports = [{ name: "http", port: 80 }];
	const ingress = {
		apiVersion: "networking.k8s.io/v1",
		kind: "Ingress",
		metadata: { name: "turned", annotations: { "cert-manager.io/cluster-issuer": "lab-ca" } },
		spec: { tls: [{ hosts: ["a.lab.gxp.example"], secretName: "a-tls" }], rules: [{ host: "a.lab.gxp.example" }] },
	};
	const turned = {
		role: await patch(
			await leave(`${rbac}/clusterroles`, role("turned", reading) as Tree & { metadata: Tree }),
			everything,
		),
		binding: await patch(
			await leave(`${rbac}/clusterrolebindings`, {
				apiVersion: "rbac.authorization.k8s.io/v1",
				kind: "ClusterRoleBinding",
				metadata: { name: "turned" },
				roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
				subjects: [],
			}),
			{ subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "system:unauthenticated" }] },
		),
		service: await patch(await leave(`${inProof}/services`, { ...service, spec: { ports } }), {
			spec: { type: "NodePort" },
		}),
		ingress: await patch(await leave(ingresses, ingress), {
			metadata: { annotations: { "nginx.ingress.kubernetes.io/ssl-redirect": "false" } },
		}),
	};
	const free = { metadata: { finalizers: null, resourceVersion: undefined } };
	const [there = "", thereToo = ""] = before;
	return {
		turned,
		releasedAndTurned: await patch(thereToo, {
			...free,
			rules: [{ apiGroups: [""], resources: ["*"], verbs: ["get"] }],
		}),
		released: await patch(there, free),
		pretender: await post(`${rbac}/clusterroles?dryRun=All`, role("pretended", everything), {
			name: "system:apiserver",
			groups: ["system:authenticated"],
		}),
		apiServer: await post(`${rbac}/clusterroles?dryRun=All`, role("its-own", everything), {
			name: "system:apiserver",
			groups: ["system:masters"],
		}),
	};
}

async function apply(server: ApiServer, manifest: Manifest): Promise<void> {
	const path = `${collections[manifest.kind] ?? ""}/${manifest.metadata.name}?fieldManager=proof&force=true`;
	const { status, body } = await server.call("PATCH", path, manifest, undefined, "application/apply-patch+yaml");
	if (status >= 300) throw new Error(`${manifest.metadata.name}: ${String(body.message)}`);
}

async function main(): Promise<void> {
	const server = await startApiServer(parts(), { typeChecking: false });
	try {
		process.stdout.write(`${JSON.stringify(await prove(server))}\n`);
	} finally {
		server.stop();
	}
}

if (require.main === module) void main();
