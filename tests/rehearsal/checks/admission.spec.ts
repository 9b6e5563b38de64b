import { expect } from "chai";
import { installedFaults, packFaults, serverFaults } from "../../../rehearsal/checks/admission";
import { containerLists, faults, pod, podWith } from "../../../rehearsal/checks/admission-probes";
import { judgeByPack } from "../../../rehearsal/checks/pack";

const admitted = { status: 201, body: "{}", warnings: [] };
const refused = { status: 422, body: "policy 'gxp-lab-sec-001-restricted-pods-pod': [SEC-001] FAIL", warnings: [] };
const warned = { ...admitted, warnings: [`299 - "policy 'gxp-lab-int-001-x': [INT-001] FAIL"`] };

describe("the check of admission", () => {
	for (const id of ["SEC-001", "INT-001"] as const) {
		for (const list of containerLists) {
			it(`has the policy pack refuse ${list} by ${id} alone, and say nothing of the near miss`, () => {
				const judged = (change: object) => judgeByPack(podWith("n", list, change));
				const [bad, near] = [judged(faults[id].bad), judged(faults[id].near)];
				expect(bad.refusedBy).to.deep.equal([id]);
				expect(near).to.deep.equal({ refusedBy: [], said: [] });
				expect(packFaults(id, bad, near)).to.deep.equal([]);
				expect(packFaults(id, near, bad)).to.have.length(2);
			});
		}
	}

	it("sees a policy pack that refuses by another control, or by one more", () => {
		const near = judgeByPack(pod("probe", "n"));
		expect(packFaults("SEC-001", { refusedBy: ["INT-001"], said: [] }, near)).to.deep.equal([
			"the policy pack refused a bad pod by INT-001",
		]);
		expect(packFaults("SEC-001", { refusedBy: ["SEC-001", "INT-001"], said: [] }, near)).to.have.length(1);
	});

	it("sees an API server that admits, refuses without the id, or refuses the near miss", () => {
		expect(serverFaults("SEC-001", refused, admitted)).to.deep.equal([]);
		expect(serverFaults("SEC-001", admitted, admitted)).to.deep.equal(["the API server admitted a bad pod"]);
		expect(serverFaults("INT-001", refused, admitted)[0]).to.include("refused without its id");
		expect(serverFaults("SEC-001", refused, refused)[0]).to.include("refused the near miss");
	});

	it("asks of what is installed that it denies where mandatory, and warns where not", () => {
		expect(installedFaults("SEC-001", true, refused, admitted)).to.deep.equal([]);
		expect(installedFaults("INT-001", false, warned, admitted)).to.deep.equal([]);
		expect(installedFaults("SEC-001", true, admitted, admitted)).to.deep.equal(["was admitted; it must be denied"]);
		expect(installedFaults("INT-001", true, warned, admitted)).to.deep.equal(["was admitted; it must be denied"]);
		expect(installedFaults("INT-001", false, admitted, admitted)).to.deep.equal([
			"was admitted without a warning of gxp-lab-int-001-…",
		]);
		expect(installedFaults("INT-001", false, warned, warned)).to.deep.equal(["the near miss was warned of"]);
		const copy = { ...refused, body: refused.body.replace("gxp-lab-", "rehearsal-gxp-lab-") };
		expect(installedFaults("SEC-001", true, copy, admitted)[0]).to.include("was refused, but not by gxp-lab-sec-001-…");
	});
});
