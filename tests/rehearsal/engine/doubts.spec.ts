import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { doubtsWith } from "../../../rehearsal/engine/doubts";

const urn = "urn:pulumi:lab::gxp-lab::type::name";
const pending = (type: string) => ({ urn, type, inputs: {}, delete: false, pendingReplacement: false });

describe("a pending Helm release", () => {
	let folder: string;
	let before: string | undefined;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "gxp-lab-doubts-"));
		before = process.env.GXP_LAB_PART_HELM;
	});
	afterEach(() => {
		if (before === undefined) delete process.env.GXP_LAB_PART_HELM;
		else process.env.GXP_LAB_PART_HELM = before;
		rmSync(folder, { recursive: true });
	});

	/** A Helm that knows the release in this status, or fails with these words; what else it was told to do. */
	async function asked(operation: string, status: { is: string } | { fails: string }) {
		const helm = join(folder, "helm");
		const answer =
			"is" in status ? `echo '{"info":{"status":"${status.is}"}}'` : `echo 'Error: ${status.fails}' >&2; exit 1`;
		writeFileSync(helm, `#!/bin/sh\nif [ "$1" = status ]; then ${answer}; else echo "$@" >> ${folder}/told; fi\n`);
		chmodSync(helm, 0o755);
		process.env.GXP_LAB_PART_HELM = helm;
		const doubt = doubtsWith(async () => ({ name: "cilium", namespace: "kube-system" }));
		const said = await doubt(pending("kubernetes:helm.sh/v3:Release"), operation);
		const told = join(folder, "told");
		return { said, told: existsSync(told) ? readFileSync(told, "utf8").trim() : "" };
	}

	it("is adopted when Helm had installed it, and looked for when Helm does not know it", async () => {
		expect(await asked("creating", { is: "deployed" })).to.deep.equal({ said: undefined, told: "" });
		expect(await asked("creating", { fails: "release: not found" })).to.deep.equal({ said: undefined, told: "" });
	});

	for (const status of ["pending-install", "failed"]) {
		it(`is taken away when its install was left ${status}`, async () => {
			expect(await asked("creating", { is: status })).to.deep.equal({
				said: `Helm left it ${status} and it was uninstalled`,
				told: "uninstall cilium --namespace kube-system --wait",
			});
		});
	}

	it("goes back to what it was when its upgrade was cut off, and is never taken away for that", async () => {
		expect(await asked("updating", { is: "pending-upgrade" })).to.deep.equal({
			said: "Helm left it pending-upgrade and it was rolled back",
			told: "rollback cilium --namespace kube-system --wait",
		});
		expect(await asked("updating", { is: "failed" })).to.deep.equal({
			said: undefined,
			told: "rollback cilium --namespace kube-system --wait",
		});
	});

	it("is left alone when it was being deleted", async () => {
		expect(await asked("deleting", { is: "uninstalling" })).to.deep.equal({ said: undefined, told: "" });
	});

	it("is not guessed at when Helm cannot say", async () => {
		const failure = await asked("creating", { fails: "Kubernetes cluster unreachable" }).then(
			() => "none",
			(cause: Error) => cause.message,
		);
		expect(failure).to.equal("helm status kube-system/cilium: Error: Kubernetes cluster unreachable");
	});
});

describe("a pending bootstrap", () => {
	it("is not adopted where no etcd answers: the next up does it", async () => {
		// A port that was free a moment ago: nobody listens.
		const port = await new Promise<number>((done) => {
			const server = createServer().listen(0, "127.0.0.1", () => {
				const address = server.address();
				server.close(() => done(typeof address === "object" && address !== null ? address.port : 0));
			});
		});
		const node = `127.0.0.1:${port}`;
		const clientConfiguration = { caCertificate: "", clientCertificate: "", clientKey: "" };
		const doubt = doubtsWith(async () => ({ node, clientConfiguration }), { attempts: 2, pause: 10 });
		expect(await doubt(pending("talos:machine/bootstrap:Bootstrap"), "creating")).to.equal(
			`etcd of ${node} has no members`,
		);
		expect(await doubt(pending("talos:machine/bootstrap:Bootstrap"), "updating")).to.equal(undefined);
	});
});

describe("every other pending operation", () => {
	it("gives no doubt, and its secrets are not read", async () => {
		const doubt = doubtsWith(() => Promise.reject(new Error("they were asked for")));
		expect(await doubt(pending("minio:index/s3Bucket:S3Bucket"), "creating")).to.equal(undefined);
	});
});
