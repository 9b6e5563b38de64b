import { expect } from "chai";
import { policyName } from "../../controls/policyNames";
import { rules } from "../../policy-pack/pack";
import { carrying, container, podSpec } from "../controls/proof/fixtures";
import { unknown } from "./cases/case";
import { type Answer, PolicyHost } from "./policyHost";

/** The findings of some controls: others have their own about the same resource. */
function of(diagnostics: Answer["diagnostics"], ...policies: readonly string[]): Answer["diagnostics"] {
	return diagnostics.filter(({ policy }) => policies.some((start) => policy.startsWith(start)));
}

describe("the pack in Pulumi's policy host", function () {
	this.timeout(60_000);
	let host: PolicyHost;
	before(async () => {
		host = await PolicyHost.start({
			PULUMI_CONFIG: JSON.stringify({ "gxp-lab:environment": '{"class":"production"}' }),
		});
	});
	after(() => host.stop());

	it("finds what admission refuses, in every kind and list, and passes the near miss", async () => {
		for (const { kind, path, object } of carrying(
			podSpec({ initContainers: [container("prepare", { image: "busybox" })] }),
		)) {
			const group = object.apiVersion === "v1" ? "core/v1" : String(object.apiVersion);
			const { diagnostics } = await host.analyze(`kubernetes:${group}:${kind}`, object);
			expect(of(diagnostics, "int-001", "sec-001"), kind).to.deep.equal([
				{
					policy: "int-001-images-by-digest",
					message: `[INT-001] FAIL proof: ${path}.initContainers[prepare].image is not pinned by digest; Write the image as name@sha256:digest, with the digest that its registry gives.`,
					level: "mandatory",
				},
			]);
		}
		const { diagnostics } = await host.analyze("kubernetes:core/v1:Pod", { spec: podSpec() });
		expect(of(diagnostics, "int-001", "sec-001")).to.deep.equal([]);
	});

	it("keeps a known bad value mandatory beside an unknown one, which is advisory", async () => {
		const spec = podSpec({
			containers: [container("a", { image: unknown }), container("b", { image: "a:1" })],
			hostPID: unknown,
		});
		const { diagnostics } = await host.analyze("kubernetes:core/v1:Pod", { metadata: unknown, spec });
		const own = of(diagnostics, "int-001-images", "sec-001-restricted");
		expect(own.map(({ message, level }) => [message.split(";")[0], level])).to.have.deep.members([
			["[SEC-001] NOT EVALUATED proof: spec.hostPID is not known yet", "advisory"],
			["[SEC-001] NOT EVALUATED proof: metadata is not known yet", "advisory"],
			["[INT-001] NOT EVALUATED proof: spec.containers[a].image is not known yet", "advisory"],
			["[INT-001] FAIL proof: spec.containers[b].image is not pinned by digest", "mandatory"],
		]);
	});

	it("takes the level from the stack's class", async () => {
		const levels = async (stack: string): Promise<string[]> =>
			of((await host.analyze("minio:index/s3Bucket:S3Bucket", {}, { stack })).diagnostics, "chg-007").map(
				({ level }) => level,
			);
		expect(await levels("lab")).to.deep.equal(["advisory"]);
		expect(await levels("prod")).to.deep.equal(["mandatory"]);
		expect(await levels("elsewhere"), "an unknown stack is judged as production").to.deep.equal(["mandatory"]);
	});

	it("calls what does not apply not applicable, so that it does not read as passed", async () => {
		const { diagnostics, notApplicable } = await host.analyze("random:index/randomPet:RandomPet", {});
		expect(diagnostics).to.deep.equal([]);
		// What a program's resource may ignore is asked of every resource.
		const others = rules.filter(({ slug }) => slug !== "controlled-properties");
		expect(notApplicable).to.have.members([...others.map(({ id, slug }) => policyName(id, slug)), "pack-environment"]);
		const passed = await host.analyze("minio:index/s3Bucket:S3Bucket", {}, { protect: true });
		expect(passed.notApplicable).not.to.include("chg-007-protected-state");
	});

	it("refuses a stack that is bound to no class, and one whose configuration says another", async () => {
		const messages = async (stack: string): Promise<unknown> =>
			(await host.analyze("pulumi:pulumi:Stack", {}, { stack })).diagnostics;
		expect(await messages("prod")).to.deep.equal([]);
		expect(await messages("elsewhere")).to.deep.equal([
			{
				policy: "pack-environment",
				message:
					"[PACK-ENVIRONMENT] FAIL elsewhere: the stack is not bound to an environment class; add it to policy-pack/environments.yaml in a change of its own",
				level: "mandatory",
			},
		]);
		expect(await messages("lab")).to.deep.equal([
			{
				policy: "pack-environment",
				message:
					"[PACK-ENVIRONMENT] FAIL lab: gxp-lab:environment.class is production, but policy-pack/environments.yaml binds the stack to lab; make both say the same, the binding in a change of its own",
				level: "mandatory",
			},
		]);
	});

	it("refuses a stack whose class is stated nowhere", async () => {
		const silent = await PolicyHost.start({ PULUMI_CONFIG: "{}" });
		try {
			expect((await silent.analyze("pulumi:pulumi:Stack", {})).diagnostics).to.deep.equal([
				{
					policy: "pack-environment",
					message:
						"[PACK-ENVIRONMENT] FAIL prod: gxp-lab:environment.class is not stated; state it in Pulumi.prod.yaml, beside the policy pack",
					level: "mandatory",
				},
			]);
		} finally {
			await silent.stop();
		}
	});

	it("refuses a program that runs with another class than the one it is bound to", async () => {
		const messages = async (properties: Record<string, unknown>): Promise<unknown> =>
			(await host.analyze("lab:machines:Machines", properties)).diagnostics;
		expect(await messages({ environmentClass: "production" })).to.deep.equal([]);
		for (const [environmentClass, says] of [
			["lab", "of class lab"],
			[undefined, "of no known class"],
			["hunter2", "of no known class"],
			[unknown, "of no known class"],
		])
			expect(await messages(environmentClass === undefined ? {} : { environmentClass }), says).to.deep.equal([
				{
					policy: "pack-environment",
					message: `[PACK-ENVIRONMENT] FAIL prod: the program runs with a configuration ${says}, but policy-pack/environments.yaml binds the stack to production; run it with the stack's own configuration file`,
					level: "mandatory",
				},
			]);
	});

	it("refuses the stack where a variable that only a rehearsal may set is set", async () => {
		const configured = await PolicyHost.start({
			PULUMI_CONFIG: JSON.stringify({ "gxp-lab:environment": '{"class":"production"}' }),
			GXP_LAB_REHEARSAL: "",
			GXP_LAB_NOW: "2020-01-01T00:00:00Z",
			GXP_LAB_STACK_FILES: "/tmp",
			GXP_LAB_EXCEPTIONS: "/tmp/none.yaml",
		});
		try {
			expect((await configured.analyze("pulumi:pulumi:Stack", {})).diagnostics).to.deep.equal(
				["GXP_LAB_NOW", "GXP_LAB_STACK_FILES", "GXP_LAB_EXCEPTIONS"].map((name) => ({
					policy: "pack-environment",
					message: `[PACK-ENVIRONMENT] FAIL prod: ${name}: is set, and only a rehearsal may set it; unset it`,
					level: "mandatory",
				})),
			);
		} finally {
			await configured.stop();
		}
	});

	it("refuses the stack where the variable of a rehearsal is set and the state is not the rehearsal's", async () => {
		const configuration = { PULUMI_CONFIG: JSON.stringify({ "gxp-lab:environment": '{"class":"production"}' }) };
		for (const [backend, refused] of [
			["", true],
			["https://api.pulumi.com", true],
			["file:///srv/rehearsal-2/state", true],
			["file:///srv/rehearsal/state?metadata=skip", false],
		] as const) {
			const one = await PolicyHost.start({
				...configuration,
				GXP_LAB_REHEARSAL: "/srv/rehearsal",
				PULUMI_BACKEND_URL: backend,
			});
			try {
				const { diagnostics } = await one.analyze("pulumi:pulumi:Stack", {});
				const message =
					"[PACK-ENVIRONMENT] FAIL prod: GXP_LAB_REHEARSAL: is set, and the state is not in the rehearsal's folder; unset it";
				expect(diagnostics, backend).to.deep.equal(
					refused ? [{ policy: "pack-environment", message, level: "mandatory" }] : [],
				);
			} finally {
				await one.stop();
			}
		}
	});

	it("judges a whole stack by what was declared where a preview has no outputs yet", async () => {
		const type = "minio:index/s3Bucket:S3Bucket";
		const outputs = {};
		const stack = [
			{ type: "pulumi:pulumi:Stack", name: "gxp-lab-prod", outputs },
			{ type, outputs },
		];
		const said = async (): Promise<string[]> =>
			(await host.analyzeStack(stack)).filter((message) => message.startsWith("[INT-005]"));
		await host.analyze(type, { bucket: "pipeline-work" }, { protect: true });
		expect(await said(), "a bucket of no records").to.deep.equal([]);
		await host.analyze(type, { bucket: "pipeline-output" }, { protect: true });
		expect((await said()).map((message) => message.split(";")[0])).to.deep.equal([
			"[INT-005] FAIL proof: versioning is missing",
			"[INT-005] FAIL proof: encryption is missing",
		]);
	});

	it("prints no value of a secret that it reads", async () => {
		const secret =
			"machine: {type: controlplane, token: hunter2.hunter2}\ncluster: {secret: hunter2, apiServer: {auditPolicy: {rules: [hunter2]}}}\n";
		const { diagnostics } = await host.analyze("talos:machine/configurationApply:ConfigurationApply", {
			machineConfigurationInput: secret,
		});
		expect(diagnostics).not.to.be.empty;
		expect(JSON.stringify(diagnostics)).not.to.include("hunter2");
	});
});
