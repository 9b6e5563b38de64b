import ipaddr from "ipaddr.js";
import { z } from "zod";
import type { Repository } from "./repository";
import { at, type ConfigurationJudgement, readShape, ruleOf } from "./rule";

const text = z.string().optional();
const network = z.looseObject({
	nodeCidr: text,
	podCidr: text,
	serviceCidr: text,
	vip: text,
	vlanId: z.number().optional(),
	loadBalancerPool: z.looseObject({ from: text, to: text }).optional(),
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
			shared: (mine, theirs) => overlap(mine.config[NETWORK][key], theirs.config[NETWORK][key]),
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
		shared: (mine, theirs) => same(mine.config[NETWORK].vip, theirs.config[NETWORK].vip),
	},
	{
		steps: ["config", NETWORK, "loadBalancerPool"],
		what: "overlaps that of",
		shared: (mine, theirs) =>
			poolsOverlap(mine.config[NETWORK].loadBalancerPool, theirs.config[NETWORK].loadBalancerPool),
	},
	{
		steps: ["config", "gxp-lab:environment", "domain"],
		what: "is that of",
		shared: (mine, theirs) =>
			same(mine.config["gxp-lab:environment"]?.domain, theirs.config["gxp-lab:environment"]?.domain),
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
				same(mine.config["gxp-lab:platform"]?.minio?.[key], theirs.config["gxp-lab:platform"]?.minio?.[key]),
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
			return compared
				.filter(({ shared }) => shared(mine.data, theirs.data))
				.map(({ steps, what }) => at(mine.file, mine.document, steps, `${what} ${stack}`));
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

function hostOf(endpoint: string | undefined): string | undefined {
	return endpoint === undefined ? undefined : endpoint.toLowerCase().replace(/\/+$/, "");
}

/** Two networks overlap where one holds the other's first address; what is no network shares nothing (the schema refuses it). */
function overlap(one: string | undefined, other: string | undefined): boolean {
	// Both leave it to the profile, which is one for both.
	if (one === undefined && other === undefined) return true;
	const [a, b] = [one, other].map((cidr) =>
		cidr !== undefined && ipaddr.IPv4.isValidCIDR(cidr) ? ipaddr.IPv4.parseCIDR(cidr) : undefined,
	);
	if (a === undefined || b === undefined) return false;
	return a[0].match(b) || b[0].match(a);
}

type Pool = { from?: string | undefined; to?: string | undefined } | undefined;

function poolsOverlap(one: Pool, other: Pool): boolean {
	const [from, to, otherFrom, otherTo] = [one?.from, one?.to, other?.from, other?.to].map(numberOf);
	if (from === undefined || to === undefined || otherFrom === undefined || otherTo === undefined) return false;
	return from <= otherTo && otherFrom <= to;
}

function numberOf(address: string | undefined): number | undefined {
	if (address === undefined || !ipaddr.IPv4.isValidFourPartDecimal(address)) return undefined;
	return ipaddr.IPv4.parse(address).octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

/** Pulumi's `secure: <ciphertext>`: two that are alike were encrypted once, under one key. */
function ciphertexts(value: unknown): string[] {
	if (typeof value !== "object" || value === null) return [];
	if ("secure" in value && typeof value.secure === "string") return [value.secure];
	return Object.values(value).flatMap(ciphertexts);
}
