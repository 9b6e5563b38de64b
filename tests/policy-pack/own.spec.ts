import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { describeResource, type Exception } from "../../controls/exceptions";
import { undecided, violated } from "../../controls/judgement";
import { reportOf } from "../../controls/report";
import { Context, stackOf, statedClassFrom } from "../../policy-pack/context";
import { endingExceptions, refusedExceptions, standingExceptions, unusedExceptions } from "../../policy-pack/own";
import { unknownSentinels, unwrap } from "../../policy-pack/unknown";
import { dated } from "./cases/case";

const exception = (resource: Exception["resource"]): Exception => ({
	control: "SEC-001",
	resource,
	finding: "spec",
	...dated,
});
const daemonSet = { apiVersion: "apps/v1", kind: "DaemonSet", namespace: "kube-system", name: "cilium" };
const now = new Date("2026-11-21T00:00:00Z");
const nothing = { stack: "lab", releases: new Set<string>(), choices: new Set<string>(), hasCluster: false };

describe("exceptions that match nothing", () => {
	const unused = (one: Exception, stack: Parameters<typeof unusedExceptions>[1] = nothing, used = false): string[] => {
		const context = new Context(new Map(), [one], now);
		if (used) context.ledger.use(one);
		return unusedExceptions(context, stack).map(({ message }) => message);
	};

	it("are reported", () => {
		expect(unused(exception(daemonSet))).to.deep.equal([
			"[PACK-EXCEPTIONS] FAIL SEC-001: the exception for apps/v1/DaemonSet kube-system/cilium spec matches nothing; remove it from policy-pack/exceptions.yaml, or correct it",
		]);
	});

	it("are not those for another stack, or for a file of the repository", () => {
		expect(unused({ ...exception(daemonSet), stack: "prod" })).to.deep.equal([]);
		expect(unused({ ...exception(daemonSet), stack: "lab" })).to.have.length(1);
		expect(unused(exception({ file: "docs/qualification/restores.yaml" }))).to.deep.equal([]);
	});

	it("are not those that were used", () => expect(unused(exception(daemonSet), nothing, true)).to.deep.equal([]));

	it("are not told to go while something of their resource is not known", () => {
		const one = exception(daemonSet);
		const context = new Context(new Map(), [one], now);
		const subject = { shown: "cilium", object: daemonSet };
		const rule = { id: one.control, fix: "mend it" };
		const bench = { environmentClass: "production", ledger: context.ledger, stack: "lab" } as const;
		const said = () => unusedExceptions(context, nothing).map(({ message }) => message);
		reportOf({ ...rule, id: "INT-001" }, subject, undecided("spec"), bench);
		reportOf(rule, { ...subject, object: { ...daemonSet, name: "other" } }, undecided("spec"), bench);
		expect(said()).to.deep.equal(unused(one));
		reportOf(rule, subject, undecided("spec"), bench);
		expect(said()).to.deep.equal([
			"[PACK-EXCEPTIONS] NOT EVALUATED SEC-001: whether the exception for apps/v1/DaemonSet kube-system/cilium spec matches is seen when it is known; leave it until `up`, which knows it",
		]);
		reportOf(rule, subject, violated("spec", "is wrong"), bench);
		expect(said()).to.deep.equal([]);
	});

	it("are not those for what a chart makes that the stack may choose and left", () => {
		const made = exception({ ...daemonSet, madeBy: { release: "cilium" } });
		const without = { ...nothing, releases: new Set(["metallb"]) };
		expect(unused(made, { ...without, choices: new Set(["cilium"]) })).to.deep.equal([]);
		expect(unused(made, { ...without, choices: new Set(["gatekeeper"]) })).to.have.length(1);
	});

	it("are not those for what Talos makes without a release: with it they are not this stack's, without it they hold", () => {
		const made = exception({ ...daemonSet, madeBy: { talosWithout: "cilium" } });
		const stack = { stack: "lab", choices: new Set<string>(), hasCluster: true };
		expect(unused(made, { ...stack, releases: new Set(["cilium"]) })).to.deep.equal([]);
		expect(unused(made, { ...stack, releases: new Set(["metallb"]) })).to.deep.equal([]);
		expect(unused(made, { ...stack, releases: new Set(["metallb"]), hasCluster: false })).to.have.length(1);
	});

	it("are not those for what a release, a node or Talos makes, while it is there", () => {
		const made = exception({ ...daemonSet, madeBy: { release: "cilium" } });
		expect(
			unused(made, { stack: "lab", releases: new Set(["cilium"]), choices: new Set<string>(), hasCluster: false }),
		).to.deep.equal([]);
		expect(
			unused(made, { stack: "lab", releases: new Set([undefined]), choices: new Set<string>(), hasCluster: false }),
			"a release of an unknown name",
		).to.deep.equal([]);
		expect(
			unused(made, { stack: "lab", releases: new Set(["metallb"]), choices: new Set<string>(), hasCluster: true }),
		).to.have.length(1);
		for (const one of [
			exception({ staticPod: "etcd", namespace: "kube-system" }),
			exception({ ...daemonSet, madeBy: "talos" }),
		]) {
			expect(
				unused(one, { stack: "lab", releases: new Set(), choices: new Set<string>(), hasCluster: true }),
				describeResource(one.resource),
			).to.deep.equal([]);
			expect(unused(one), describeResource(one.resource)).to.have.length(1);
		}
	});
});

describe("exceptions for what the program does not see, and that do not hold", () => {
	const cilium = exception({ ...daemonSet, madeBy: { release: "cilium" } });
	const there = { stack: "lab", releases: new Set(["cilium"]), choices: new Set<string>(), hasCluster: false };
	const urn = (stack: string) => `urn:pulumi:${stack}::gxp-lab::pulumi:pulumi:Stack::gxp-lab-${stack}`;
	const environments = new Map([["lab", "lab"]] as const);
	const reports = (one: Exception, { rehearsal = false, stack = there, used = false } = {}) => {
		const context = new Context(environments, [one], now, { rehearsal });
		if (used) context.ledger.use(one);
		return refusedExceptions(context, stack, urn("lab"));
	};

	it("are refused before admission refuses the objects, at the level of their control", () => {
		expect(reports(cilium)).to.deep.equal([
			{
				message:
					"[PACK-EXCEPTIONS] FAIL SEC-001: the exception for apps/v1/DaemonSet kube-system/cilium spec is not approved; name its approver and its last day in policy-pack/exceptions.yaml after a review, or remove it",
				enforcementLevel: "mandatory",
			},
		]);
		expect(reports({ ...cilium, control: "INT-001" }).map(({ enforcementLevel }) => enforcementLevel)).to.deep.equal([
			"advisory",
		]);
	});

	it("are refused after their last day, with an approver too", () => {
		const ended = { ...cilium, until: "2026-11-20", approver: "A. Reviewer" };
		for (const rehearsal of [true, false])
			expect(reports(ended, { rehearsal })).to.deep.equal([
				{
					message:
						"[PACK-EXCEPTIONS] FAIL SEC-001: the exception for apps/v1/DaemonSet kube-system/cilium spec ended on 2026-11-20; name its approver and its last day in policy-pack/exceptions.yaml after a review, or remove it",
					enforcementLevel: "mandatory",
				},
			]);
	});

	it("are refused with an end that is more than a year on", () => {
		const long = { ...cilium, until: "2036-11-21", approver: "A. Reviewer" };
		for (const rehearsal of [true, false])
			expect(reports(long, { rehearsal }).map(({ message }) => message)).to.deep.equal([
				"[PACK-EXCEPTIONS] FAIL SEC-001: the exception for apps/v1/DaemonSet kube-system/cilium spec ends on 2036-11-21, more than a year on; name its approver and its last day in policy-pack/exceptions.yaml after a review, or remove it",
			]);
	});

	it("are let pass in a rehearsal, with an approver, for what is not there, and where a rule reported them", () => {
		expect(reports(cilium, { rehearsal: true })).to.deep.equal([]);
		expect(reports({ ...cilium, approver: "A. Reviewer" })).to.deep.equal([]);
		expect(reports(cilium, { stack: nothing })).to.deep.equal([]);
		expect(reports(cilium, { used: true })).to.deep.equal([]);
	});
});

describe("the exceptions that a run stands on", () => {
	const cilium = exception({ ...daemonSet, madeBy: { release: "cilium" } });
	const there = { stack: "lab", releases: new Set(["cilium"]), choices: new Set<string>(), hasCluster: false };
	const said = (one: Exception, used = false, rehearsal = true): string[] => {
		const context = new Context(new Map(), [one], now, { rehearsal });
		if (used) context.ledger.use(one);
		return standingExceptions(context, there).map(({ message }) => message);
	};

	it("are printed, where no rule did it", () => {
		expect(said(cilium)).to.deep.equal([
			"[PACK-EXCEPTIONS] WAIVED SEC-001: apps/v1/DaemonSet kube-system/cilium spec is excepted until 2026-12-31, rehearsal - not approved; it is in policy-pack/exceptions.yaml, and admission lets exactly this go",
		]);
	});

	it("are not those that a rule reported, that do not hold, or that are for another stack", () => {
		expect(said(cilium, true)).to.deep.equal([]);
		expect(said(cilium, false, false)).to.deep.equal([]);
		expect(said({ ...cilium, stack: "prod" })).to.deep.equal([]);
		expect(said(exception({ ...daemonSet, madeBy: { release: "metallb" } }))).to.deep.equal([]);
	});
});

describe("an exception that is about to end", () => {
	const reports = (until: string, at = now) =>
		endingExceptions(new Context(new Map(), [{ ...exception(daemonSet), until }], at));

	it("is announced in its last 30 days, as advisory", () => {
		for (const [until, left] of [
			["2026-11-21", "today"],
			["2026-11-22", "tomorrow"],
			["2026-12-21", "in 30 days"],
		] as const)
			expect(reports(until, new Date("2026-11-21T23:59:59Z"))).to.deep.equal([
				{
					message: `[PACK-EXCEPTIONS] WAIVED SEC-001: the exception for apps/v1/DaemonSet kube-system/cilium spec ends on ${until}, ${left}; remove what it excepts, or renew it after a review`,
					enforcementLevel: "advisory",
				},
			]);
	});

	it("is not before, nor when it has ended", () => {
		for (const until of ["2026-12-22", "2026-11-20"]) expect(reports(until), until).to.deep.equal([]);
	});
});

describe("the class of a stack", () => {
	it("goes by the stack's name in the URN", () => {
		expect(stackOf("urn:pulumi:lab::gxp-lab::a:b:C$d:e:F::name")).to.equal("lab");
		expect(stackOf("urn:pulumi:organization/gxp-lab/prod::gxp-lab::a:b:C::name")).to.equal("prod");
	});

	it("is stated by the engine's configuration, or else by the stack file", () => {
		const stackFile = (stack: string) => ({ config: { "gxp-lab:environment": { class: `class of ${stack}` } } });
		expect(statedClassFrom({ configuration: undefined, stackFile })("lab")).to.equal("class of lab");
		const configuration = JSON.stringify({ "gxp-lab:environment": '{"class":"production"}', "gxp-lab:other": "x" });
		expect(statedClassFrom({ configuration, stackFile })("lab")).to.equal("production");
		expect(statedClassFrom({ configuration: "{}", stackFile })("lab")).to.equal(undefined);
		expect(statedClassFrom({ configuration: "", stackFile: () => undefined })("lab")).to.equal(undefined);
	});
});

describe("Pulumi's unknown values", () => {
	// Not exported by the package; read past its `exports`.
	const proxy = createRequire(__filename)(join(__dirname, "../../node_modules/@pulumi/policy/proxy.js")) as Record<
		string,
		unknown
	> & {
		unknownCheckingProxy: (value: object) => Record<string, unknown>;
	};

	it("are the sentinels of the installed @pulumi/policy, all of them", () => {
		const theirs = Object.entries(proxy).flatMap(([name, value]) => (/^unknown\w+Value$/.test(name) ? [value] : []));
		expect([...unknownSentinels]).to.have.members(theirs);
	});

	it("are reached behind the proxy that throws at them", () => {
		const [sentinel] = unknownSentinels;
		const wrapped = proxy.unknownCheckingProxy({ image: sentinel, name: "a" });
		expect(() => wrapped.image).to.throw("can't be known during preview");
		expect(unwrap(wrapped)).to.deep.equal({ image: sentinel, name: "a" });
		expect(unwrap({ name: "plain" })).to.deep.equal({ name: "plain" });
	});
});
