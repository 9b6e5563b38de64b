/** The engine, and it alone, is killed at three points of an `up` that a seed chooses; after each, the state is put in order. */
import { expect } from "chai";
import { treatmentOf } from "../../../rehearsal/engine/pending";
import { SIGNATURE } from "../../../rehearsal/providers/framework/value";
import { type Inventory, inventory } from "./inventory";
import { exportEnvelope, pendingOf, RecoveryLab } from "./lab";
import { choose, points } from "./points";

/** Everything that says of itself to be secret, as the passphrase provider writes it. */
function secretsOf(value: unknown): unknown[] {
	if (typeof value !== "object" || value === null) return [];
	if (SIGNATURE in value) return [value];
	return Object.values(value).flatMap(secretsOf);
}

export function recovers(seed: number): void {
	describe(`an engine that is killed (seed ${seed})`, function () {
		this.timeout(600_000);
		let lab: RecoveryLab;
		let made: Inventory;
		before(async () => {
			lab = await RecoveryLab.start();
		});
		after(() => lab.end());
		const state = () => lab.checkpoint().checkpoint.latest;

		/** Both envelopes hold the same state, and no secret in it is readable. */
		async function seen() {
			const exported = exportEnvelope.parse(await lab.exported());
			expect(exported.deployment).to.deep.equal(state());
			for (const secret of secretsOf(exported)) {
				expect(secret).to.have.keys(SIGNATURE, "ciphertext");
				expect(secret).to.have.property("ciphertext").that.matches(/^v1:/);
			}
			return exported.deployment;
		}

		it("leaves an empty state before the first step, in both envelopes", async () => {
			expect((await lab.step("preview")).errors).to.deep.equal([]);
			expect((await seen()).resources).to.deep.equal([]);
		});

		for (const { layer, candidates } of points) {
			const point = choose(candidates, seed, layer);
			describe(`in the ${layer}, while ${point.resource} was under way`, () => {
				before(() => lab.killedUp(point));

				it("leaves the operation in the state, in both envelopes", async () => {
					expect(pendingOf(await seen())).to.include(`creating ${point.resource}`);
				});

				if (point.again !== undefined) {
					const { again } = point;
					it("is reported by the next up as Pulumi does, and nothing is made twice", async () => {
						const before = state();
						const up = await lab.step("up");
						const warning = up.warnings.find((text) => text.includes("pending operations from previous deployment"));
						expect(warning).to.include(`with ${before.pending_operations?.length} pending operations`);
						for (const { type, resource } of before.pending_operations ?? [])
							expect(warning).to.include(`  * ${resource.urn}, interrupted while ${type}`);
						expect(up.ok).to.equal(false);
						expect(up.errors.join("\n")).to.match(again);
					});
				}

				it("is recovered: what was made is in the state under its id, and nothing is pending", async () => {
					const pending = state().pending_operations ?? [];
					const { ok, errors, notes } = await lab.step("recover");
					expect({ ok, errors }).to.deep.equal({ ok: true, errors: [] });
					for (const { resource } of pending)
						expect(notes.join("\n")).to.include(`${resource.urn}: was being created; `);
					const after = await seen();
					expect(pendingOf(after)).to.deep.equal([]);
					const urns = new Set(pending.map(({ resource: { urn } }) => urn));
					const found = after.resources
						.filter(({ urn }) => urns.has(urn))
						.map(({ urn, id }) => `${urn.split("::").at(-1)} ${id}`);
					if (point.says !== undefined)
						expect(notes.find((note) => note.includes(`::${point.resource.split(" ")[1]}: `))).to.match(point.says);
					if (point.id !== undefined) expect(found).to.include(`${point.resource.split(" ")[1]} ${point.id}`);
				});
			});
		}

		describe("after that", () => {
			it("converges with the next up", async () => {
				const { ok, errors } = await lab.step("up");
				expect({ ok, errors }).to.deep.equal({ ok: true, errors: [] });
				expect(pendingOf(await seen())).to.deep.equal([]);
				made = await inventory(lab);
			});

			it("made nothing twice", () => {
				expect(made).to.deep.include({
					machines: ["2021 lab-cp-1", "2031 lab-worker-1"],
					buckets: ["loki-chunks", "pipeline-input", "pipeline-output", "pipeline-work"],
					users: ["loki-sa", "nextflow-sa"],
					etcdClusters: 1,
				});
				expect(made.images).to.have.lengthOf(1);
				expect(made.releases.map((release) => release.replace(/^.*\//, "")).sort()).to.deep.equal([
					"cert-manager v1 deployed",
					"cilium v1 deployed",
					"local-path-provisioner v1 deployed",
					"metallb v1 deployed",
					"minio v1 deployed",
					"sealed-secrets v1 deployed",
				]);
			});

			it("had it known of every resource of the program whether it is read or made again", () => {
				const own = state().resources.filter(({ custom }) => custom);
				expect(own.filter(({ type }) => treatmentOf(type) === "unknown")).to.deep.equal([]);
			});

			it("changes nothing with a further up", async () => {
				const { ok, errors, changes } = await lab.step("up");
				expect({ ok, errors, changes }).to.deep.equal({
					ok: true,
					errors: [],
					changes: { same: state().resources.length },
				});
				expect(await inventory(lab)).to.deep.equal(made);
			});
		});
	});
}
