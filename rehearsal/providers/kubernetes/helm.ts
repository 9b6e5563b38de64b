/**
 * The helm binary, run with nothing of the user's own Helm: its configuration, caches and kubeconfig live in a private
 * folder that is gone when the process ends. Values travel in a file that only this user may read, never in arguments.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { Plain } from "../framework/value";
import type { Api } from "./api";
import { ApiError, type JsonObject } from "./rest";

/** The environment variable in which a rehearsal names its helm. */
export const HELM = "GXP_LAB_PART_HELM";

let home: string | undefined;

function privateFolder(): string {
	if (home === undefined) {
		const made = mkdtempSync(path.join(tmpdir(), "gxp-lab-helm-"));
		home = made;
		const remove = () => rmSync(made, { recursive: true, force: true });
		process.on("exit", remove);
		for (const signal of ["SIGINT", "SIGTERM"] as const) {
			process.once(signal, () => {
				remove();
				process.exit(128);
			});
		}
	}
	return home;
}

/** A file for one run; the caller removes it. */
function secretFile(name: string, content: string): string {
	const file = path.join(privateFolder(), `${randomUUID()}-${name}`);
	writeFileSync(file, content, { mode: 0o600 });
	return file;
}

export interface HelmRun {
	kubeconfig: string;
	namespace: string;
	values?: Plain;
	signal: AbortSignal;
}

/** Runs helm with these arguments; its stderr is the error. */
export async function helm(args: string[], { kubeconfig, namespace, values, signal }: HelmRun): Promise<string> {
	const binary = process.env[HELM] ?? "helm";
	const folder = privateFolder();
	const files = [secretFile("kubeconfig", kubeconfig)];
	const all = [...args, "--namespace", namespace, "--kubeconfig", files[0] ?? ""];
	if (values !== undefined) {
		const file = secretFile("values.json", JSON.stringify(values));
		files.push(file);
		all.push("--values", file);
	}
	mkdirSync(path.join(folder, "home"), { recursive: true });
	const environment = {
		PATH: process.env.PATH ?? "",
		HOME: path.join(folder, "home"),
		HELM_CACHE_HOME: path.join(folder, "cache"),
		HELM_CONFIG_HOME: path.join(folder, "config"),
		HELM_DATA_HOME: path.join(folder, "data"),
		HELM_MAX_HISTORY: "0",
	};
	try {
		return await run(binary, all, environment, signal);
	} finally {
		for (const file of files) rmSync(file, { force: true });
	}
}

function run(binary: string, args: string[], env: Record<string, string>, signal: AbortSignal): Promise<string> {
	return new Promise((resolve, reject) => {
		const child = spawn(binary, args, { env, signal, stdio: ["ignore", "pipe", "pipe"] });
		const out: Buffer[] = [];
		const err: Buffer[] = [];
		child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
		child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
		child.on("error", (cause) => {
			const missing = (cause as NodeJS.ErrnoException).code === "ENOENT";
			reject(missing ? new Error(`${binary}: no such program; set ${HELM} to a helm 4 binary`) : cause);
		});
		child.on("close", (code) => {
			if (code === 0) return resolve(Buffer.concat(out).toString("utf8"));
			const lines = Buffer.concat(err).toString("utf8").trim().split("\n");
			// helm 4 logs its progress on stderr too; the failure is the line that says Error.
			const said = lines.filter((line) => line.startsWith("Error:")).map((line) => line.replace(/^Error: /, ""));
			reject(new Error((said.length > 0 ? said : lines).join("\n")));
		});
	});
}

export interface StoredRelease {
	name: string;
	namespace: string;
	revision: number;
	status: string;
	config: JsonObject;
	manifest: string;
	chart: { name: string; version: string; appVersion: string };
}

function object(value: unknown): JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}

/**
 * The newest revision of a release, from where helm keeps it: a Secret of type helm.sh/release.v1 whose `release` is
 * gzipped JSON in base64 (helm.sh/helm/v4, pkg/storage/driver/util.go). Read directly, it costs no process.
 */
export async function storedRelease(api: Api, namespace: string, name: string): Promise<StoredRelease | undefined> {
	const secrets = await api
		.list({ apiVersion: "v1", kind: "Secret" }, namespace, `owner=helm,name=${name}`)
		.catch((cause: unknown) => {
			if (cause instanceof ApiError && cause.status === 404) return [];
			throw cause;
		});
	const releases = secrets
		.map((secret) => object(secret.data).release)
		.filter((data) => typeof data === "string")
		.map((data) => decodeRelease(data))
		.sort((left, right) => right.revision - left.revision);
	return releases[0];
}

function decodeRelease(data: string): StoredRelease {
	const inner = Buffer.from(Buffer.from(data, "base64").toString("utf8"), "base64");
	const release = object(JSON.parse(gunzipSync(inner).toString("utf8")));
	const chart = object(object(release.chart).metadata);
	return {
		name: String(release.name),
		namespace: String(release.namespace),
		revision: Number(release.version),
		status: String(object(release.info).status),
		config: object(release.config),
		manifest: typeof release.manifest === "string" ? release.manifest : "",
		chart: { name: String(chart.name), version: String(chart.version), appVersion: String(chart.appVersion ?? "") },
	};
}
