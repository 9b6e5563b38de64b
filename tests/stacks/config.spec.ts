import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import { parse } from "yaml";
import { loadConfig } from "../../stacks/config";
import { baseText } from "./fixtures";

const token = "root@pam!lab=1a2b3c4d-0000-0000-0000-000000000000";
const bundle = "cluster: {id: a}\nsecrets: {bootstraptoken: b}\ntrustdinfo: {token: c}\ncerts: {}\n";

type Settings = Record<string, string>;

/** The lab's settings as Pulumi hands them over: mappings and lists as JSON, words as they stand. */
function labSettings(change: (config: Record<string, unknown>) => void = () => {}): Settings {
	const { config } = parse(baseText("lab")) as { config: Record<string, unknown> };
	change(config);
	return Object.fromEntries(
		Object.entries(config).map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)]),
	);
}

function load(settings: Settings, encrypted: string[] = []) {
	pulumi.runtime.setAllConfig(settings, encrypted);
	return loadConfig();
}

function refusal(settings: Settings, encrypted: string[] = []): Error {
	try {
		load(settings, encrypted);
	} catch (error) {
		return error as Error;
	}
	throw new Error("it was not refused");
}

describe("loadConfig", () => {
	before(() => {
		pulumi.runtime.setMocks(
			{ newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) },
			"gxp-lab",
			"lab",
			true,
		);
	});
	let outside: string | undefined;
	beforeEach(() => {
		outside = process.env.PROXMOX_VE_API_TOKEN;
		process.env.PROXMOX_VE_API_TOKEN = token;
	});
	afterEach(() => {
		if (outside === undefined) delete process.env.PROXMOX_VE_API_TOKEN;
		else process.env.PROXMOX_VE_API_TOKEN = outside;
		pulumi.runtime.setAllConfig({});
	});

	it("gives the configuration, with the token of the environment as a secret", async () => {
		const config = load(labSettings());
		expect(config.network.vip).to.equal("10.20.0.5");
		expect(config.nodes.map(({ name }) => name)).to.deep.equal(["lab-cp-1", "lab-worker-1", "lab-storage-1"]);
		expect(await pulumi.isSecret(config.secrets.proxmoxApiToken)).to.equal(true);
		expect(config.secrets).to.not.have.property("machineSecrets");
	});

	it("takes encrypted secrets from the stack file", async () => {
		const settings = { ...labSettings(), "gxp-lab:proxmoxApiToken": token, "gxp-lab:machineSecrets": bundle };
		const config = load(settings, ["gxp-lab:proxmoxApiToken", "gxp-lab:machineSecrets"]);
		const { machineSecrets } = config.secrets;
		if (machineSecrets === undefined) throw new Error("no machine secrets");
		expect(await pulumi.isSecret(machineSecrets)).to.equal(true);
		expect(await new Promise((resolve) => machineSecrets.apply(resolve))).to.equal(bundle);
	});

	it("refuses every fault in one RunError, one a line", () => {
		const error = refusal(
			labSettings((config) => {
				Object.assign(config["gxp-lab:network"] as object, { nodeCidr: "10.20.0.5/24", gatway: "10.20.0.1" });
				Object.assign(config["gxp-lab:environment"] as object, { name: "prod" });
			}),
		);
		expect(pulumi.RunError.isInstance(error)).to.equal(true);
		expect(error.message.split("\n")).to.deep.equal([
			"gxp-lab:environment.name: prod is not the stack's name; it must be lab",
			"gxp-lab:network.nodeCidr: 10.20.0.5/24 has host bits set; did you mean 10.20.0.0/24?",
			"gxp-lab:network.gatway: is no known key; did you mean gateway?",
		]);
	});

	it("refuses a secret in plain text", () => {
		expect(refusal({ ...labSettings(), "gxp-lab:proxmoxApiToken": token }).message).to.equal(
			"gxp-lab:proxmoxApiToken: is in plain text; revoke it (it is known now), remove it here, and set a new one with pulumi config set --secret gxp-lab:proxmoxApiToken",
		);
	});

	it("refuses a section that is encrypted", () => {
		expect(refusal(labSettings(), ["gxp-lab:network"]).message).to.equal(
			"gxp-lab:network: is encrypted; only proxmoxApiToken and machineSecrets may be, it must be in plain text",
		);
	});

	it("refuses to go without a token", () => {
		delete process.env.PROXMOX_VE_API_TOKEN;
		expect(refusal(labSettings()).message).to.equal(
			"gxp-lab:proxmoxApiToken: is missing; set PROXMOX_VE_API_TOKEN, or use pulumi config set --secret gxp-lab:proxmoxApiToken",
		);
	});

	it("refuses a token of another form, and does not print it", () => {
		process.env.PROXMOX_VE_API_TOKEN = "1a2b3c4d";
		expect(refusal(labSettings()).message).to.equal(
			"gxp-lab:proxmoxApiToken: is no API token; it must be <user>@<realm>!<name>=<secret>",
		);
	});

	it("refuses machine secrets that are no bundle, and does not print them", () => {
		const settings = { ...labSettings(), "gxp-lab:machineSecrets": "cluster: {}\ncerts: 1a2b3c4d: [" };
		expect(refusal(settings, ["gxp-lab:machineSecrets"]).message).to.equal(
			"gxp-lab:machineSecrets: has no cluster, secrets, trustdinfo, certs; it must be the YAML that talosctl gen secrets writes",
		);
	});

	it("refuses a section that is a word", () => {
		expect(refusal({ ...labSettings(), "gxp-lab:kubernetes": "{1.36.3" }).message).to.equal(
			'gxp-lab:kubernetes: is the text "{1.36.3"; it must be a mapping with version, certSANs',
		);
	});
});
