import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { parseFinding } from "../../controls/finding";
import { needs } from "../rehearsal/talos/parts";
import type { Verdict } from "./proof/exceptions";
import type { Leaving } from "./proof/leaving";

function expectRefused({ status, message }: Verdict, id: string): void {
	expect(status, message).to.equal(403);
	expect(parseFinding(message), message).to.include({ id, outcome: "FAIL" });
}

describe("the admission policies, on objects that are on their way out", function () {
	this.timeout(180_000);
	let proof: Leaving;

	before(async function () {
		needs(this, ["etcd", "kube-apiserver"]);
		const script = join(__dirname, "proof", "leaving.ts");
		const namespaces = ["-Urn", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"];
		const { stdout } = await promisify(execFile)("unshare", [
			...namespaces,
			process.execPath,
			"--import",
			"tsx",
			script,
		]);
		proof = JSON.parse(stdout) as Leaving;
	});

	it("refuse a violation that is written into one that a finalizer keeps: it still has effect", () => {
		expectRefused(proof.turned.role as Verdict, "ACC-003");
		expectRefused(proof.turned.binding as Verdict, "ACC-004");
		expectRefused(proof.turned.service as Verdict, "SEC-009");
		expectRefused(proof.turned.ingress as Verdict, "SEC-004");
		expectRefused(proof.releasedAndTurned, "ACC-003");
	});

	it("let the finalizer of one go that was there before them", () => {
		expect(proof.released.status, proof.released.message).to.equal(200);
	});

	it("let the API server make its own, and nobody who only has its name", () => {
		expect(proof.apiServer.status, proof.apiServer.message).to.equal(201);
		expectRefused(proof.pretender, "ACC-003");
	});
});
