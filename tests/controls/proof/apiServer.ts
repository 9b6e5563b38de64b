import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { join } from "node:path";
import { partPaths } from "../../rehearsal/talos/parts";

/** What the API server answered. */
export interface Answer {
	status: number;
	body: Record<string, unknown>;
	warnings: string[];
}

export interface User {
	name: string;
	groups?: string[];
}

export interface Parts {
	etcd: string;
	apiServer: string;
	/** Checks the types of the policies' expressions and writes the result to their status. */
	controllerManager: string;
}

export interface ApiServer {
	call: (method: string, path: string, body?: unknown, as?: User, contentType?: string) => Promise<Answer>;
	stop: () => void;
}

/** The binaries, where the sandbox puts or names them. */
export function parts(): Parts {
	const paths = partPaths();
	return { etcd: paths.etcd, apiServer: paths["kube-apiserver"], controllerManager: paths["kube-controller-manager"] };
}

const token = "proof";

/**
 * A real etcd and kube-apiserver on fixed loopback ports: call it in a network namespace of its own only. Authorisation is
 * AlwaysAllow, so that nothing but admission refuses; Pod Security is left at privileged, so that nothing shadows a policy.
 */
export async function startApiServer(
	parts: Parts,
	{ flags = [], typeChecking = true }: { flags?: readonly string[]; typeChecking?: boolean } = {},
): Promise<ApiServer> {
	execFileSync("ip", ["link", "set", "lo", "up"]);
	const folder = mkdtempSync(join(process.env.TMPDIR ?? "/tmp", "gxp-lab-proof-"));
	const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
	writeFileSync(join(folder, "sa.key"), privateKey.export({ type: "pkcs1", format: "pem" }));
	writeFileSync(join(folder, "sa.pub"), publicKey.export({ type: "spki", format: "pem" }));
	writeFileSync(join(folder, "tokens.csv"), `${token},admin,admin,system:masters\n`);
	const children: ChildProcess[] = [];
	const start = (command: string, args: string[], name: string): ChildProcess => {
		const log = openSync(join(folder, `${name}.log`), "w");
		const child = spawn(command, args, { stdio: ["ignore", log, log] });
		children.push(child);
		return child;
	};
	start(
		parts.etcd,
		[
			"--data-dir",
			join(folder, "etcd"),
			"--listen-client-urls",
			"http://127.0.0.1:2379",
			"--advertise-client-urls",
			"http://127.0.0.1:2379",
			"--listen-peer-urls",
			"http://127.0.0.1:2380",
			"--unsafe-no-fsync",
		],
		"etcd",
	);
	const server = start(
		parts.apiServer,
		[
			"--etcd-servers=http://127.0.0.1:2379",
			"--bind-address=127.0.0.1",
			"--advertise-address=127.0.0.1",
			"--secure-port=6443",
			`--cert-dir=${join(folder, "certificates")}`,
			"--authorization-mode=AlwaysAllow",
			`--token-auth-file=${join(folder, "tokens.csv")}`,
			`--service-account-key-file=${join(folder, "sa.pub")}`,
			`--service-account-signing-key-file=${join(folder, "sa.key")}`,
			"--service-account-issuer=https://kubernetes.default.svc",
			"--service-cluster-ip-range=10.96.0.0/16",
			"--disable-admission-plugins=ServiceAccount",
			"--allow-privileged=true",
			...flags,
		],
		"apiserver",
	);
	const stop = (): void => {
		for (const child of children) child.kill("SIGKILL");
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	const deadline = Date.now() + 60_000;
	for (;;) {
		const ready = await call("GET", "/readyz").catch(() => undefined);
		if (ready?.status === 200) break;
		if (server.exitCode !== null || Date.now() > deadline) {
			const log = execFileSync("tail", ["-n", "20", join(folder, "apiserver.log")], { encoding: "utf8" });
			stop();
			throw new Error(`kube-apiserver: did not become ready; its log ends:\n${log}`);
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	if (!typeChecking) return { call, stop };
	const kubeconfig = join(folder, "kubeconfig.json");
	writeFileSync(
		kubeconfig,
		JSON.stringify({
			apiVersion: "v1",
			kind: "Config",
			clusters: [{ name: "proof", cluster: { server: "https://127.0.0.1:6443", "insecure-skip-tls-verify": true } }],
			users: [{ name: "proof", user: { token } }],
			contexts: [{ name: "proof", context: { cluster: "proof", user: "proof" } }],
			"current-context": "proof",
		}),
	);
	start(
		parts.controllerManager,
		[
			"--kubeconfig",
			kubeconfig,
			"--controllers=validatingadmissionpolicy-status-controller",
			"--leader-elect=false",
			"--bind-address=127.0.0.1",
			`--cert-dir=${join(folder, "certificates")}`,
		],
		"controller-manager",
	);
	return { call, stop };
}

function call(
	method: string,
	path: string,
	body?: unknown,
	as?: User,
	contentType = "application/json",
): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const outgoing = request(
			{
				host: "127.0.0.1",
				port: 6443,
				path,
				method,
				rejectUnauthorized: false,
				headers: {
					authorization: `Bearer ${token}`,
					"content-type": contentType,
					...(as === undefined ? {} : { "impersonate-user": as.name }),
					...(as?.groups === undefined ? {} : { "impersonate-group": as.groups }),
				},
			},
			(incoming) => {
				const chunks: Buffer[] = [];
				incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
				incoming.on("end", () => {
					const text = Buffer.concat(chunks).toString();
					const json = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : { text };
					// `299 - "text"`, RFC 7234 section 5.5; several may stand in one header.
					const warnings = [...String(incoming.headers.warning ?? "").matchAll(/299 - "((?:[^"\\]|\\.)*)"/g)].map(
						(match) => String(match[1]),
					);
					resolve({ status: incoming.statusCode ?? 0, body: json, warnings });
				});
			},
		);
		outgoing.on("error", reject);
		if (body !== undefined) outgoing.write(JSON.stringify(body));
		outgoing.end();
	});
}
