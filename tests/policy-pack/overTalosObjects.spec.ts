import { expect } from "chai";
import { stringify } from "yaml";
import { parseFinding } from "../../controls/finding";
import { policyName } from "../../controls/policyNames";
import { assess } from "../../policy-pack/assess";
import { Context } from "../../policy-pack/context";
import { rules } from "../../policy-pack/pack";
import type { Resource } from "../../policy-pack/rule";
import { container, podSpec } from "../controls/proof/fixtures";
import { before, unknown } from "./cases/case";
import { handed } from "./cases/handed";
import { applied, machineType } from "./cases/machines";

type Tree = Record<string, unknown>;

/** The findings of every rule of the pack but those over machines themselves, by control. */
function found(resource: Resource, exceptions: ConstructorParameters<typeof Context>[1] = []): string[] {
	const context = new Context(new Map([["production-stack", "production"]]), exceptions, before, {
		rehearsal: true,
		handed,
	});
	return rules.flatMap((rule) => {
		const reports = assess(rule, resource, context);
		if (typeof reports === "string") return [];
		return reports.flatMap(({ message }) => {
			const { outcome, finding } = parseFinding(message) ?? {};
			const inside = /^(machine\.pods|cluster\.inlineManifests|Kube(StaticPod|InlineManifest)Config)\b/.test(
				finding ?? "",
			);
			return inside && outcome === "FAIL" ? [`${policyName(rule.id, rule.slug)} ${finding}`] : [];
		});
	});
}

const evil = (spec: Tree = {}) => ({
	apiVersion: "v1",
	kind: "Pod",
	metadata: { name: "evil", namespace: "kube-system" },
	spec: { hostPID: true, containers: [{ name: "a", image: "evil/x", securityContext: { privileged: true } }], ...spec },
});
const held = {
	...{ apiVersion: "v1", kind: "Pod" },
	metadata: { name: "own", namespace: "proof" },
	spec: podSpec({ containers: [container("own")] }),
};
const binding = [
	"apiVersion: rbac.authorization.k8s.io/v1",
	"kind: ClusterRoleBinding",
	"metadata: {name: evil}",
	"roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}",
	"subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: 'system:unauthenticated'}]",
	"",
].join("\n");
const inline = (contents: string) => applied({ cluster: { inlineManifests: [{ name: "own", contents }] } });
const at = "cluster.inlineManifests[0].contents";

describe("the pack's rules over what Talos makes of a machine configuration", () => {
	it("judge a static pod as a Pod, each under its own control", () => {
		const all = found(applied({ machine: { pods: [held, evil()] }, type: "worker" }));
		expect(all).to.include.members([
			"sec-001-restricted-pods machine.pods[1].spec.hostPID must be false: the node's namespaces are not shared",
			"sec-001-restricted-pods machine.pods[1].spec.containers[a].securityContext.privileged must be false",
			"int-001-images-by-digest machine.pods[1].spec.containers[a].image is not pinned by digest",
		]);
		expect(all.map((one) => one.slice(0, 7))).to.include.members(["int-002", "sec-002", "acc-005"]);
		expect(all.filter((one) => /^(sec-001|int-001).*pods\[0\]/.test(one))).to.deep.equal([]);
	});

	it("judge a static pod whatever kind it says, or none: to the kubelet it is a pod", () => {
		for (const kind of ["Deployment", undefined])
			expect(found(applied({ machine: { pods: [{ ...evil(), kind, apiVersion: kind }] } }))).to.include(
				"sec-001-restricted-pods machine.pods[0].spec.hostPID must be false: the node's namespaces are not shared",
			);
	});

	it("judge the objects of an inline manifest, in every document and in lists", () => {
		const admin = (place: string) => found(inline(place)).filter((one) => one.startsWith("acc-004"));
		const subject = (place: string) => `acc-004-known-subjects ${place}.subjects[0]`;
		const named = (place: string) => (one: string) => one.startsWith(subject(place));
		expect(admin(binding)).to.satisfy((all: string[]) => all.length === 1 && all.every(named(at)), "alone");
		expect(admin(`a: 1\n---\n${binding}`).some(named(`${at}[1]`))).to.equal(true);
		const list = stringify({ kind: "Anything", items: [{ kind: "X", apiVersion: "v1" }, "INSERT"] });
		const items = list.replace("- INSERT", `- ${binding.trimEnd().replaceAll("\n", "\n    ")}`);
		expect(admin(items).some(named(`${at}.items[1]`))).to.equal(true);
		expect(found(inline(binding)).some((one) => one.startsWith("acc-003"))).to.equal(true);
	});

	it("judge by the pack's own rules over objects too", () => {
		const labels = { "pod-security.kubernetes.io/enforce": "privileged" };
		const namespace = stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "open", labels } });
		expect(found(inline(namespace))).to.include(
			`sec-001-privileged-namespaces ${at}.metadata.labels[pod-security.kubernetes.io/enforce] lets pods in that are not restricted`,
		);
	});

	it("read a word as Talos reads it: YAML 1.1", () => {
		const pod = stringify(evil()).replace("hostPID: true", "hostPID: yes");
		expect(found(inline(pod))).to.include(
			`sec-001-restricted-pods ${at}.spec.hostPID must be false: the node's namespaces are not shared`,
		);
	});

	it("judge the documents that Talos has from contract 1.14 on, a pod patched as a whole", () => {
		const document = { kind: "KubeStaticPodConfig", name: "evil", pod: evil() };
		const all = found(
			applied({ documents: [document, { kind: "KubeInlineManifestConfig", name: "evil", manifest: binding }] }),
		);
		expect(all.some((one) => one.includes("KubeStaticPodConfig[0].pod.spec.hostPID"))).to.equal(true);
		expect(all.some((one) => one.includes("KubeInlineManifestConfig[0].manifest.subjects"))).to.equal(true);
		const patch = stringify({ apiVersion: "v1alpha1", ...document, pod: held });
		const patched = found(applied({ documents: [document] }, [patch]));
		expect(patched.filter((one) => one.includes("hostPID"))).to.deep.equal([]);
	});

	it("judge what a patch adds, and nothing that one takes away", () => {
		const patch = stringify({ cluster: { inlineManifests: [{ name: "own", contents: binding }] } });
		expect(found(applied({}, [patch])).some((one) => one.startsWith("acc-004"))).to.equal(true);
		const away = "cluster: {inlineManifests: [{name: own, $patch: delete}]}";
		expect(found(applied({}, [patch, away]))).to.deep.equal([]);
	});

	it("decide what comes after the last patch that is not known yet, and only that", () => {
		const patch = stringify({ machine: { pods: [evil()] } });
		expect(found(applied({}, [unknown, patch])).some((one) => one.startsWith("sec-001"))).to.equal(true);
		expect(found(applied({}, [patch, unknown]))).to.deep.equal([]);
	});

	it("waive what a dated exception of the machine's configuration names", () => {
		const finding = "machine.pods[0].spec.hostPID";
		const exception = {
			...{ control: "SEC-001", resource: { type: machineType, name: "proof" }, finding },
			...{ reason: "a test", risk: "none", approver: "rehearsal - not approved", until: "2026-12-31" },
		};
		const pods = applied({ machine: { pods: [evil()] } });
		expect(found(pods).some((one) => one.includes(finding))).to.equal(true);
		expect(found(pods, [exception]).some((one) => one.includes(finding))).to.equal(false);
	});

	it("find nothing where there is no such thing", () => {
		expect(found(applied({}))).to.deep.equal([]);
		expect(found(applied({ machine: { pods: "none" } }))).to.deep.equal([
			"chg-006-talos-manifests machine.pods is not a pod",
		]);
	});
});
