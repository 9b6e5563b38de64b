import { join } from "node:path";
import { expect } from "chai";
import { inside, needs } from "../talos/parts";
import type { Observed } from "./one-node.inside";

describe("a cluster of one simulated control plane", function () {
	this.timeout(180_000);
	let seen: Observed;

	before(async function () {
		needs(this);
		seen = await inside<Observed>(join(__dirname, "one-node.inside.ts"));
	});

	it("is bootstrapped once, and not again after a power cycle", () => {
		expect(seen.again).to.equal("ALREADY_EXISTS: etcd data directory is not empty");
		expect(seen.asked).to.equal("ALREADY_EXISTS: etcd data directory is not empty");
	});

	describe("its API server", () => {
		it("is valid for the virtual address, the node and the certSANs of the configuration", () => {
			const { "wrong.example": _wrong, "10.20.0.99": _address, ...right } = seen.names;
			expect(new Set(Object.values(right))).to.deep.equal(new Set(["OK"]));
		});

		it("fails the handshake under a name that is no SAN, and for a client with another CA", () => {
			expect(seen.names["wrong.example"]).to.equal("ERR_TLS_CERT_ALTNAME_INVALID");
			expect(seen.names["10.20.0.99"]).to.equal("ERR_TLS_CERT_ALTNAME_INVALID");
			expect(seen.otherCa).to.equal("SELF_SIGNED_CERT_IN_CHAIN");
		});

		it("answers nobody who does not say who he is", () => {
			expect(seen.anonymous).to.equal("Unauthorized");
		});

		it("writes the audit log of the configured policy, without the Secret's body", () => {
			expect(seen.audit).to.deep.equal({ lines: 1, body: false });
		});

		it("encrypts Secrets in etcd with the secretbox key of the machine secrets", () => {
			expect(seen.etcd.prefix).to.match(/^k8s:enc:secretbox:v1:key2:/);
			expect(seen.etcd.readable).to.equal(false);
		});

		it("enforces the Pod Security that the configuration defaults to", () => {
			expect(seen.podSecurity).to.equal(
				'pods "bad" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true)',
			);
		});
	});

	it("binds nothing to every address, even where the configuration says so", () => {
		expect(seen.everywhere).to.deep.equal([]);
	});

	it("has a node with the role, the labels of the configuration, and no control plane taint where workloads may run", () => {
		expect(seen.node.labels).to.include({
			"kubernetes.io/hostname": "lab-cp-1",
			"node-role.kubernetes.io/control-plane": "",
			"topology.kubernetes.io/zone": "pve1",
		});
		expect(JSON.stringify(seen.node.taints)).not.to.include("control-plane");
	});

	it("is not Ready before the DaemonSet of a CNI runs on it", () => {
		expect(seen.before).to.deep.equal({ status: "False", reason: "KubeletNotReady" });
	});

	it("takes a worker of the same secrets, with its labels and taints", () => {
		const worker = seen.nodes.find(({ name }) => name === "lab-worker-1");
		expect(worker).to.include({ zone: "pve1", version: "v1.36.3" });
		expect(worker?.taints).to.include("gxp-lab/only");
	});

	it("takes no node with another CA or another bootstrap token", () => {
		expect(seen.nodes.map(({ name }) => name)).to.have.members(["lab-cp-1", "lab-worker-1", "upstart"]);
		expect(seen.forger).to.equal("Unauthorized");
	});

	it("refuses a worker the labels that NodeRestriction keeps for others", () => {
		expect(seen.upstart).to.match(
			/^upstart: its labels or taints were refused: nodes "upstart" is forbidden: .*node-role\.kubernetes\.io\/worker/,
		);
	});

	it("is gone with its virtual address while the machine is off, and comes back with its data", () => {
		expect(seen.off).to.match(/EHOSTUNREACH/);
		expect(seen.kept).to.equal("sealed");
	});

	it("does not let the last etcd member leave: a graceful reset fails and the machine goes on", () => {
		expect(seen.lastMember.said).to.match(/reset failed: .*not enough started members/);
		expect(seen.lastMember.power).to.equal("running");
	});
});
