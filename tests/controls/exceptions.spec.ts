import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { controlById } from "../../controls/catalogue";
import { clock } from "../../controls/clock";
import { parseEnvironments } from "../../controls/environments";
import { coversPath, type Exception, isApproved, ofReleases, parseExceptions } from "../../controls/exceptions";
import { currentExceptions, readExceptions } from "../../controls/exceptionsFile";
import { violated } from "../../controls/judgement";
import { Ledger } from "../../controls/ledger";
import { readYaml } from "../../controls/readYaml";
import { reportOf } from "../../controls/report";

const good = {
	control: "SEC-001",
	resource: {
		apiVersion: "apps/v1",
		kind: "DaemonSet",
		namespace: "kube-system",
		name: "cilium",
		madeBy: { release: "cilium" },
	},
	finding: "spec.template.spec",
	reason: "r",
	risk: "r",
	approver: "a",
	until: "2026-12-31",
};
const resourceFault =
	"must be {type, name}, {apiVersion, kind, namespace, name, madeBy}, {staticPod, namespace}, {podsMadeBy, namespace, namePrefix, madeBy} or {file}, without a pattern";

function faults(...entries: unknown[]): string {
	try {
		parseExceptions({ exceptions: entries }, "exceptions.yaml");
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
	return "";
}

describe("exceptions", () => {
	it("are read when they are exact and dated", () => {
		expect(parseExceptions({ exceptions: [good] }, "exceptions.yaml")).to.deep.equal([good]);
	});

	it("are approved by somebody, and not by any spelling of nobody", () => {
		const approved = (approver: string): boolean => isApproved({ ...(good as Exception), approver });
		for (const approver of ["Jane Doe", "J. Nott, QA", "Ana Pendingham", "山田"])
			expect(approved(approver), approver).to.be.true;
		for (const approver of [
			"rehearsal - not approved",
			"Rehearsal \u2013 Not Approved",
			"rehearsal  - not  approved",
			"not yet approved",
			"unapproved",
			"pending QA",
			"TBD",
			"n/a",
			"nobody",
			"-",
			"?",
		])
			expect(approved(approver), approver).to.be.false;
	});

	it("become one for each control where an entry names several", () => {
		const { control: _control, ...shared } = good;
		const data = { exceptions: [{ ...shared, controls: ["SEC-001", "INT-001"] }] };
		expect(parseExceptions(data, "exceptions.yaml")).to.deep.equal([good, { ...good, control: "INT-001" }]);
		expect(faults({ ...shared, controls: [] })).to.include("exceptions.0.controls: ");
	});

	it("are refused with every fault on a line of its own", () => {
		const { until: _until, ...undated } = good;
		const { approver: _approver, ...unapproved } = good;
		expect(faults(undated)).to.equal("exceptions.yaml: exceptions.0.until: must be a day, such as 2027-06-30");
		expect(faults({ ...good, until: "2026-02-30" })).to.equal(
			"exceptions.yaml: exceptions.0.until: must be a day, such as 2027-06-30",
		);
		expect(faults({ ...good, control: "sec-1" })).to.equal(
			"exceptions.yaml: exceptions.0.control: must be a control's id, such as SEC-001",
		);
		expect(faults({ ...good, finding: "spec.*" })).to.equal(
			"exceptions.yaml: exceptions.0.finding: is a pattern; it must name one thing exactly",
		);
		expect(faults(good, unapproved, { ...good, reason: " " }).split("\n")).to.have.length(2);
	});

	it("are refused in words of our own, with each key that is none", () => {
		const { finding: _finding, ...without } = good;
		const at = "exceptions.yaml: exceptions.0";
		expect(faults({ ...without, path: "spec", expires: "2026-12-31" }).split("\n")).to.deep.equal([
			`${at}.finding: is missing; it must be the path that the finding names`,
			...["path", "expires"].map(
				(key) =>
					`${at}.${key}: is no known key; known are control, stack, resource, finding, reason, risk, approver, until`,
			),
		]);
		expect(faults({ ...good, risk: " " })).to.equal(`${at}.risk: is empty; it must be what can happen meanwhile`);
		expect(faults({ ...good, reason: 1 })).to.equal(`${at}.reason: must be why the control is not held`);
		expect(faults("a")).to.equal(
			`${at}: must be a mapping with control, resource, finding, reason, risk, approver and until`,
		);
		expect(() => parseExceptions({ exceptions: 1, more: 2 }, "exceptions.yaml")).to.throw(
			"exceptions.yaml: exceptions: must be a list of exceptions\nexceptions.yaml: more: is no known key; known are exceptions",
		);
		expect(() => parseExceptions([], "exceptions.yaml")).to.throw(
			"exceptions.yaml: : must be a mapping with the key exceptions",
		);
	});

	it("are refused with a pattern in a resource's name, or with a resource of no known form", () => {
		for (const name of ["cilium*", "cilium-?", "^cilium", "cilium$", "a|b"])
			expect(faults({ ...good, resource: { ...good.resource, name } }), name).to.equal(
				"exceptions.yaml: exceptions.0.resource.name: is a pattern; it must name one thing exactly",
			);
		expect(faults({ ...good, resource: { namespace: "kube-system" } })).to.equal(
			`exceptions.yaml: exceptions.0.resource: ${resourceFault}`,
		);
	});

	it("cover their path and what is below it, and nothing beside it", () => {
		const exception = { ...good, finding: "spec.containers[a].image" } as Exception;
		for (const path of ["spec.containers[a].image", "spec.containers[a].image.tag", "spec.containers[a].image[0]"])
			expect(coversPath(exception, path), path).to.equal(true);
		for (const path of [
			"spec.containers[a]",
			"spec.containers[a].imagePullPolicy",
			"spec.containers[b].image",
			"xspec.containers[a].image",
		])
			expect(coversPath(exception, path), path).to.equal(false);
	});

	it("hold to the end of their last day, in UTC", () => {
		const exceptions = [good as Exception];
		expect(currentExceptions(new Date("2026-12-31T23:59:59Z"), "lab", exceptions)).to.have.length(1);
		expect(currentExceptions(new Date("2027-01-01T00:00:00Z"), "lab", exceptions)).to.have.length(0);
	});
});

describe("an exception that ends more than a year on", () => {
	const now = new Date("2026-11-21T12:00:00Z");
	const until = (day: string): Exception => ({ ...(good as Exception), until: day });
	const tenYears = until("2036-11-21");

	it("holds neither in the ledger of the pack and the gate, nor in admission, in a rehearsal or out of one", () => {
		for (const rehearsal of [true, false]) {
			expect(new Ledger([tenYears], now, rehearsal).objection(tenYears)).to.equal(
				"its exception ends on 2036-11-21, more than a year on",
			);
			expect(currentExceptions(now, "lab", [tenYears], rehearsal)).to.deep.equal([]);
		}
	});

	it("makes a finding that says so, at the level of its control", () => {
		const subject = { shown: "kube-system/cilium", object: { ...good.resource, madeBy: undefined } };
		const bench = { environmentClass: "production", ledger: new Ledger([tenYears], now), stack: undefined } as const;
		expect(
			reportOf({ id: "SEC-001", fix: "f" }, subject, violated("spec.template.spec", "is wrong"), bench),
		).to.deep.equal({
			message:
				"[SEC-001] FAIL kube-system/cilium: spec.template.spec is wrong (its exception ends on 2036-11-21, more than a year on); f",
			outcome: "FAIL",
			enforcementLevel: "mandatory",
		});
	});

	it("holds to the same day of the next year, and no day longer", () => {
		const held = (today: string, day: string): boolean =>
			new Ledger([], new Date(`${today}T23:59:59Z`)).objection(until(day)) === undefined;
		expect(held("2026-11-21", "2027-11-21")).to.be.true;
		expect(held("2026-11-21", "2027-11-22")).to.be.false;
		// Over a 29 February a year has 366 days.
		expect(held("2027-03-01", "2028-03-01")).to.be.true;
		expect(held("2027-03-01", "2028-03-02")).to.be.false;
		expect(held("2027-02-28", "2028-02-28")).to.be.true;
		expect(held("2027-02-28", "2028-02-29")).to.be.false;
		// From one on, the year ends with February.
		expect(held("2028-02-29", "2029-02-28")).to.be.true;
		expect(held("2028-02-29", "2029-03-01")).to.be.false;
	});

	it("does not take the place of one that holds for the same thing", () => {
		const right = until("2027-06-30");
		const subject = { shown: "a", object: { ...good.resource, madeBy: undefined } };
		const ledger = new Ledger([tenYears, right], now);
		expect(ledger.find("SEC-001", subject, { path: "spec.template.spec" }, undefined)).to.equal(right);
	});
});

describe("an exception that nobody approved", () => {
	it("is rendered into admission in a rehearsal, and nowhere else", () => {
		const now = new Date("2026-11-21");
		const approved = good as Exception;
		const exceptions = ["rehearsal - not approved", "Rehearsal - Not approved"].map(
			(approver): Exception => ({ ...approved, approver }),
		);
		expect(currentExceptions(now, "lab", [...exceptions, approved], true)).to.have.length(3);
		expect(currentExceptions(now, "lab", [...exceptions, approved], false)).to.deep.equal([approved]);
	});

	it("is every one that the project ships", () => {
		expect(currentExceptions(new Date("2026-11-21"), "lab", readExceptions(), false)).to.deep.equal([]);
	});
});

describe("the exceptions that the project ships", () => {
	it("name controls of the catalogue, no approver, and an end at most a year on", () => {
		const shipped = readExceptions();
		expect(shipped).not.to.be.empty;
		for (const exception of shipped) {
			expect(controlById(exception.control).id).to.equal(exception.control);
			expect(exception.approver).to.equal("rehearsal - not approved");
			// Written in November 2026.
			expect(exception.until <= "2027-11-21", exception.until).to.equal(true);
		}
	});

	it("name nothing twice", () => {
		const keys = readExceptions().map(({ control, resource, finding }) => JSON.stringify([control, resource, finding]));
		expect(new Set(keys).size).to.equal(keys.length);
	});
});

describe("the files of the pack", () => {
	it("are refused with the line and column of what is no YAML", () => {
		const folder = mkdtempSync(join(tmpdir(), "gxp-lab-"));
		const file = join(folder, "a.yaml");
		try {
			writeFileSync(file, "a: 1\na: 2\n");
			expect(() => readYaml(file, "a.yaml")).to.throw("a.yaml:2:1: is not YAML; Map keys must be unique");
			writeFileSync(file, "a: b: c\n");
			expect(() => readYaml(file, "a.yaml")).to.throw(
				"a.yaml:1:4: is not YAML; Nested mappings are not allowed in compact mappings",
			);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it("bind stacks to classes that exist", () => {
		expect([...parseEnvironments({ stacks: { lab: "lab", prod: "production" } }, "e.yaml")]).to.deep.equal([
			["lab", "lab"],
			["prod", "production"],
		]);
		expect(() => parseEnvironments({ stacks: { prod: "prod" } }, "e.yaml")).to.throw(
			'e.yaml: stacks.prod: Invalid option: expected one of "lab"|"validation"|"production"',
		);
	});
});

describe("the clock", () => {
	const rehearsal = { GXP_LAB_REHEARSAL: "/a/folder" };

	it("is an input in a rehearsal, and refuses what is no time", () => {
		const now = "2027-01-01T00:00:00.000Z";
		expect(clock({ ...rehearsal, GXP_LAB_NOW: now }).toISOString()).to.equal(now);
		expect(clock({ ...rehearsal, GXP_LAB_NOW: "" }).getTime()).to.be.closeTo(Date.now(), 5000);
		expect(() => clock({ ...rehearsal, GXP_LAB_NOW: "soon" })).to.throw(
			"GXP_LAB_NOW: soon is not a time; it must be ISO 8601",
		);
	});

	it("cannot be set outside a rehearsal", () => {
		expect(clock({}).getTime()).to.be.closeTo(Date.now(), 5000);
		for (const mark of [{}, { GXP_LAB_REHEARSAL: "" }])
			expect(() => clock({ ...mark, GXP_LAB_NOW: "2026-01-01T00:00:00Z" })).to.throw(
				"GXP_LAB_NOW: is set, and only a rehearsal may set it; unset it",
			);
	});
});

describe("the exceptions of a cluster", () => {
	const of = (resource: object) => ({ control: "SEC-001", resource }) as unknown as Exception;
	const made = of({ apiVersion: "apps/v1", kind: "DaemonSet", name: "cilium", madeBy: { release: "cilium" } });
	const pods = of({ podsMadeBy: {}, namespace: "x", namePrefix: "y", madeBy: { release: "other" } });
	const everywhere = [of({ staticPod: "etcd", namespace: "kube-system" }), of({ kind: "A", madeBy: "talos" })];

	it("are not those for what a chart makes that is not installed: its name is anybody's there", () => {
		expect(ofReleases([made, pods, ...everywhere], ["cilium"])).to.deep.equal([made, ...everywhere]);
		expect(ofReleases([made, pods, ...everywhere], [])).to.deep.equal(everywhere);
		const flannel = of({ kind: "A", name: "kube-flannel", madeBy: { talosWithout: "cilium" } });
		expect(ofReleases([flannel], ["cilium"])).to.deep.equal([]);
		expect(ofReleases([flannel], ["metallb"])).to.deep.equal([flannel]);
	});
});
