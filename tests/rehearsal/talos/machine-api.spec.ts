import { join } from "node:path";
import { expect } from "chai";
import type { Observed } from "./machine-api.inside";
import { inside, needs } from "./parts";

describe("the machine API of a simulated machine", function () {
	this.timeout(180_000);
	let seen: Observed;

	before(async function () {
		needs(this, ["talos-machinery"]);
		seen = await inside<Observed>(join(__dirname, "machine-api.inside.ts"));
	});

	it("is not there before the machine is on", () => {
		expect(seen.absent).to.equal("UNAVAILABLE");
	});

	describe("in maintenance mode", () => {
		it("lists disks and its version to callers without a certificate", () => {
			expect(seen.maintenance.power).to.equal("maintenance");
			expect(seen.maintenance.disks).to.deep.include({
				disks: [
					{
						bus_path: "",
						device_name: "/dev/sda",
						modalias: "",
						model: "",
						name: "",
						readonly: false,
						serial: "disk-cp",
						size: String(40 * 1024 ** 3),
						subsystem: "/sys/class/block",
						system_disk: false,
						type: "SSD",
						uuid: "",
						wwid: "",
					},
				],
			});
			expect(seen.maintenance.version).to.have.nested.property("version.tag", "v1.14.2");
		});

		it("has a certificate that the cluster's CA did not issue", () => {
			expect(seen.maintenance.trusted).to.equal("UNAVAILABLE");
		});

		it("lets nobody bootstrap", () => {
			expect(seen.maintenance.bootstrap).to.equal("PERMISSION_DENIED: not authorized");
		});

		it("forwards nothing, but answers where it is itself the node that is meant", () => {
			expect(seen.maintenance.otherNode).to.equal("PERMISSION_DENIED: no request forwarding");
			expect(seen.maintenance.ownNode).to.equal("OK");
		});

		it("refuses a configuration that Talos' validation refuses, in its words", () => {
			expect(seen.maintenance.unfit).to.equal(
				"INVALID_ARGUMENT: 1 error occurred:\n\t* v1alpha1.Config: 2 errors occurred:\n\t* cluster instructions are required\n\t* issuing CA or some accepted CAs are required (.machine.ca, machine.acceptedCAs)\n\n\n\n",
			);
		});

		it("cannot be powered on twice", () => {
			expect(seen.maintenance.poweredTwice).to.equal("cp: is on already");
		});

		it("stays in it after a dry run", () => {
			expect(seen.dryRun.messages[0]).to.have.property(
				"mode_details",
				"Dry run summary:\nApplied configuration without a reboot (skipped in dry-run).\n",
			);
			expect(seen.afterDryRun).to.equal("maintenance");
		});
	});

	describe("of a machine that installs itself", () => {
		it("refuses a disk selector that matches no disk", () => {
			expect(seen.installation.wrongSerial).to.match(
				/^INVALID_ARGUMENT: [\s\S]*no disks matched the expression: glob\("NOT-THERE", disk\.serial\)/,
			);
		});

		it("takes a path that does not exist, and then fails to install: it stays in maintenance mode", () => {
			expect(seen.installation.wrongPath).to.equal("OK");
			expect(seen.installation.after).to.equal("maintenance");
			expect(seen.installation.said).to.deep.equal(["metal: installation failed: there is no disk /dev/sdz"]);
		});
	});

	describe("once configured", () => {
		it("says how the configuration was applied", () => {
			expect(seen.applied.messages[0]).to.include({
				mode: "NO_REBOOT",
				mode_details: "Applied configuration without a reboot",
			});
			expect(seen.running.power).to.equal("running");
		});

		it("wants a client certificate of the machine CA", () => {
			expect(seen.running.withoutCertificate).to.equal("UNAVAILABLE");
			expect(seen.running.otherCa).to.equal("UNAVAILABLE");
		});

		it("gives a reader answers and no changes", () => {
			expect(seen.running.reader).to.equal("OK");
			expect(seen.running.readerApplies).to.equal("PERMISSION_DENIED: not authorized");
			expect(seen.running.readerBootstraps).to.equal("PERMISSION_DENIED: not authorized");
		});

		it("does not know the mode REBOOT any more", () => {
			expect(seen.running.reboot).to.equal(
				"UNIMPLEMENTED: the REBOOT mode is not supported, please use AUTO or NO_REBOOT modes instead",
			);
		});

		it("bootstraps and gives a kubeconfig on control planes only", () => {
			expect(seen.running.workerBootstrap).to.equal(
				"UNIMPLEMENTED: bootstrap is only available on control plane nodes",
			);
			expect(seen.running.workerKubeconfig).to.equal("kubeconfig is only available on control plane nodes");
		});

		it("forwards to other nodes from a control plane, and from nowhere else", () => {
			expect(seen.running.forwarded).to.have.property("hostname", "lab-worker-1");
			expect(seen.running.forwardedToMany.map((message) => message.hostname)).to.deep.equal([
				"lab-cp-1",
				"lab-worker-1",
			]);
			expect(seen.running.workerForwards).to.equal("PERMISSION_DENIED: no request forwarding");
		});

		it("has no worker API before a control plane can sign its certificate", () => {
			expect(seen.workerAlone).to.equal("UNAVAILABLE");
		});

		it("says of a method that is not simulated that it is not implemented", () => {
			expect(seen.running.unimplemented).to.equal("UNIMPLEMENTED: The server does not implement the method LoadAvg");
		});

		it("tells the guest agent its configured name", () => {
			expect(seen.maintenance.agent?.hostname).to.equal("talos-000015");
			expect(seen.running.agent).to.deep.equal({ hostname: "lab-cp-1", addresses: ["10.20.0.21"] });
		});
	});

	it("fails when it is told to: that call of that machine, once", () => {
		expect(seen.told).to.deep.equal(["OK", "UNAVAILABLE", "OK"]);
	});

	it("is gone while the machine is off, directly and through another", () => {
		expect(seen.off).to.deep.equal({ power: "off", call: "UNAVAILABLE", forwarded: "UNAVAILABLE" });
	});

	it("keeps its configuration over a power cycle", () => {
		expect(seen.again).to.equal("running");
	});

	it("is back in maintenance mode after a reset", () => {
		expect(seen.reset).to.equal("maintenance");
	});

	it("is gone for good when the machine is destroyed", () => {
		expect(seen.destroyed).to.deep.equal({ power: "off", call: "UNAVAILABLE" });
	});
});
