/**
 * One rehearsal for a whole suite, through the project's own functions, with what a person would do to it by hand: edit
 * the stack file, ask Proxmox VE, Kubernetes and etcd from inside the lab's network.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { runChecks } from "../../../cli/rehearsal/checks";
import { runStep, type StepName, type StepResult } from "../../../cli/rehearsal/step";
import { createFolder, type Folder, removeFolder } from "../../../rehearsal/sandbox/folder";
import { launchSandbox, type Sandbox } from "../../../rehearsal/sandbox/launch";
import { partsFor } from "../../../rehearsal/sandbox/part-list";
import { ensureParts, type PartPaths } from "../../../rehearsal/sandbox/parts";
import { prepareLab } from "../../../rehearsal/sandbox/prepare";
import { typescript } from "../../../rehearsal/sandbox/typescript";
import { checkStackFile, parseStackFile } from "../../../stacks/file";

const root = resolve(__dirname, "../../..");

const operations = z.array(z.object({ op: z.string(), urn: z.string(), type: z.string(), diffs: z.array(z.string()) }));
export type Operation = z.output<typeof operations>[number];

export interface Step extends StepResult {
	/** All that the engine meant to do or did. */
	readonly all: Operation[];
	/** What is not `same`, as `<op> <resource name>`, sorted. */
	readonly changed: string[];
}

const nodeSettings = z.looseObject({ name: z.string(), role: z.string() });
const stackFile = z.looseObject({
	config: z.looseObject({
		"gxp-lab:environment": z.looseObject({ class: z.string() }),
		"gxp-lab:nodes": z.array(nodeSettings),
		"gxp-lab:platform": z.looseObject({ policyEngine: z.string().optional() }),
	}),
});
export type StackSettings = z.output<typeof stackFile>["config"];
type Change = (settings: StackSettings) => void;

function changed(text: string, change: Change): string {
	const parsed = stackFile.parse(parse(text));
	change(parsed.config);
	return stringify(parsed);
}

const answer = z.object({ status: z.number(), reason: z.string(), data: z.unknown() });

const node = z.looseObject({
	metadata: z.looseObject({ name: z.string() }),
	spec: z.looseObject({ unschedulable: z.boolean().default(false) }),
	status: z.looseObject({
		conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })),
		nodeInfo: z.looseObject({ bootID: z.string() }),
	}),
});
export type KubernetesNode = z.output<typeof node>;

export const nameOf = (urn: string): string => urn.split("::").slice(3).join("::");

export const isReady = ({ status }: KubernetesNode): boolean =>
	status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True");

/** One more control plane of stack lab, on its one Proxmox host. */
export const controlPlaneOf = (number: number) => ({
	name: `lab-cp-${number}`,
	role: "controlPlane",
	kind: "vm",
	host: "pve1",
	vmId: 2020 + number,
	address: `10.20.0.2${number}`,
	mac: `bc:24:11:20:00:2${number}`,
	cores: 4,
	memoryMiB: 8192,
	disks: { systemGiB: 40 },
	schedulable: true,
});

export class Rehearsal {
	private constructor(
		readonly stack: string,
		private readonly folder: Folder,
		private readonly parts: PartPaths,
		private readonly sandbox: Sandbox,
	) {}

	/**
	 * `environment` is added to what is inside: the day, where a test is about dates. `change` is made to the run's own stack file
	 * before anything is made for it.
	 */
	static async start(
		stack: string,
		{ environment = {}, change }: { environment?: Readonly<Record<string, string>>; change?: Change } = {},
	): Promise<Rehearsal> {
		const file = `Pulumi.${stack}.yaml`;
		const committed = readFileSync(join(root, file), "utf8");
		const text = change === undefined ? committed : changed(committed, change);
		const checked = checkStackFile(parseStackFile(text, stack));
		if ("faults" in checked) throw new Error(checked.faults.join("\n"));
		const { config } = checked;
		const parts = await ensureParts(() => undefined, { root, sources: partsFor(config.platform.policyEngine) });
		const folder = createFolder(root, stack);
		try {
			const { options } = await prepareLab({ folder, config, stack, parts });
			if (change !== undefined) {
				mkdirSync(join(folder.path, "project"));
				writeFileSync(join(folder.path, "project", file), text);
			}
			const own = { ...options, environment: { ...options.environment, ...environment } };
			return new Rehearsal(stack, folder, parts, await launchSandbox(folder, own));
		} catch (cause) {
			removeFolder(folder);
			throw cause;
		}
	}

	/** Ends the sandbox, and leaves the logs alone where something failed. */
	async end(failed: boolean): Promise<void> {
		await this.sandbox.end();
		removeFolder(this.folder, failed);
	}

	/** An `up` starts at once, unless it is asked to preview first as `lab up` does. */
	async step(step: StepName, { unprotect = false, preview = false } = {}): Promise<Step> {
		const { stack, folder, parts } = this;
		const target = { stack, root, folder: folder.path, pulumi: parts.pulumi } as const;
		const result = await runStep(this.sandbox.client, {
			...target,
			step,
			engine: "embedded",
			providers: "stand-in",
			unprotect,
			preview,
		});
		const all = operations.parse(result.operations);
		const changed = all.filter(({ op }) => op !== "same").map(({ op, urn }) => `${op} ${nameOf(urn)}`);
		return { ...result, all, changed: changed.sort() };
	}

	/** A step that must hold. */
	async does(step: StepName): Promise<Step> {
		const result = await this.step(step);
		if (!result.ok) throw new Error(`${step}: ${result.errors.join("\n")}`);
		return result;
	}

	/** What an operator does before a protected node may go: Pulumi's protection, then Proxmox VE's. */
	async unprotect(node: string, vmId: number, host = "pve1"): Promise<void> {
		const exported = z
			.object({ deployment: z.object({ resources: z.array(z.looseObject({ urn: z.string() })) }) })
			.parse(JSON.parse(await this.pulumi("stack", "export")));
		for (const { urn } of exported.deployment.resources) {
			const own = [`machines-${node}-vm`, `cluster-${node}-applied`].includes(nameOf(urn));
			if (own) await this.pulumi("state", "unprotect", urn, "--yes");
		}
		const { status, reason } = await this.proxmox("PUT", `/nodes/${host}/qemu/${vmId}/config`, "protection=0");
		if (status !== 200) throw new Error(`VM ${vmId}: ${reason}`);
	}

	/** As the end of `lab rehearse`: the hardware's own protection, then Pulumi's, then all of it. What was said on the way. */
	async tearDown(): Promise<Step & { readonly said: string[] }> {
		const said = await this.sandbox.client.unprotect();
		const result = await this.step("destroy", { unprotect: true });
		return { ...result, said: [...said, ...result.notes] };
	}

	/** Writes an object under retention, as MinIO's root; gives the locked versions as a destroy would list them. */
	async record(bucket: string, object: string): Promise<string[]> {
		return z.array(z.string()).parse(await this.ask("record", bucket, object, this.stack, this.folder.path));
	}

	/** The checks of `lab rehearse` that did not hold, of how many. */
	async checks(): Promise<{ of: number; failed: string[] }> {
		const { stack, folder, parts } = this;
		const { checks } = await runChecks(this.sandbox.client, { root, folder: folder.path, stack, pulumi: parts.pulumi });
		return { of: checks.length, failed: checks.filter(({ held }) => !held).map(({ id }) => id) };
	}

	/** Changes the stack file of this run; gives what puts it back. */
	edit(change: Change): () => void {
		const file = join(this.folder.path, "project", `Pulumi.${this.stack}.yaml`);
		const before = readFileSync(file, "utf8");
		writeFileSync(file, changed(before, change));
		return () => writeFileSync(file, before);
	}

	/** Proxmox VE's own API, with the token of the run, from inside. */
	async proxmox(method: string, path: string, form?: string): Promise<z.output<typeof answer>> {
		const endpoint = `https://${this.stack === "prod" ? "10.30" : "10.20"}.0.10:8006/api2/json`;
		return answer.parse(await this.ask("proxmox", method, `${endpoint}${path}`, ...(form === undefined ? [] : [form])));
	}

	/** Ids of the VMs of a host, in order. */
	async machines(host = "pve1"): Promise<number[]> {
		const { data } = await this.proxmox("GET", `/nodes/${host}/qemu`);
		return z
			.array(z.looseObject({ vmid: z.coerce.number() }))
			.parse(data)
			.map(({ vmid }) => vmid)
			.sort();
	}

	/** The setting of a VM, as Proxmox VE has it. */
	async machine(vmId: number, host = "pve1"): Promise<Record<string, unknown>> {
		const { data, reason } = await this.proxmox("GET", `/nodes/${host}/qemu/${vmId}/config`);
		if (data === null) throw new Error(`VM ${vmId}: ${reason}`);
		return z.record(z.string(), z.unknown()).parse(data);
	}

	/** Starts a task of Proxmox VE and waits for its end, as `qm` does. */
	async task(method: string, path: string, host = "pve1"): Promise<void> {
		const { data, reason, status } = await this.proxmox(method, path);
		if (status !== 200) throw new Error(`${method} ${path}: ${status} ${reason}`);
		const upid = encodeURIComponent(z.string().parse(data));
		await eventually(`${method} ${path}`, 60, async () => {
			const task = await this.proxmox("GET", `/nodes/${host}/tasks/${upid}/status`);
			const { exitstatus, status: is } = z
				.looseObject({ status: z.string(), exitstatus: z.string().optional() })
				.parse(task.data);
			if (is !== "stopped" || exitstatus !== "OK") throw new Error(`${is} ${exitstatus ?? ""}`);
		});
	}

	async nodes(): Promise<Map<string, KubernetesNode>> {
		const items = z.array(node).parse(await this.ask("kubernetes", "/api/v1/nodes"));
		return new Map(items.map((item) => [item.metadata.name, item]));
	}

	/** `<name> <id>` of every etcd member, as the member on this control plane has them. */
	async members(address: string, vmId: number): Promise<string[]> {
		const pki = join(this.folder.data, "machines", `vm-${vmId}`, "ephemeral/etc/etcd/pki");
		return z.array(z.string()).parse(await this.ask("members", address, pki));
	}

	/** A command of the CLI that is no step: what an operator types. */
	async pulumi(...args: string[]): Promise<string> {
		const argv = [this.parts.pulumi, ...args, "--stack", this.stack, "--non-interactive"];
		return this.inside("pulumi", argv, join(this.folder.path, "project"));
	}

	private async ask(...question: string[]): Promise<unknown> {
		const argv = ["node", ...typescript(root, "tests/rehearsal/lifecycle/ask.inside.ts"), ...question];
		return JSON.parse(await this.inside("ask", argv, root));
	}

	private async inside(name: string, argv: string[], cwd: string): Promise<string> {
		const out: string[] = [];
		const rest: string[] = [];
		let code: number | null = null;
		for await (const event of this.sandbox.client.run({ name, argv, cwd })) {
			if (event.type === "stdout") out.push(event.line);
			if (event.type === "stderr") rest.push(event.line);
			if (event.type === "exit") code = event.code;
		}
		if (code !== 0) throw new Error(`${name}: ${rest.join("\n")}`);
		return out.join("\n");
	}
}

/** Asks again until it holds: in a lab, a node gets Ready when it does. */
export async function eventually(what: string, seconds: number, holds: () => Promise<void>): Promise<void> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		try {
			return await holds();
		} catch (cause) {
			if (Date.now() > deadline) throw new Error(`${what}: not after ${seconds} s`, { cause });
		}
		await new Promise((done) => setTimeout(done, 300));
	}
}
