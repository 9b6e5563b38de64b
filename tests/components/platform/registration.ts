import { createHash, generateKeyPairSync } from "node:crypto";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { disconnect } from "@pulumi/pulumi/runtime";
import { Platform } from "../../../components/platform/platform";
import { platformCharts, platformImageReferences } from "../../../stacks/chart-contents";
import type { LabConfig } from "../../../stacks/config";
import { Locks } from "../../../stacks/locks";
import { sealedSecretCrd, writeArchive } from "./archive";
import { labConfig } from "./config";

export interface Registered {
	type: string;
	name: string;
	inputs: Record<string, unknown>;
	provider: string;
	protect: boolean;
	dependencies: string[];
}

type Register = (request: RegisterResourceRequest, ...rest: unknown[]) => unknown;

const sealingKey = generateKeyPairSync("rsa", { modulusLength: 3072 })
	.publicKey.export({ type: "spki", format: "pem" })
	.toString();

/** What each type's provider would compute, as far as other resources read it. */
function computed(type: string, name: string): Record<string, unknown> {
	if (type === "tls:index/privateKey:PrivateKey") return { privateKeyPem: `KEY ${name}`, publicKeyPem: sealingKey };
	if (type === "tls:index/selfSignedCert:SelfSignedCert") return { certPem: `CERT ${name}` };
	if (type === "random:index/randomPassword:RandomPassword") return { result: `password of ${name}` };
	if (type === "random:index/randomBytes:RandomBytes") return { base64: Buffer.alloc(32, name).toString("base64") };
	return {};
}

/** What a platform registers with the engine, in order; what it had until then, where it refuses. */
export class Registration {
	private constructor(readonly all: readonly Registered[]) {}

	/** Charts are made in the root, unless others are given. A refusal comes in `refused`. */
	static async of(
		root: string,
		config: LabConfig = labConfig(),
		given?: Locks,
	): Promise<{ made: Registration; refused?: unknown }> {
		const registered: Registered[] = [];
		const requests = new Map<string, RegisterResourceRequest>();
		await pulumi.runtime.setMocks(
			{
				newResource: ({ type, name, inputs, provider }) => {
					const request = requests.get(`${type} ${name}`);
					const dependencies = request?.getDependenciesList().map((urn) => urn.split("::").at(-1) ?? "") ?? [];
					const protect = request?.getProtect() ?? false;
					registered.push({ type, name, inputs, provider: provider ?? "", protect, dependencies });
					return { id: `${name}-id`, state: { ...inputs, ...computed(type, name) } };
				},
				call: ({ inputs }) => inputs,
			},
			"gxp-lab",
			"lab",
		);
		// The mocks do not hand on the options; the request has them.
		const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
		const register = monitor.registerResource.bind(monitor);
		monitor.registerResource = (request, ...rest) => {
			requests.set(`${request.getType()} ${request.getName()}`, request);
			return register(request, ...rest);
		};
		const locks = given ?? (await locksOf(root, config));
		const made = new Registration(registered);
		try {
			new Platform("platform", {
				config,
				root,
				exceptions: [],
				locks,
				cluster: {
					name: "lab",
					endpoint: "https://10.20.0.5:6443",
					clusterIdentifier: "lab",
					kubeconfig: pulumi.secret("kubeconfig"),
					nodes: config.nodes.map(({ name, role }) => ({ name, role })),
					apiHealthy: new Gate("api-healthy"),
				},
			});
		} catch (refused) {
			return { made, refused };
		}
		await disconnect();
		return { made };
	}

	ofType(type: string): Registered[] {
		return this.all.filter((one) => one.type.endsWith(type));
	}

	names(): string[] {
		return this.all.map(({ name }) => name);
	}

	named(name: string): Registered {
		const found = this.all.find((one) => one.name === name);
		if (found === undefined) throw new Error(`${name} was not registered; there are ${this.names().join(", ")}`);
		return found;
	}

	/** Whether `later` waits for `earlier`, directly or through others, its provider included. */
	waitsFor(later: string, earlier: string, seen = new Set<string>()): boolean {
		if (later === earlier) return true;
		if (seen.has(later)) return false;
		seen.add(later);
		const one = this.all.find(({ name }) => name === later);
		const provider = one?.provider.split("::").at(-2);
		return [...(one?.dependencies ?? []), ...(provider === undefined ? [] : [provider])].some((next) =>
			this.waitsFor(next, earlier, seen),
		);
	}
}

async function locksOf(root: string, config: LabConfig): Promise<Locks> {
	const charts = await Promise.all(
		platformCharts(config).map(async ({ name }) => {
			const archive = `.cache/charts/${name}-1.0.0.tgz`;
			const files = name === "sealed-secrets" ? { "sealed-secrets/crds/crd.yaml": sealedSecretCrd } : {};
			const bytes = await writeArchive(join(root, archive), { "chart/Chart.yaml": name, ...files });
			const sha256 = createHash("sha256").update(bytes).digest("hex");
			return { name, repository: "https://charts.example", version: "1.0.0", sha256, archive };
		}),
	);
	const images = platformImageReferences(config).map((reference) => ({
		reference,
		digest: `sha256:${"a".repeat(64)}`,
	}));
	return new Locks(root, "production", { charts, images, bootImages: [] }, undefined);
}

class Gate extends pulumi.CustomResource {
	constructor(name: string) {
		super("lab:index:ApiHealthy", name, {});
	}
}
