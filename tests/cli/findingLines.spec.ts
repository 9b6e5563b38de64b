import { expect } from "chai";
import { findingLines } from "../../cli/findingLines";

const finding = (message: string, level = "advisory") => ({ policy: "p", level, urn: "urn", message });

describe("the findings of a pack, for a person", () => {
	it("name equal ones once, with all that they were found at", () => {
		const findings = ["a", "b", "c"].map((name) => finding(`[SEC-001] FAIL ${name}: spec is wrong; Correct it.`));
		expect(findingLines(findings, 100)).to.deep.equal([
			"  advisory   SEC-001: 3 findings",
			"    spec is wrong: a, b, c",
			"    fix: Correct it.",
		]);
	});

	it("name controls together that say the same of the same, where nothing is to be fixed", () => {
		const findings = ["AUD-001", "INT-006"].flatMap((id) =>
			["cp-1", "cp-2"].map((name) => finding(`[${id}] NOT EVALUATED ${name}: patch is not known yet; Fix of ${id}.`)),
		);
		expect(findingLines(findings, 100)).to.deep.equal([
			"  not evaluated  AUD-001, INT-006: 4 findings",
			"    patch is not known yet: cp-1, cp-2",
		]);
		const failed = findings.map(({ message }) => finding(message.replace("NOT EVALUATED", "FAIL")));
		expect(findingLines(failed, 100)).to.have.length(6);
	});

	it("name the items of a list together, and keep apart what was found at other things", () => {
		const of = (name: string, item: string) => finding(`[MON-001] WAIVED ${name}: alerts[${item}] is missing; Add it.`);
		expect(findingLines([of("lab", "etcd"), of("lab", "disk"), of("prod", "etcd")], 100)).to.deep.equal([
			"  waived     MON-001: 3 findings",
			"    alerts[etcd] is missing: lab, prod",
			"    alerts[disk] is missing: lab",
		]);
		expect(findingLines([of("lab", "etcd"), of("lab", "disk")], 100)[1]).to.equal(
			"    alerts[etcd, disk] is missing: lab",
		);
	});

	it("stand under their control where the pack tells of an exception in admission", () => {
		const of = (name: string) =>
			finding(
				`[PACK-EXCEPTIONS] WAIVED SEC-001: static pod kube-system/${name} spec is excepted until 2027-10-31, QA; it is in a file`,
			);
		expect(findingLines([of("a"), of("b")], 70)).to.deep.equal([
			"  waived     SEC-001: 2 findings, until 2027-10-31, QA",
			"    spec in admission: static pod kube-system/a, kube-system/b",
		]);
	});

	it("fit the width, with no subject broken that a line can hold", () => {
		const of = (name: string) => finding(`[SEC-001] FAIL ${name}: spec is wrong; Correct it, wherever it stands.`);
		expect(findingLines([of("static pod a/b"), of("pods a/b of the service account c/d/e/f")], 40)).to.deep.equal([
			"  advisory   SEC-001: 2 findings",
			"    spec is wrong: static pod a/b; pods",
			"      a/b of the service account c/d/e/f",
			"    fix: Correct it, wherever it stands.",
		]);
	});

	it("name a term once, and keep apart what is excepted for another", () => {
		const of = (name: string, until: string) =>
			finding(`[SEC-010] WAIVED ${name}: chart is old (excepted until ${until}, QA); Move on.`);
		const findings = [of("Release a", "2027-04-30"), of("Release b", "2027-04-30"), of("Pod c", "2027-04-30")];
		expect(findingLines([...findings, of("Pod d", "2027-10-31")], 100)).to.deep.equal([
			"  waived     SEC-010: 3 findings, until 2027-04-30, QA",
			"    chart is old: Release a, b; Pod c",
			"  waived     SEC-010: 1 finding, until 2027-10-31, QA",
			"    chart is old: Pod d",
		]);
	});

	it("lose none that is of no known form", () => {
		expect(findingLines([finding("can't run policy 'x'", "mandatory")], 100)).to.deep.equal([
			"  mandatory  p: 1 finding",
			"    can't run policy 'x'",
		]);
	});
});
