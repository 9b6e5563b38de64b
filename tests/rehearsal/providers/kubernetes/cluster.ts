/**
 * A real control plane on fixed loopback ports, for a process in a network namespace of its own: etcd, kube-apiserver,
 * kube-controller-manager, and in place of kubelets a loop that says every pod is ready.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Api } from "../../../../rehearsal/providers/kubernetes/api";
import { connection, readKubeconfig } from "../../../../rehearsal/providers/kubernetes/kubeconfig";

const PARTS = ["etcd", "kube-apiserver", "kube-controller-manager", "helm"] as const;
export type Part = (typeof PARTS)[number] | "minio";

export function partPath(part: Part): string | undefined {
	return process.env[`GXP_LAB_PART_${part.toUpperCase().replaceAll("-", "_")}`];
}

export const missingParts = (parts: readonly Part[] = PARTS): Part[] =>
	parts.filter((part) => partPath(part) === undefined);

export interface TestCluster {
	api: Api;
	kubeconfig: string;
	folder: string;
	stop(): void;
}

const NODE = "test-node";

/** Binds every pod to the one node and says that it is ready: endpoints count only pods of a node that is there. */
async function pretendKubelets(api: Api, signal: AbortSignal): Promise<void> {
	const pods = { apiVersion: "v1", kind: "Pod" };
	const node = { apiVersion: "v1", kind: "Node", metadata: { name: NODE } };
	await api.rest.request("POST", "/api/v1/nodes", { body: node });
	while (!signal.aborted) {
		for (const pod of await api.rest.request("GET", "/api/v1/pods").then(
			(list) => (Array.isArray(list.items) ? list.items : []),
			() => [],
		)) {
			const { metadata, status } = pod as unknown as {
				metadata: { name: string; namespace: string; deletionTimestamp?: string };
				status?: { phase?: string };
			};
			const where = `${await api.path(pods, metadata.namespace, metadata.name)}`;
			if (metadata.deletionTimestamp !== undefined) {
				const body = { gracePeriodSeconds: 0 };
				await api.rest.request("DELETE", where, { body }).catch(() => undefined);
			} else if (status?.phase !== "Running") {
				const target = { apiVersion: "v1", kind: "Node", name: NODE };
				const binding = { apiVersion: "v1", kind: "Binding", metadata: { name: metadata.name }, target };
				await api.rest.request("POST", `${where}/binding`, { body: binding }).catch(() => undefined);
				const at = new Date(Date.now() - 1_000).toISOString();
				const conditions = [{ type: "Ready", status: "True", lastTransitionTime: at }];
				await api.rest
					.request("PATCH", `${where}/status`, {
						body: { status: { phase: "Running", podIP: "10.244.0.9", podIPs: [{ ip: "10.244.0.9" }], conditions } },
						contentType: "application/merge-patch+json",
					})
					.catch(() => undefined);
			}
		}
		await sleep(50, undefined, { signal }).catch(() => undefined);
	}
}

export async function startCluster(): Promise<TestCluster> {
	execFileSync("ip", ["link", "set", "lo", "up"]);
	const folder = mkdtempSync(path.join(tmpdir(), "gxp-lab-kubernetes-"));
	const file = (name: string, content: string): string => {
		const target = path.join(folder, name);
		writeFileSync(target, content, { mode: 0o600 });
		return target;
	};
	const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	const signing = file("sa.key", privateKey.export({ type: "pkcs1", format: "pem" }).toString());
	const verifying = file("sa.pub", publicKey.export({ type: "spki", format: "pem" }).toString());
	const tokens = file("tokens.csv", "test,admin,admin,system:masters\n");
	const kubeconfig = JSON.stringify({
		apiVersion: "v1",
		kind: "Config",
		clusters: [{ name: "test", cluster: { server: "https://127.0.0.1:6443", "insecure-skip-tls-verify": true } }],
		users: [{ name: "test", user: { token: "test" } }],
		contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
		"current-context": "test",
	});
	const children: ChildProcess[] = [];
	const start = (part: Part, args: string[]) => {
		const binary = partPath(part);
		if (binary === undefined) throw new Error(`${part}: is not built`);
		const log = openSync(path.join(folder, `${part}.log`), "w");
		children.push(spawn(binary, args, { stdio: ["ignore", log, log] }));
	};
	const certificates = `--cert-dir=${path.join(folder, "certificates")}`;
	start("etcd", ["--data-dir", path.join(folder, "etcd"), "--unsafe-no-fsync", "--log-level=error"]);
	start("kube-apiserver", [
		"--etcd-servers=http://127.0.0.1:2379",
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		certificates,
		"--authorization-mode=AlwaysAllow",
		`--token-auth-file=${tokens}`,
		`--service-account-key-file=${verifying}`,
		`--service-account-signing-key-file=${signing}`,
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-cluster-ip-range=10.96.0.0/16",
		"--allow-privileged=true",
	]);
	const api = new Api(connection(readKubeconfig(kubeconfig)));
	const stopped = new AbortController();
	const stop = () => {
		stopped.abort();
		for (const child of children) child.kill("SIGKILL");
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	const deadline = Date.now() + 60_000;
	for (;;) {
		const ready = await api.rest.request("GET", "/api/v1/namespaces/default").catch(() => undefined);
		if (ready !== undefined) break;
		if (Date.now() > deadline) {
			const log = execFileSync("tail", ["-n", "20", path.join(folder, "kube-apiserver.log")]).toString();
			stop();
			throw new Error(`kube-apiserver: did not become ready; its log ends:\n${log}`);
		}
		await sleep(100);
	}
	start("kube-controller-manager", [
		"--kubeconfig",
		file("kubeconfig", kubeconfig),
		"--leader-elect=false",
		"--bind-address=127.0.0.1",
		certificates,
		`--service-account-private-key-file=${signing}`,
		"--use-service-account-credentials=false",
	]);
	void pretendKubelets(api, stopped.signal);
	return { api, kubeconfig, folder, stop };
}
