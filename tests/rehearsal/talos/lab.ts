import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type Client, credentials, Metadata, type ServiceError, status } from "@grpc/grpc-js";
import { extract } from "tar-stream";
import { parse } from "yaml";
import { type ClientConfiguration, type GeneratedSecrets, TalosMachinery } from "../../../rehearsal/parts/talos/client";
import { relabel } from "../../../rehearsal/sandbox/cluster/certificates";
import { Kube, type KubeIdentity } from "../../../rehearsal/sandbox/cluster/kube";
import type { MachineSpec } from "../../../rehearsal/sandbox/hardware";
import { loadProtocol, type Protocol } from "../../../rehearsal/sandbox/talos/protocol";
import { TalosSimulator } from "../../../rehearsal/sandbox/talos/simulator";
import { partPaths } from "./parts";

type Method = (
	request: object,
	metadata: Metadata,
	options: object,
	callback: (error: ServiceError | null, value: unknown) => void,
) => void;

/** How a caller presents itself: not at all (maintenance mode), or with a client certificate. */
export type As = ClientConfiguration | "nobody";

/** A lab inside private namespaces: a simulator, and the clients of its users. Only to be used by scenarios (`*.inside.ts`). */
export class Lab {
	readonly folder = mkdtempSync(join(tmpdir(), "gxp-lab-test-"));
	readonly said: string[] = [];
	readonly machinery = new TalosMachinery(partPaths()["talos-machinery"]);
	readonly simulator = new TalosSimulator({
		folder: this.folder,
		parts: partPaths(),
		say: (who, what) => void this.said.push(`${who}: ${what}`),
	});

	private constructor(
		readonly protocol: Protocol,
		readonly secrets: GeneratedSecrets,
	) {}

	static async open(): Promise<Lab> {
		execFileSync("ip", ["link", "set", "lo", "up"]);
		execFileSync("ip", ["route", "add", "unreachable", "10.20.0.0/24"]);
		const machinery = new TalosMachinery(partPaths()["talos-machinery"]);
		const [protocol, secrets] = await Promise.all([
			loadProtocol(machinery),
			machinery.ask("secrets", { talosVersion: "v1.13" }),
		]);
		machinery.close();
		return new Lab(protocol, secrets);
	}

	/** Runs a scenario and prints what it observed as one line of JSON. */
	static async observe(scenario: (lab: Lab) => Promise<object>): Promise<never> {
		const lab = await Lab.open();
		try {
			console.log(JSON.stringify(await scenario(lab)));
		} catch (cause) {
			console.error(cause, lab.said);
			process.exitCode = 1;
		}
		await lab.close();
		process.exit();
	}

	async close(): Promise<void> {
		await this.simulator.stop();
		this.machinery.close();
		await rm(this.folder, { recursive: true, force: true });
	}

	machine(name: string, address: string, over: Partial<MachineSpec> = {}): MachineSpec {
		return {
			id: name,
			name,
			mac: `bc:24:11:00:00:${Number(address.split(".")[3]).toString(16).padStart(2, "0")}`,
			address,
			cores: 2,
			memoryMiB: 4096,
			disks: [{ device: "/dev/sda", sizeGiB: 40, rotational: false, serial: `disk-${name}` }],
			image: { version: "v1.14.2", schematic: "0".repeat(64), platform: "nocloud" },
			...over,
		};
	}

	/** A machine configuration of this lab's cluster, or of other secrets. */
	async configuration(
		hostname: string,
		machineType: "controlplane" | "worker",
		patches: readonly string[] = [],
		secrets = this.secrets,
	): Promise<string> {
		const named = `apiVersion: v1alpha1\nkind: HostnameConfig\nauto: "off"\nhostname: ${hostname}\n`;
		const { machineConfiguration } = await this.machinery.ask("configuration", {
			clusterName: "lab",
			clusterEndpoint: "https://10.20.0.5:6443",
			machineType,
			machineSecrets: secrets.machineSecrets,
			talosVersion: "v1.13",
			kubernetesVersion: "1.36.3",
			configPatches: [named, ...patches],
		});
		return machineConfiguration;
	}

	/** Calls one method; what the server refuses is thrown. */
	call<T = { messages: Record<string, never>[] }>(
		address: string,
		path: string,
		request: object = {},
		as: As = this.secrets.clientConfiguration,
		metadata: Readonly<Record<string, string | readonly string[]>> = {},
	): Promise<T> {
		const [client, method] = this.client(address, path, as);
		const sent = new Metadata();
		for (const [key, values] of Object.entries(metadata)) for (const value of [values].flat()) sent.add(key, value);
		return new Promise<T>((resolve, reject) => {
			const options = { deadline: Date.now() + 5000 };
			(client as unknown as Record<string, Method>)[method]?.(request, sent, options, (error, value) => {
				client.close();
				if (error === null) resolve(value as T);
				else reject(error);
			});
		});
	}

	/** The status with which a call is refused, `OK` where it is not: `PERMISSION_DENIED: not authorized`. */
	async refusal(...call: Parameters<Lab["call"]>): Promise<string> {
		try {
			await this.call(...call);
			return "OK";
		} catch (cause) {
			const { code, details } = cause as ServiceError;
			return code === status.UNAVAILABLE ? "UNAVAILABLE" : `${status[code]}: ${details}`;
		}
	}

	apply(address: string, configuration: string, as: As, mode = "AUTO", dryRun = false) {
		return this.call(
			address,
			"machine.MachineService/ApplyConfiguration",
			{ data: Buffer.from(configuration), mode, dry_run: dryRun },
			as,
		);
	}

	/** Powers a machine on, configures it and waits until its API answers with its new certificate. */
	async configured(spec: MachineSpec, configuration: string): Promise<void> {
		await this.simulator.powerOn(spec);
		await this.apply(spec.address, configuration, "nobody");
		await this.waitFor(
			`the machine API of ${spec.name}`,
			async () => (await this.refusal(spec.address, "machine.MachineService/Version")) === "OK",
		);
	}

	async bootstrap(address: string): Promise<void> {
		await this.waitFor(
			"bootstrap",
			async () => (await this.refusal(address, "machine.MachineService/Bootstrap")) === "OK",
		);
	}

	async kubeconfig(address: string): Promise<{ text: string; identity: KubeIdentity }> {
		const [client, method] = this.client(
			address,
			"machine.MachineService/Kubeconfig",
			this.secrets.clientConfiguration,
		);
		const call = (client as unknown as Record<string, (request: object) => AsyncIterable<{ bytes: Buffer }>>)[method]?.(
			{},
		);
		const chunks: Buffer[] = [];
		for await (const { bytes } of call ?? []) chunks.push(bytes);
		client.close();
		const text = await onlyFile(gunzipSync(Buffer.concat(chunks)));
		const { clusters, users } = parse(text) as {
			clusters: { cluster: { server: string; "certificate-authority-data": string } }[];
			users: { user: { "client-certificate-data": string; "client-key-data": string } }[];
		};
		const [{ cluster }, { user }] = [clusters[0], users[0]] as [(typeof clusters)[0], (typeof users)[0]];
		return {
			text,
			identity: {
				server: cluster.server,
				ca: decode(cluster["certificate-authority-data"]),
				client: { certificate: decode(user["client-certificate-data"]), key: decode(user["client-key-data"]) },
			},
		};
	}

	async kube(address: string): Promise<Kube> {
		const { identity } = await this.kubeconfig(address);
		const kube = new Kube(identity);
		await this.waitFor("the Kubernetes API on the virtual address", () =>
			kube.get("/readyz").then(
				() => true,
				() => false,
			),
		);
		return kube;
	}

	/** Asks until it holds; a minute at most, because the parts start on a loaded machine. */
	async waitFor(what: string, holds: () => Promise<boolean>, seconds = 60): Promise<void> {
		const until = Date.now() + seconds * 1000;
		while (!(await holds())) {
			if (Date.now() > until) throw new Error(`${what}: not in ${seconds} s; ${this.said.slice(-8).join(" | ")}`);
			await new Promise((resolve) => setTimeout(resolve, 100));
		}
	}

	private client(address: string, path: string, as: As): [Client, string] {
		const [service = "", method = ""] = path.split("/");
		const Constructor = this.protocol.clients[service];
		if (Constructor === undefined) throw new Error(`${service}: not a service of the machine API`);
		const options = { "grpc.initial_reconnect_backoff_ms": 50, "grpc.max_reconnect_backoff_ms": 100 };
		return [new Constructor(`${address}:50000`, channel(as), options), method];
	}
}

function channel(as: As) {
	if (as === "nobody") return credentials.createSsl(null, null, null, { rejectUnauthorized: false });
	return credentials.createSsl(
		Buffer.from(decode(as.caCertificate)),
		Buffer.from(relabel(decode(as.clientKey))),
		Buffer.from(decode(as.clientCertificate)),
	);
}

function decode(base64: string): string {
	return Buffer.from(base64, "base64").toString();
}

async function onlyFile(archive: Buffer): Promise<string> {
	const files = extract();
	files.end(archive);
	const texts: string[] = [];
	for await (const entry of files) {
		const chunks: Buffer[] = [];
		for await (const chunk of entry) chunks.push(chunk as Buffer);
		texts.push(Buffer.concat(chunks).toString());
	}
	return texts.join("");
}
