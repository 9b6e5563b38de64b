import { expect } from "chai";
import { containerResources } from "../../controls/kubernetes/security/containerResources";
import { crossGuardRule } from "../../policy-pack/kubernetes";
import { carrying, container, podSpec, type Tree } from "../controls/proof/fixtures";
import { resource, unknown } from "./cases/case";
import { PolicyHost } from "./policyHost";

const SECRET = "1b47061264138c4ac30d75fd1eb44270";
const secret = (value: unknown) => ({ "4dabf18193072939515e22adb298388d": SECRET, value });
const defaults = { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "128Mi" } };
const type = "kubernetes:core/v1:Pod";
const surroundings = { environmentClass: "lab", stack: "lab", now: new Date("2026-12-31") } as const;

function remediate(properties: Tree, token = type) {
	return crossGuardRule(containerResources).remediate?.(resource(token, properties), surroundings);
}

describe("the remedy of SEC-002", () => {
	it("sets what a container lacks, in every kind and list, and says where", () => {
		for (const { kind, path, object } of carrying(podSpec({ initContainers: [container("prepare")] }))) {
			const group = object.apiVersion === "v1" ? "core/v1" : String(object.apiVersion);
			const result = remediate(structuredClone(object), `kubernetes:${group}:${kind}`);
			expect(result?.paths, kind).to.deep.equal(
				["containers", "initContainers"].flatMap((list) =>
					["requests.cpu", "requests.memory", "limits.memory"].map((field) => `${path}.${list}[0].resources.${field}`),
				),
			);
			expect(
				crossGuardRule(containerResources).judge(
					resource(`kubernetes:${group}:${kind}`, result?.properties ?? {}),
					surroundings,
				),
			).to.deep.equal([]);
		}
	});

	it("never touches what is there, and keeps a limit at or above its request", () => {
		const of = (resources: unknown) => remediate({ spec: podSpec({ containers: [container("main", { resources })] }) });
		const made = (resources: unknown): unknown =>
			(of(resources)?.properties.spec as { containers: { resources: unknown }[] } | undefined)?.containers[0]
				?.resources;
		expect(of({ requests: { cpu: "1", memory: "1Gi" }, limits: { memory: "2Gi" } })).to.equal(undefined);
		expect(made({ requests: { memory: "1Gi" } })).to.deep.equal({
			requests: { cpu: "50m", memory: "1Gi" },
			limits: { memory: "1Gi" },
		});
		expect(made({ limits: { cpu: 2, memory: "64Mi" } })).to.deep.equal({
			requests: { cpu: "2", memory: "64Mi" },
			limits: { cpu: 2, memory: "64Mi" },
		});
		expect(made(null)).to.deep.equal(defaults);
		// One that is not known yet may be what is asked for.
		expect(made({ requests: { cpu: "1", memory: unknown }, limits: unknown })).to.equal(undefined);
		expect(of(unknown)).to.equal(undefined);
	});

	it("leaves to the pod what the pod states, and an ephemeral container without resources, which it cannot have", () => {
		expect(remediate({ spec: podSpec({ resources: defaults }) })).to.equal(undefined);
		const spec = podSpec({
			ephemeralContainers: [container("debug")],
			containers: [container("main", { resources: defaults })],
		});
		expect(remediate({ spec })).to.equal(undefined);
		expect(remediate({ spec: unknown })).to.equal(undefined);
		expect(remediate({ spec: podSpec() }, "kubernetes:core/v1:PodPatch")).to.equal(undefined);
		expect(remediate({ data: {} }, "kubernetes:core/v1:ConfigMap")).to.equal(undefined);
	});
});

describe("a remedy in Pulumi's policy host", function () {
	this.timeout(60_000);
	let host: PolicyHost;
	before(async () => {
		host = await PolicyHost.start({ PULUMI_CONFIG: JSON.stringify({ "gxp-lab:environment": '{"class":"lab"}' }) });
	});
	after(() => host.stop());

	const spec = (change: Tree = {}): Tree => podSpec({ containers: [container("main", change)] });
	const corrected = async (properties: Tree, stack = "lab") =>
		(await host.remediate(type, properties, { stack })).filter(
			({ policy }) => policy === "sec-002-container-resources",
		);

	it("gives the properties back with what it set, and nothing else changed", async () => {
		const [answer] = await corrected({ metadata: { name: "proof" }, spec: spec() });
		expect(answer).to.deep.equal({
			policy: "sec-002-container-resources",
			properties: { metadata: { name: "proof" }, spec: spec({ resources: defaults }) },
			diagnostic: "",
		});
	});

	it("hands secrets and unknown values back as they came: beside what it sets, and around it", async () => {
		const env = [
			{ name: "A", value: secret("hunter2") },
			{ name: "B", value: unknown },
		];
		const [beside] = await corrected({ metadata: unknown, spec: spec({ env }) });
		expect(beside?.properties).to.deep.equal({ metadata: unknown, spec: spec({ env, resources: defaults }) });
		const [within] = await corrected({ metadata: { name: "proof" }, spec: secret(spec({ env })) });
		expect(within?.properties).to.deep.equal({
			metadata: { name: "proof" },
			spec: secret(spec({ env, resources: defaults })),
		});
		const [inList] = await corrected({ spec: podSpec({ containers: secret([container("main")]) }) });
		expect(inList?.properties).to.deep.equal({
			spec: podSpec({ containers: secret([container("main", { resources: defaults })]) }),
		});
	});

	it("corrects in class lab only, and there leaves nothing to report", async () => {
		expect(await corrected({ spec: spec() }, "prod")).to.deep.equal([]);
		const [answer] = await corrected({ spec: spec() });
		const { diagnostics } = await host.analyze(type, answer?.properties as Tree, { stack: "lab" });
		expect(diagnostics.filter(({ policy }) => policy.startsWith("sec-002"))).to.deep.equal([]);
		const before = await host.analyze(type, { spec: spec() }, { stack: "prod" });
		expect(
			before.diagnostics.filter(({ policy }) => policy.startsWith("sec-002")).map(({ level }) => level),
		).to.deep.equal(["mandatory", "mandatory", "mandatory"]);
	});
});
