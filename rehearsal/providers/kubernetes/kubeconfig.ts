/** A kubeconfig as the provider reads it: its active cluster and how to authenticate there. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { isObject, type Properties } from "../framework/value";

export interface ClusterEntry {
	server: string;
	/** The whole entry: two kubeconfigs mean the same cluster when these are equal. */
	entry: Properties;
}

export interface Connection {
	server: string;
	namespace: string;
	ca: string | undefined;
	insecure: boolean;
	clientCertificate: string | undefined;
	clientKey: string | undefined;
	token: string | undefined;
}

export interface Overrides {
	context?: string;
	cluster?: string;
}

function list(config: Properties, key: string): Properties[] {
	const value = config[key];
	return Array.isArray(value) ? value.filter(isObject) : [];
}

function named(config: Properties, section: string, name: unknown, inner: string): Properties | undefined {
	const entry = list(config, section).find((one) => one.name === name)?.[inner];
	return isObject(entry) ? entry : undefined;
}

function text(entry: Properties | undefined, key: string): string | undefined {
	const value = entry?.[key];
	return typeof value === "string" && value !== "" ? value : undefined;
}

/** The official provider takes the document itself or a path. */
export function readKubeconfig(pathOrContents: string): Properties {
	const contents =
		!pathOrContents.includes("\n") && path.isAbsolute(pathOrContents) && existsSync(pathOrContents)
			? readFileSync(pathOrContents, "utf8")
			: pathOrContents;
	let parsed: unknown;
	try {
		parsed = parse(contents);
	} catch {
		// The parser quotes the line, which may be a key.
		parsed = undefined;
	}
	if (!isObject(parsed)) throw new Error("kubeconfig: is not a YAML mapping; give the kubeconfig's content or path");
	return parsed;
}

function activeContext(config: Properties, overrides: Overrides): Properties | undefined {
	return named(config, "contexts", overrides.context ?? config["current-context"], "context");
}

export function activeCluster(config: Properties, overrides: Overrides = {}): ClusterEntry | undefined {
	const context = activeContext(config, overrides);
	if (context === undefined) return undefined;
	const entry = named(config, "clusters", overrides.cluster ?? context.cluster, "cluster");
	const server = text(entry, "server");
	return entry === undefined || server === undefined ? undefined : { server, entry };
}

function pem(entry: Properties | undefined, key: string): string | undefined {
	const inline = text(entry, `${key}-data`);
	if (inline !== undefined) return Buffer.from(inline, "base64").toString("utf8");
	const file = text(entry, key);
	return file === undefined ? undefined : readFileSync(file, "utf8");
}

export function connection(config: Properties, overrides: Overrides = {}): Connection {
	const context = activeContext(config, overrides);
	const cluster = activeCluster(config, overrides);
	if (context === undefined || cluster === undefined) {
		throw new Error("kubeconfig: has no active cluster; set current-context to a context that is there");
	}
	const user = named(config, "users", context.user, "user");
	return {
		server: cluster.server.replace(/\/$/, ""),
		namespace: text(context, "namespace") ?? "default",
		ca: pem(cluster.entry, "certificate-authority"),
		insecure: cluster.entry["insecure-skip-tls-verify"] === true,
		clientCertificate: pem(user, "client-certificate"),
		clientKey: pem(user, "client-key"),
		token: text(user, "token"),
	};
}
