import { expect } from "chai";
import { parse } from "yaml";
import { encryptionConfiguration, here, merge } from "../../../rehearsal/sandbox/cluster/api-server";
import { bringsNetwork, NodeNetworks } from "../../../rehearsal/sandbox/cluster/cni";
import { flags } from "../../../rehearsal/sandbox/cluster/host";
import type { KubeObject } from "../../../rehearsal/sandbox/cluster/kube";
import { kubeconfig } from "../../../rehearsal/sandbox/cluster/kubeconfig";

describe("the arguments of a control plane's programs", () => {
	const own = {
		"audit-log-maxage": ["30"],
		"enable-admission-plugins": ["NodeRestriction"],
		"etcd-servers": ["https://10.20.0.21:2379"],
	};

	it("lets extraArgs replace what Talos only defaults", () => {
		expect(merge(own, { "audit-log-maxage": ["90"] })).to.deep.include({ "audit-log-maxage": ["90"] });
	});

	it("adds to the admission plug-ins instead of replacing them", () => {
		expect(merge(own, { "enable-admission-plugins": ["ImagePolicyWebhook"] })).to.deep.include({
			"enable-admission-plugins": ["NodeRestriction,ImagePolicyWebhook"],
		});
	});

	it("refuses to override what Talos owns", () => {
		expect(() => merge(own, { "etcd-servers": ["https://elsewhere:2379"] })).to.throw(
			/^extraArgs\.etcd-servers: Talos sets it itself; remove it$/,
		);
	});

	it("takes no extraArgs as none", () => {
		expect(merge(own, null)).to.deep.equal(own);
	});

	it("binds to the node where the configuration binds to everything", () => {
		expect(
			here({ "listen-metrics-urls": ["http://0.0.0.0:2381"], "bind-address": ["[::]"] }, "10.20.0.21"),
		).to.deep.equal({
			"listen-metrics-urls": ["http://10.20.0.21:2381"],
			"bind-address": ["10.20.0.21"],
		});
	});

	it("writes one flag for each value, sorted", () => {
		expect(flags({ b: ["2", "3"], a: ["1"] })).to.deep.equal(["--a=1", "--b=2", "--b=3"]);
	});
});

describe("the encryption of Secrets at rest", () => {
	const providers = (text: string) => parse(text).resources[0].providers;

	it("names the secretbox key as Talos does, and reads what was written before it", () => {
		expect(providers(encryptionConfiguration("c2VjcmV0", ""))).to.deep.equal([
			{ secretbox: { keys: [{ name: "key2", secret: "c2VjcmV0" }] } },
			{ identity: {} },
		]);
	});

	it("keeps the older AES-CBC key readable", () => {
		expect(providers(encryptionConfiguration("", "YWVz"))).to.deep.equal([
			{ aescbc: { keys: [{ name: "key1", secret: "YWVz" }] } },
			{ identity: {} },
		]);
	});
});

describe("what makes a node's network", () => {
	const pod = (owner: string, kind: string, path: string): KubeObject => ({
		metadata: { ownerReferences: [{ kind, name: owner }] },
		spec: { volumes: [{ name: "host", hostPath: { path } }] },
	});

	it("is a DaemonSet's pod that writes the kubelet's CNI configuration", () => {
		expect(bringsNetwork(pod("cni", "DaemonSet", "/etc/cni/net.d"))).to.equal(true);
	});

	it("is Cilium's DaemonSet even where a stand-in mounts nothing", () => {
		expect(bringsNetwork(pod("cilium", "DaemonSet", "/tmp"))).to.equal(true);
	});

	it("is no other DaemonSet", () => {
		expect(bringsNetwork(pod("cilium-envoy", "DaemonSet", "/sys/fs/bpf"))).to.equal(false);
		expect(bringsNetwork(pod("node-exporter", "DaemonSet", "/etc"))).to.equal(false);
	});

	it("is no Deployment's pod, whatever it mounts", () => {
		expect(bringsNetwork(pod("cni", "ReplicaSet", "/etc/cni/net.d"))).to.equal(false);
	});

	it("is no pod of nobody", () => {
		expect(bringsNetwork({ metadata: {}, spec: {} })).to.equal(false);
	});
});

describe("the nodes that have a network", () => {
	const pod = (phase: string): KubeObject => ({
		metadata: { uid: "1", ownerReferences: [{ kind: "DaemonSet", name: "cilium" }] },
		spec: { nodeName: "lab-worker-1" },
		status: { phase },
	});
	const told = (networks: NodeNetworks) => {
		let times = 0;
		networks.whenReady("lab-worker-1", () => times++);
		return () => times;
	};

	it("are told once, when the CNI's pod runs", () => {
		const networks = new NodeNetworks();
		const times = told(networks);
		networks.seen("ADDED", pod("Pending"));
		expect(times()).to.equal(0);
		networks.seen("MODIFIED", pod("Running"));
		networks.seen("MODIFIED", pod("Running"));
		expect(times()).to.equal(1);
	});

	it("keep it when the pod goes, and lose it with their disk", () => {
		const networks = new NodeNetworks();
		networks.seen("ADDED", pod("Running"));
		networks.seen("DELETED", pod("Running"));
		expect(told(networks)()).to.equal(1);
		networks.forget("lab-worker-1");
		expect(told(networks)()).to.equal(0);
	});

	it("get it back from a pod that is still there when the machine was made again", () => {
		const networks = new NodeNetworks();
		networks.seen("ADDED", pod("Running"));
		networks.forget("lab-worker-1");
		expect(told(networks)()).to.equal(1);
	});
});

describe("a kubeconfig of the machine API", () => {
	it("has one context, named user@cluster", () => {
		const text = kubeconfig({
			cluster: "lab",
			server: "https://10.20.0.5:6443",
			ca: "CA",
			user: "admin",
			client: { certificate: "C", key: "K" },
		});
		expect(parse(text)).to.deep.include({
			"current-context": "admin@lab",
			contexts: [{ name: "admin@lab", context: { cluster: "lab", namespace: "default", user: "admin@lab" } }],
		});
	});
});
