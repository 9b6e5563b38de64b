import { expect } from "chai";
import { UNKNOWN } from "../../../../rehearsal/providers/framework/value";
import { diffConfig } from "../../../../rehearsal/providers/kubernetes/config";

const kubeconfig = (server: string, certificate = "one", context = "lab") =>
	JSON.stringify({
		clusters: [{ name: "lab", cluster: { server } }],
		users: [{ name: "admin", user: { "client-certificate-data": certificate } }],
		contexts: [
			{ name: "lab", context: { cluster: "lab", user: "admin" } },
			{ name: "same", context: { cluster: "lab", user: "admin" } },
		],
		"current-context": context,
	});
const HERE = kubeconfig("https://10.20.0.5:6443");
const ELSEWHERE = kubeconfig("https://10.30.0.5:6443");

const diff = (oldInputs: Parameters<typeof diffConfig>[0]["oldInputs"], news: typeof oldInputs) =>
	diffConfig({ oldInputs, news }).changes;

describe("a change of the kubernetes provider's configuration", () => {
	it("is none when nothing changed", () => {
		expect(diff({ kubeconfig: HERE }, { kubeconfig: HERE })).to.deep.equal({});
	});

	it("is an update when only the credentials or the context's name changed", () => {
		const renewed = kubeconfig("https://10.20.0.5:6443", "two");
		expect(diff({ kubeconfig: HERE }, { kubeconfig: renewed })).to.deep.equal({ kubeconfig: "update" });
		expect(diff({ kubeconfig: HERE }, { kubeconfig: HERE, context: "same" })).to.deep.equal({ context: "add" });
	});

	it("replaces the provider, and so everything in the cluster, when the active cluster changed", () => {
		expect(diff({ kubeconfig: HERE }, { kubeconfig: ELSEWHERE })).to.deep.equal({ kubeconfig: "update-replace" });
	});

	it("replaces it when the kubeconfig is unknown, because it may be another cluster", () => {
		expect(diff({ kubeconfig: HERE }, { kubeconfig: UNKNOWN })).to.deep.equal({ kubeconfig: "update-replace" });
	});

	it("does neither when the cluster's identifier stayed the same", () => {
		const clusterIdentifier = "lab";
		expect(diff({ kubeconfig: HERE, clusterIdentifier }, { kubeconfig: ELSEWHERE, clusterIdentifier })).to.deep.equal({
			kubeconfig: "update",
		});
		expect(diff({ kubeconfig: HERE, clusterIdentifier }, { kubeconfig: UNKNOWN, clusterIdentifier })).to.deep.equal({
			kubeconfig: "update",
		});
	});

	it("replaces it when the identifier changed, and not when one was added", () => {
		const changed = diff({ kubeconfig: HERE, clusterIdentifier: "a" }, { kubeconfig: HERE, clusterIdentifier: "b" });
		expect(changed).to.deep.equal({ clusterIdentifier: "update-replace" });
		expect(diff({ kubeconfig: HERE }, { kubeconfig: HERE, clusterIdentifier: "b" })).to.deep.equal({
			clusterIdentifier: "add",
		});
	});

	it("never quotes a kubeconfig that is no YAML", () => {
		const broken = "key: [hidden-word";
		expect(() => diff({ kubeconfig: HERE }, { kubeconfig: broken })).to.throw(
			"kubeconfig: is not a YAML mapping; give the kubeconfig's content or path",
		);
	});
});
