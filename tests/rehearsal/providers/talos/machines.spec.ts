import { join } from "node:path";
import { expect } from "chai";
import { inside, needs } from "../../talos/parts";
import type { Observed } from "./machines.inside";

describe("the talos stand-in and simulated machines", function () {
	this.timeout(180_000);
	let seen: Observed;

	before(async function () {
		needs(this);
		seen = await inside<Observed>(join(__dirname, "machines.inside.ts"));
	});

	it("configures a machine that waits in maintenance mode", () => {
		expect(seen.applied).to.deep.equal({ id: "machine_configuration_apply", endpoint: "10.20.0.21", power: "running" });
	});

	it("gives up at once on a configuration that is none", () => {
		expect(seen.unfit).to.contain("Error applying configuration: rpc error: code = InvalidArgument desc =");
	});

	it("waits for a machine that is not there, and says so when its time is over", () => {
		expect(seen.nobody).to.contain("Error applying configuration: rpc error: code = Unavailable desc =");
	});

	it("changes a configured machine with its client certificate, and is refused with another cluster's", () => {
		expect(seen.updated).to.equal(true);
		expect(seen.refused).to.contain("Error applying configuration: rpc error: code = Unavailable desc =");
	});

	it("bootstraps once, and fails where a cluster is there already", () => {
		expect(seen.bootstrap.first).to.equal("machine_bootstrap");
		expect(seen.bootstrap.second).to.contain(
			"Error bootstrapping node: rpc error: code = AlreadyExists desc = etcd data directory is not empty",
		);
	});

	it("fetches the kubeconfig, and leaves it while its certificate is good", () => {
		expect(seen.kubeconfig.id).to.equal("lab");
		expect(seen.kubeconfig.host).to.include({ host: "https://10.20.0.5:6443" });
		expect(seen.kubeconfig.changed).to.deep.equal([]);
	});

	it("lists disks, and sees that the machines are well", () => {
		expect(seen.disks).to.have.nested.property("[0].devPath", "/dev/sda");
		expect(seen.health).to.equal("OK");
	});

	it("does not let the last member of etcd leave, and resets it without grace", () => {
		expect(seen.reset.lastMember).to.contain("Error resetting machine: sequence error:");
		expect(seen.reset.stillThere).to.equal("running");
		expect(seen.reset.destroyed).to.equal("OK");
		expect(seen.reset.afterReset).to.equal("maintenance");
	});
});
