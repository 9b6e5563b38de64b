/**
 * The resources of the program as its stacks stand, judged by the pack, without an engine: `node --import tsx
 * tests/policy-pack/program.ts lab|prod [--json]`. With the part talos-machinery (GXP_LAB_PARTS) the machine configurations are
 * Talos' own; without it they are unknown, and said to be.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { disconnect } from "@pulumi/pulumi/runtime";
import { parse } from "yaml";
import { REHEARSAL_VARIABLE } from "../../controls/clock";
import { parseEnvironments } from "../../controls/environments";
import { readExceptions } from "../../controls/exceptionsFile";
import { parseFinding } from "../../controls/finding";
import { readYaml } from "../../controls/readYaml";
import { assess, assessStack, type Report } from "../../policy-pack/assess";
import { Context } from "../../policy-pack/context";
import { type Handed, readHanded } from "../../policy-pack/handed";
import { rules, stackRules } from "../../policy-pack/pack";
import type { Resource } from "../../policy-pack/rule";
import { writeOverlay } from "../../rehearsal/charts/overlay";
import { type ConfigurationArguments, type GeneratedSecrets, TalosMachinery } from "../../rehearsal/parts/talos/client";
import { checkStack } from "../../stacks/file";
import { OVERLAY_VARIABLE } from "../../stacks/lock-overlay";
import { partPaths } from "../rehearsal/talos/parts";
import { sealingKey } from "./sealingKey";

const top = resolve(__dirname, "../..");
const SIGNATURE = "4dabf18193072939515e22adb298388d";
/** Pulumi's sentinel for an unknown string. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface Judged {
	resources: Resource[];
	reports: Report[];
	/** Exceptions for resources of the program that matched nothing. */
	unused: string[];
}

/** What each type's provider would compute, as far as other resources read it. */
function computed(type: string, name: string, secrets: GeneratedSecrets | undefined): Record<string, unknown> {
	if (type === "tls:index/privateKey:PrivateKey") return { privateKeyPem: `KEY ${name}`, publicKeyPem: sealingKey() };
	if (type === "tls:index/selfSignedCert:SelfSignedCert") return { certPem: `CERT ${name}` };
	if (type === "random:index/randomPassword:RandomPassword") return { result: `password of ${name}` };
	if (type === "random:index/randomBytes:RandomBytes") return { base64: Buffer.alloc(32, name).toString("base64") };
	if (type === "lab:index:MachineIncarnation") return { incarnation: "1763700000" };
	if (type === "talos:machine/secrets:Secrets" && secrets !== undefined)
		return { machineSecrets: secrets.machineSecrets, clientConfiguration: secrets.clientConfiguration };
	return {};
}

/** An id that other resources read is as its provider gives it. */
function idOf(type: string, name: string, { datastoreId, contentType, fileName }: Record<string, unknown>): string {
	return type === "proxmoxve:download/file:File" ? `${datastoreId}:${contentType}/${fileName}` : `${name}-id`;
}

/** Runs the program of a stack against mocks and gives the resources that it registers, as the policy host would see them. */
export async function programResources(stack: string): Promise<{ resources: Resource[]; handed: Handed }> {
	const checked = checkStack(stack, top);
	if ("faults" in checked) throw new Error(checked.faults.join("\n"));
	const folder = mkdtempSync(join(tmpdir(), "program-"));
	process.env[REHEARSAL_VARIABLE] = "1";
	process.env.PROXMOX_VE_API_TOKEN = "test@pve!test=00000000-0000-0000-0000-000000000000";
	const path = partPaths()["talos-machinery"];
	const machinery = existsSync(path) ? new TalosMachinery(path) : undefined;
	try {
		process.env[OVERLAY_VARIABLE] = (await writeOverlay(top, folder, checked.config)).overlayPath;
		const secrets = await machinery?.ask("secrets", { talosVersion: checked.config.talos.contract });
		const requests: RegisterResourceRequest[] = [];
		await pulumi.runtime.setMocks(
			{
				newResource: ({ type, name, inputs }) => ({
					id: idOf(type, name, inputs as Record<string, unknown>),
					state: { ...inputs, ...computed(type, name, secrets) },
				}),
				call: async ({ token, inputs }) => {
					if (machinery === undefined || token !== "talos:machine/getConfiguration:getConfiguration")
						return { ...inputs, machineConfiguration: UNKNOWN };
					return { ...inputs, ...(await machinery.ask("configuration", plain(inputs) as ConfigurationArguments)) };
				},
			},
			"gxp-lab",
			stack,
		);
		const monitor = pulumi.runtime.getMonitor() as unknown as {
			registerResource: (request: RegisterResourceRequest, ...rest: unknown[]) => unknown;
		};
		const register = monitor.registerResource.bind(monitor);
		monitor.registerResource = (request, ...rest) => {
			requests.push(request);
			return register(request, ...rest);
		};
		pulumi.runtime.setAllConfig(settings(stack));
		createRequire(__filename)("../../index.ts");
		await disconnect();
		const resources = [stackRoot(stack), ...requests.map((request) => asResource(request, stack))];
		return { resources, handed: readHanded(top, process.env) };
	} finally {
		machinery?.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The mocks have no root resource; what is absent from the stack is reported on it. */
function stackRoot(stack: string): Resource {
	const type = "pulumi:pulumi:Stack";
	const name = `gxp-lab-${stack}`;
	const urn = `urn:pulumi:${stack}::gxp-lab::${type}::${name}`;
	return { type, name, urn, properties: {}, options: { protect: false } };
}

function settings(stack: string): Record<string, string> {
	const { config } = parse(readFileSync(join(top, `Pulumi.${stack}.yaml`), "utf8")) as {
		config: Record<string, unknown>;
	};
	return Object.fromEntries(
		Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
	);
}

function asResource(request: RegisterResourceRequest, stack: string): Resource {
	const type = request.getType();
	const name = request.getName();
	return {
		type,
		name,
		urn: `urn:pulumi:${stack}::gxp-lab::${type}::${name}`,
		properties: plain(request.getObject()?.toJavaScript() ?? {}) as Record<string, unknown>,
		options: { protect: request.getProtect() ?? false, ignoreChanges: request.getIgnorechangesList() },
	};
}

/** Without the wrapping of secrets, as @pulumi/policy hands properties to a rule. */
function plain(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(plain);
	if (typeof value !== "object" || value === null) return value;
	if (SIGNATURE in value && "value" in value) return plain(value.value);
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, plain(member)]));
}

export async function judgeProgram(stack: string, now: Date): Promise<Judged> {
	const { resources, handed } = await programResources(stack);
	const environments = parseEnvironments(readYaml(join(top, "policy-pack/environments.yaml"), "environments"), "");
	const context = new Context(environments, readExceptions(), now, { rehearsal: true, handed });
	const reported = [
		...resources.flatMap((resource) => rules.map((rule) => assess(rule, resource, context))),
		...stackRules.map((rule) => assessStack(rule, resources, context)),
	];
	const unused = context.ledger.exceptions.filter(
		(exception) =>
			(exception.stack ?? stack) === stack &&
			("type" in exception.resource || ("kind" in exception.resource && exception.resource.madeBy === undefined)) &&
			!context.ledger.isUsed(exception),
	);
	return {
		resources,
		reports: reported.flatMap((one) => (typeof one === "string" ? [] : one)),
		unused: unused.map(({ control, resource, finding }) => `${control} ${JSON.stringify(resource)} ${finding}`),
	};
}

async function main(): Promise<void> {
	const [stack = "lab", ...flags] = process.argv.slice(2);
	const judged = await judgeProgram(stack, new Date());
	if (flags.includes("--json")) {
		process.stdout.write(JSON.stringify(judged));
		return;
	}
	for (const { message, enforcementLevel } of judged.reports)
		console.log(`${enforcementLevel.padEnd(9)} ${message.split("\n").at(-1)}`);
	for (const one of judged.unused) console.log(`unused    ${one}`);
	const count = (outcome: string) =>
		judged.reports.filter(({ message }) => parseFinding(message)?.outcome === outcome).length;
	console.log(
		`${judged.resources.length} resources: ${count("FAIL")} failed, ${count("WAIVED")} waived, ${count("NOT EVALUATED")} not evaluated, ${judged.unused.length} exceptions unused`,
	);
}

if (require.main === module) void main();
