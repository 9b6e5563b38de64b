import { z } from "zod";
import { hostOf, isInNetwork, networksOverlap, type Range, rangesOverlap, sameAddress } from "./networks";
import type { Repository } from "./repository";
import { at, type ConfigurationJudgement, readShape, ruleOf } from "./rule";

const text = z.string().optional();
const range = z.looseObject({ from: text, to: text }).optional();
const network = z.looseObject({
	nodeCidr: text,
	podCidr: text,
	serviceCidr: text,
	vip: text,
	vlanId: z.number().optional(),
	gateway: text,
	loadBalancerPool: range,
	dhcpRange: range,
});
const stackFile = z.looseObject({
	encryptionsalt: text,
	encryptedkey: text,
	secretsprovider: text,
	config: z.looseObject({
		"gxp-lab:environment": z.looseObject({ domain: text }).optional(),
		"gxp-lab:network": network,
		"gxp-lab:proxmox": z.looseObject({
			endpoint: text,
			hosts: z.array(z.looseObject({ address: text })).default([]),
		}),
		"gxp-lab:nodes": z.array(z.looseObject({ address: text, mac: text })).default([]),
		"gxp-lab:talos": z.looseObject({ logDestinations: z.array(z.string()).default([]) }).optional(),
		"gxp-lab:platform": z.looseObject({ minio: z.looseObject({ host: text, address: text }).optional() }).optional(),
	}),
});
type StackFile = z.output<typeof stackFile>;

/** A thing that two environments may not share: where it stands, and what it is in one of them. */
interface Compared {
	steps: readonly (string | number)[];
	what: string;
	shared: (mine: StackFile, theirs: StackFile) => boolean;
}

const NETWORK = "gxp-lab:network";
const same = (one: unknown, other: unknown): boolean => one !== undefined && one === other;

const compared: readonly Compared[] = [
	...(["nodeCidr", "podCidr", "serviceCidr"] as const).map(
		(key): Compared => ({
			steps: ["config", NETWORK, key],
			what: "overlaps that of",
			shared: (mine, theirs) => overlap(cidrOf(mine, key), cidrOf(theirs, key)),
		}),
	),
	{
		// Both without a VLAN are on one network.
		steps: ["config", NETWORK, "vlanId"],
		what: "is that of",
		shared: (mine, theirs) => mine.config[NETWORK].vlanId === theirs.config[NETWORK].vlanId,
	},
	{
		steps: ["config", NETWORK, "vip"],
		what: "is that of",
		shared: (mine, theirs) => sameAddress(mine.config[NETWORK].vip, theirs.config[NETWORK].vip),
	},
	{
		steps: ["config", NETWORK, "loadBalancerPool"],
		what: "overlaps that of",
		shared: (mine, theirs) =>
			rangesOverlap(mine.config[NETWORK].loadBalancerPool, theirs.config[NETWORK].loadBalancerPool),
	},
	{
		steps: ["config", "gxp-lab:environment", "domain"],
		what: "is that of",
		shared: (mine, theirs) =>
			same(hostOf(mine.config["gxp-lab:environment"]?.domain), hostOf(theirs.config["gxp-lab:environment"]?.domain)),
	},
	{
		steps: ["config", "gxp-lab:proxmox", "endpoint"],
		what: "is that of",
		shared: (mine, theirs) =>
			same(hostOf(mine.config["gxp-lab:proxmox"].endpoint), hostOf(theirs.config["gxp-lab:proxmox"].endpoint)),
	},
	{
		steps: ["config", "gxp-lab:proxmox", "hosts"],
		what: "has a host of",
		shared: (mine, theirs) =>
			meet(
				mine.config["gxp-lab:proxmox"].hosts.map(({ address }) => address),
				theirs.config["gxp-lab:proxmox"].hosts.map(({ address }) => address),
			),
	},
	{
		steps: ["config", "gxp-lab:nodes"],
		what: "has a machine of",
		shared: (mine, theirs) =>
			(["address", "mac"] as const).some((key) =>
				meet(
					mine.config["gxp-lab:nodes"].map((node) => node[key]?.toLowerCase()),
					theirs.config["gxp-lab:nodes"].map((node) => node[key]?.toLowerCase()),
				),
			),
	},
	...(["host", "address"] as const).map(
		(key): Compared => ({
			steps: ["config", "gxp-lab:platform", "minio", key],
			what: "is that of",
			shared: (mine, theirs) =>
				same(
					hostOf(mine.config["gxp-lab:platform"]?.minio?.[key]),
					hostOf(theirs.config["gxp-lab:platform"]?.minio?.[key]),
				),
		}),
	),
	...(["encryptionsalt", "encryptedkey"] as const).map(
		(key): Compared => ({ steps: [key], what: "is that of", shared: (mine, theirs) => same(mine[key], theirs[key]) }),
	),
	{
		// A passphrase is another one for another salt; a key of a service is one key.
		steps: ["secretsprovider"],
		what: "is that of",
		shared: ({ secretsprovider: mine }, theirs) =>
			same(mine, theirs.secretsprovider) && mine !== "passphrase" && mine !== "default",
	},
	{
		steps: ["config"],
		what: "holds an encrypted value of",
		shared: (mine, theirs) => meet(ciphertexts(mine.config), ciphertexts(theirs.config)),
	},
];

/** CHG-010: the stack's file beside those of all other stacks, and the project's own. */
export const separateEnvironments = ruleOf("CHG-010", "separate-environments", (repository) => {
	const mine = fileOf(repository, repository.stack);
	if ("found" in mine) return mine.found;
	const others = repository.stacks.filter((stack) => stack !== repository.stack);
	return [
		...others.flatMap((stack): ConfigurationJudgement[] => {
			const theirs = fileOf(repository, stack);
			// What another environment is cannot be told from a file that cannot be read.
			if ("found" in theirs) return theirs.found;
			const found: { steps: readonly (string | number)[]; what: string }[] = [];
			// What is found at a place is said once, by the narrowest thing that there is to say.
			for (const one of [
				...compared.filter(({ shared }) => shared(mine.data, theirs.data)),
				...acrossKeys(mine.data, theirs.data),
			])
				if (!found.some(({ steps }) => steps.length > 1 && steps.every((step, i) => one.steps[i] === step)))
					found.push(one);
			return found.map(({ steps, what }) => at(mine.file, mine.document, steps, `${what} ${stack}`));
		}),
		...stateOf(repository),
	];
});

function fileOf(repository: Repository, stack: string) {
	const file = `Pulumi.${stack}.yaml`;
	return { file, ...readShape(repository, file, stackFile) };
}

/** A backend that the project names is one for all of its stacks. */
function stateOf(repository: Repository): ConfigurationJudgement[] {
	const shape = z.looseObject({ backend: z.looseObject({ url: text }).optional() });
	const read = readShape(repository, "Pulumi.yaml", shape);
	if ("found" in read) return read.found;
	if (read.data.backend?.url === undefined) return [];
	return [at("Pulumi.yaml", read.document, ["backend", "url"], "keeps the state of all environments in one place")];
}

function meet(some: readonly (string | undefined)[], others: readonly (string | undefined)[]): boolean {
	return some.some((one) => one !== undefined && others.includes(one));
}

/** Two that state no network cannot be told apart. */
function overlap(one: string | undefined, other: string | undefined): boolean {
	return (one === undefined && other === undefined) || networksOverlap(one, other);
}

const networkKeys = ["nodeCidr", "podCidr", "serviceCidr"] as const;

/** What a stack has that states none (stacks/profiles/biolab.ts; a test compares). */
export const ofProfile: Readonly<Record<string, string>> = { podCidr: "10.244.0.0/16", serviceCidr: "10.96.0.0/12" };

function cidrOf({ config }: StackFile, key: (typeof networkKeys)[number]): string | undefined {
	return config[NETWORK][key] ?? ofProfile[key];
}

interface Placed {
	steps: readonly (string | number)[];
	address: string | undefined;
}

/** Every address that an environment has of its own. Name and time servers may serve several. */
function addressesOf({ config }: StackFile): Placed[] {
	const network = config[NETWORK];
	const inRange = (key: "loadBalancerPool" | "dhcpRange", given: Range | undefined): Placed[] =>
		(["from", "to"] as const).map((end) => ({ steps: ["config", NETWORK, key, end], address: given?.[end] }));
	return [
		...(["vip", "gateway"] as const).map((key) => ({ steps: ["config", NETWORK, key], address: network[key] })),
		...inRange("loadBalancerPool", network.loadBalancerPool),
		...inRange("dhcpRange", network.dhcpRange),
		...(["gxp-lab:proxmox", "gxp-lab:nodes"] as const).flatMap((key) =>
			(key === "gxp-lab:nodes" ? config[key] : config[key].hosts).map(({ address }, i) => ({
				steps: ["config", key, ...(key === "gxp-lab:nodes" ? [] : ["hosts"]), i, "address"],
				address,
			})),
		),
		{ steps: ["config", "gxp-lab:proxmox", "endpoint"], address: hostOf(config["gxp-lab:proxmox"].endpoint) },
		{
			steps: ["config", "gxp-lab:platform", "minio", "address"],
			address: config["gxp-lab:platform"]?.minio?.address,
		},
	];
}

/** Where logs go is no part of an environment: one receiver may serve several, unless it stands in another one's network. */
function receiversOf({ config }: StackFile): Placed[] {
	return (config["gxp-lab:talos"]?.logDestinations ?? []).map((destination, i) => ({
		steps: ["config", "gxp-lab:talos", "logDestinations", i],
		address: hostOf(destination),
	}));
}

/** What is shared across keys: a pod network that is the other's node network, an address inside of the other's network. */
function acrossKeys(mine: StackFile, theirs: StackFile): { steps: readonly (string | number)[]; what: string }[] {
	const networks = networkKeys.flatMap((key) =>
		networkKeys
			.filter((other) => other !== key && networksOverlap(cidrOf(mine, key), cidrOf(theirs, other)))
			.map((other) => ({ steps: ["config", NETWORK, key], what: `overlaps the ${other} of` })),
	);
	const others = addressesOf(theirs);
	const addresses = [...addressesOf(mine), ...receiversOf(mine)].flatMap(({ steps, address }) => {
		const key = networkKeys.find((one) => isInNetwork(address, cidrOf(theirs, one)));
		if (key !== undefined) return [{ steps, what: `is in the ${key} of` }];
		return others.some((other) => sameAddress(address, other.address)) ? [{ steps, what: "is an address of" }] : [];
	});
	return [...networks, ...addresses];
}

/** Pulumi's `secure: <ciphertext>`: two that are alike were encrypted once, under one key. */
function ciphertexts(value: unknown): string[] {
	if (typeof value !== "object" || value === null) return [];
	if ("secure" in value && typeof value.secure === "string") return [value.secure];
	return Object.values(value).flatMap(ciphertexts);
}
