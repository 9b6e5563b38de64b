/**
 * The lab's own Pulumi provider, a local plugin (Pulumi.yaml: `plugins.providers`). Four resources; each is a schema of
 * its inputs and what create, read and update do. A wait is made once, at creation or when its inputs change; a
 * refresh does not wait.
 */
import { main, type Provider } from "@pulumi/pulumi/provider";
import { z } from "zod";
import { connect, notReady, readyVersion } from "./kubernetes";
import { incarnation } from "./proxmox";
import { readRetention, setRetention } from "./retention";
import { plain } from "./secrets";
import { waitFor } from "./wait";

interface Kind {
	readonly inputs: z.ZodType<Record<string, unknown>>;
	/** A change of these makes a new resource. */
	readonly replaces: readonly string[];
	/** Makes it so, at create and at update; gives the id and what is known only now. */
	readonly make: (inputs: unknown) => Promise<{ id: string; outs: Record<string, unknown> }>;
	/** What is there now: undefined when it is gone. Without it the state is taken as it is. */
	readonly read?: (inputs: unknown) => Promise<Record<string, unknown> | undefined>;
}

function kind<S extends z.ZodType<Record<string, unknown>>>(definition: {
	inputs: S;
	replaces: readonly string[];
	make: (inputs: z.output<S>) => Promise<{ id: string; outs: Record<string, unknown> }>;
	read?: (inputs: z.output<S>) => Promise<Record<string, unknown> | undefined>;
}): Kind {
	const { inputs, replaces, make, read } = definition;
	return {
		inputs,
		replaces,
		make: (raw) => make(inputs.parse(raw)),
		...(read === undefined ? {} : { read: (raw: unknown) => read(inputs.parse(raw)) }),
	};
}

const seconds = z.number().int().positive();

const kinds: Record<string, Kind> = {
	"lab:index:BucketRetention": kind({
		inputs: z.strictObject({
			endpoint: z.string(),
			useSsl: z.boolean(),
			caCertPem: z.string(),
			accessKey: z.string(),
			secretKey: z.string(),
			bucket: z.string(),
			mode: z.enum(["COMPLIANCE", "GOVERNANCE"]),
			days: z.number().int().positive(),
		}),
		replaces: ["endpoint", "bucket"],
		make: async (inputs) => {
			await setRetention(inputs);
			return { id: inputs.bucket, outs: {} };
		},
		read: readRetention,
	}),
	"lab:index:MachineIncarnation": kind({
		inputs: z.strictObject({
			endpoint: z.url(),
			insecure: z.boolean(),
			apiToken: z.string(),
			node: z.string(),
			vmId: z.number().int(),
			vm: z.string(),
		}),
		replaces: ["node", "vmId", "vm"],
		make: async (inputs) => {
			const found = await incarnation(inputs);
			if (found === undefined) throw new Error(`VM ${inputs.vmId} on ${inputs.node}: there is no such VM`);
			return { id: `${inputs.node}/${inputs.vmId}`, outs: { incarnation: found } };
		},
		read: async (inputs) => {
			const found = await incarnation(inputs);
			return found === undefined ? undefined : { incarnation: found };
		},
	}),
	"lab:index:ApiHealthy": kind({
		inputs: z.strictObject({ kubeconfig: z.string(), timeoutSeconds: seconds }),
		replaces: [],
		make: async ({ kubeconfig, timeoutSeconds }) => {
			const api = connect(kubeconfig);
			const version = await waitFor("a ready Kubernetes API", timeoutSeconds, () => readyVersion(api));
			return { id: "kubernetes-api", outs: { version } };
		},
	}),
	"lab:index:NodesReady": kind({
		inputs: z.strictObject({ kubeconfig: z.string(), nodes: z.array(z.string()), timeoutSeconds: seconds }),
		replaces: [],
		make: async ({ kubeconfig, nodes, timeoutSeconds }) => {
			const api = connect(kubeconfig);
			await waitFor("all nodes Ready", timeoutSeconds, async () => {
				const missing = await notReady(api, nodes);
				if (missing.length > 0) throw new Error(`not Ready: ${missing.join(", ")}`);
			});
			return { id: "nodes", outs: {} };
		},
	}),
};

function kindOf(urn: string): Kind {
	const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
	const found = kinds[type];
	if (found === undefined) throw new Error(`${type}: the lab provider has no such resource`);
	return found;
}

/** Pulumi's marker for a value that is not known in a preview (sdk/nodejs/runtime/rpc.ts, unknownValue). */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const record = z.record(z.string(), z.unknown());

const provider: Provider = {
	version: "0.1.0",
	check: async (urn, _olds, news) => {
		const { values, unknown } = plain(record.parse(news), UNKNOWN);
		const parsed = kindOf(urn).inputs.safeParse(values);
		const failures = (parsed.error?.issues ?? [])
			.filter((issue) => !unknown.has(String(issue.path[0])))
			.map((issue) => ({ property: issue.path.join("."), reason: issue.message }));
		return { inputs: news, failures };
	},
	diff: async (_id, urn, olds, news) => {
		const before = record.parse(olds);
		const changed = Object.entries(record.parse(news))
			.filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key]))
			.map(([key]) => key);
		return { changes: changed.length > 0, replaces: changed.filter((key) => kindOf(urn).replaces.includes(key)) };
	},
	create: async (urn, inputs) => {
		const { id, outs } = await kindOf(urn).make(plain(record.parse(inputs), UNKNOWN).values);
		return { id, outs: { ...inputs, ...outs } };
	},
	update: async (_id, urn, _olds, news) => {
		const { outs } = await kindOf(urn).make(plain(record.parse(news), UNKNOWN).values);
		return { outs: { ...news, ...outs } };
	},
	read: async (id, urn, props) => {
		const { read, inputs } = kindOf(urn);
		if (read === undefined) return { id, props };
		const { values } = plain(record.parse(props), UNKNOWN);
		const shape = Object.keys((inputs as z.ZodObject).shape);
		const found = await read(Object.fromEntries(Object.entries(values).filter(([key]) => shape.includes(key))));
		return found === undefined ? { id: "", props: {} } : { id, props: { ...props, ...found } };
	},
	delete: async () => {},
};

main(provider, process.argv.slice(2));
