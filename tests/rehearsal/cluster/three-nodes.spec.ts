import { join } from "node:path";
import { expect } from "chai";
import { inside, needs } from "../talos/parts";
import type { Observed } from "./three-nodes.inside";

describe("a cluster of three simulated control planes", function () {
	this.timeout(180_000);
	let seen: Observed;

	before(async function () {
		needs(this);
		seen = await inside<Observed>(join(__dirname, "three-nodes.inside.ts"));
	});

	it("has three voting etcd members after one bootstrap", () => {
		expect(seen.joined).to.deep.equal(["lab-cp-1", "lab-cp-2", "lab-cp-3"]);
	});

	it("refuses a bootstrap on a node that has joined", () => {
		expect(seen.bootstrapElsewhere).to.equal("ALREADY_EXISTS: etcd data directory is not empty");
	});

	it("moves the virtual address, and loses nothing, when the node that holds it dies", () => {
		expect(seen.afterFailure).to.deep.equal({ first: ["lab-cp-1"], direct: false, kept: "kept" });
	});

	it("takes a machine that was made again in place of the member that had its name", () => {
		expect(seen.madeAgain).to.deep.equal(["lab-cp-1", "lab-cp-2", "lab-cp-3"]);
	});

	it("lets a member leave in a graceful reset: cordoned first, its Node object stays", () => {
		expect(seen.left).to.deep.equal(["lab-cp-1", "lab-cp-2"]);
		expect(seen.node).to.deep.equal({ cordoned: true });
		expect(seen.kept).to.equal(true);
	});
});
