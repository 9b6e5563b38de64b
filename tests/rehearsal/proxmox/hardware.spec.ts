import { join } from "node:path";
import { expect } from "chai";
import { inside, needs } from "../talos/parts";
import type { Observed } from "./hardware.inside";

describe("a simulated virtual machine with Talos on it", function () {
	this.timeout(120_000);
	let seen: Observed;

	before(async function () {
		needs(this, ["talos-machinery"]);
		seen = await inside<Observed>(join(__dirname, "hardware.inside.ts"));
	});

	it("is not there before Proxmox has started it, and then answers at the address that it was given", () => {
		expect(seen.before).to.equal("UNAVAILABLE");
		expect(seen.talos).to.have.nested.property("version.tag", "v1.14.2");
		expect(seen.addresses).to.deep.equal([["127.0.0.1"], ["10.20.0.31"]]);
	});

	it("keeps its configuration over a reboot", () => {
		expect(seen.afterReboot).to.equal("running");
	});

	it("is gone when it is deleted by hand, and starts from nothing when it is made again", () => {
		expect(seen.off).to.equal("UNAVAILABLE");
		expect(seen.gone).to.equal("");
		expect(seen.afterRemake).to.equal("maintenance");
	});

	it("leaves nothing behind", () => {
		expect(seen.end).to.deep.equal({ power: "off", api: "UNAVAILABLE" });
	});
});
