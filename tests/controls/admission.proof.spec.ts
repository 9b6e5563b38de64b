import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parseFinding } from "../../controls/finding";
import { kubernetesRules } from "../../controls/kubernetes";
import { needs } from "../rehearsal/talos/parts";
import type { Verdict } from "./proof/exceptions";
import { goodImages, images, type Proof } from "./proof/main";
import { podSecurityStandard, type StandardCase } from "./proof/standard";

/** The path as the API server's message has it: an element of a list that is not the containers' is not named. */
function pathInMessage({ field }: StandardCase, name: string): string {
	const path = field.startsWith("containers[*]") || field.startsWith("metadata") ? field : `spec.${field}`;
	return path.replace(/\[[^\]]*\]/g, (selector, at: number) =>
		at === "containers".length && path.startsWith("containers")
			? `[${name}]`
			: selector === "[*]"
				? `[${name}]`
				: "[*]",
	);
}

function expectRefused(verdict: Verdict | undefined, id: string, path: string): void {
	expect(verdict?.status, verdict?.message).to.equal(403);
	const finding = parseFinding(verdict?.message ?? "");
	expect(finding, verdict?.message).to.include({ id, outcome: "FAIL" });
	expect(finding?.finding.split(" ")[0]).to.equal(path);
}

function expectAdmitted(verdict: Verdict | undefined, what: string): void {
	expect(verdict?.status, `${what}: ${verdict?.message}`).to.be.oneOf([200, 201]);
}

describe("the admission policies, before a real API server", function () {
	this.timeout(180_000);
	let proof: Proof;

	before(async function () {
		needs(this, ["etcd", "kube-apiserver", "kube-controller-manager"]);
		const main = join(__dirname, "proof", "main.ts");
		const namespaces = ["-Urn", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
		const { stdout } = await promisify(execFile)(
			"unshare",
			[...namespaces, process.execPath, "--import", "tsx", main],
			{
				maxBuffer: 64 * 1024 * 1024,
			},
		);
		proof = JSON.parse(stdout) as Proof;
	});

	const lists: Record<string, (one: StandardCase) => boolean> = {
		containers: () => true,
		initContainers: ({ field }) => field.startsWith("containers[*]"),
		ephemeralContainers: ({ field }) => field.startsWith("containers[*].securityContext"),
	};
	for (const [list, isIn] of Object.entries(lists)) {
		for (const [i, one] of podSecurityStandard.filter(isIn).entries()) {
			it(`refuse ${one.field} in ${list} (${one.check}, case ${i + 1}) and admit its near miss`, () => {
				const answer = proof.standard[list]?.[i];
				expectRefused(answer?.bad, "SEC-001", pathInMessage(one, list === "ephemeralContainers" ? "debugger" : "main"));
				expectAdmitted(answer?.good, one.field);
			});
		}
	}

	it("refuse a tag and root in an init container of every kind that carries a pod, and admit the near miss", () => {
		expect(Object.keys(proof.kinds)).to.have.members([
			"Pod",
			"Deployment",
			"StatefulSet",
			"DaemonSet",
			"ReplicaSet",
			"ReplicationController",
			"Job",
			"CronJob",
			"PodTemplate",
		]);
		for (const [kind, { tagged, root, good }] of Object.entries(proof.kinds)) {
			expectRefused(tagged, "INT-001", "containers[prepare].image");
			expectRefused(root, "SEC-001", "containers[prepare].securityContext.runAsUser");
			expectAdmitted(good, kind);
		}
	});

	it("tell a digest from what only looks like one", () => {
		for (const [i, image] of images.entries()) expect(proof.digests[i]?.status, image).to.equal(403);
		for (const [i, image] of goodImages.entries()) expectAdmitted(proof.digests[images.length + i], image);
	});

	it("relax for Windows and for user namespaces as the standard does, and no further", () => {
		expectAdmitted(proof.relaxed.windows, "windows");
		expectRefused(proof.relaxed.windowsRoot, "SEC-001", "containers[main].securityContext.runAsNonRoot");
		expectAdmitted(proof.relaxed.userNamespace, "user namespace");
		expectRefused(proof.relaxed.hostUser, "SEC-001", "spec.securityContext.runAsUser");
	});

	it("stay within the cost of an expression for a pod of 64 containers", () => {
		expectAdmitted(proof.large, "64 containers");
	});

	it("let an exception's workload run, with what the cluster's controllers make of it", () => {
		for (const what of [
			"daemonSet",
			"podOfDaemonSet",
			"deployment",
			"replicaSet",
			"podOfDeployment",
			"staticPod",
			"helper",
			"labelled",
		])
			expectAdmitted(proof.excepted[what], what);
	});

	it("refuse everything like it: another name, another maker, another owner, a change of the pod, a debugging container", () => {
		const workload = "spec.template.spec.hostNetwork";
		for (const what of ["otherDaemonSet", "replicaSetAlone"]) expectRefused(proof.excepted[what], "SEC-001", workload);
		for (const what of [
			"podThatClaimsIt",
			"podOfOther",
			"podOfOtherReplicaSet",
			"otherStaticPod",
			"staticPodOfPerson",
			"helperOfPerson",
			"otherPodOfProvisioner",
			"repointed",
			"debugged",
		])
			expectRefused(proof.excepted[what], "SEC-001", "spec.hostNetwork");
	});

	it("let go of an object without a pod what is excepted, and nothing else of it", () => {
		expectAdmitted(proof.partly.excepted, "excepted");
		expectRefused(proof.partly.more, "CHG-004", "data.enable_push");
		expectRefused(proof.partly.another, "CHG-004", "data.apply_to_admins");
	});

	it("warn where the class makes a control advisory, and still refuse what is mandatory", () => {
		expectAdmitted(proof.lab.tagged, "a tag in class lab");
		expect(proof.lab.tagged.warnings.map(parseFinding)).to.deep.equal([
			{
				id: "INT-001",
				outcome: "FAIL",
				resource: "proof/proof",
				finding: "containers[main].image is not pinned by digest",
				fix: "Write the image as name@sha256:digest, with the digest that its registry gives.",
			},
		]);
		expectRefused(proof.lab.root, "SEC-001", "spec.hostNetwork");
	});

	it("type-check against every kind's schema, which a misspelt field does not", () => {
		const policies = kubernetesRules.reduce((sum, { applies }) => sum + applies.families.length, 0);
		expect(Object.keys(proof.typeChecking)).to.have.length(policies);
		for (const [policy, warnings] of Object.entries(proof.typeChecking)) {
			const texts = JSON.stringify(warnings).match(/undefined field '[^']*'|ERROR: [^"\\]*/g) ?? [];
			// The checker of 1.36.3 does not know the members of a pod's own `resources`; the server evaluates them (SEC-002's proof).
			if (policy.startsWith("gxp-lab-sec-002-"))
				for (const text of texts) expect(text, policy).to.match(/undefined field '(limits|requests)'/);
			else expect(warnings, policy).to.deep.equal({});
		}
		expect(JSON.stringify(proof.misspelt)).to.include("undefined field 'hostNetwrok'");
	});
});
