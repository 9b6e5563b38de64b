import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { REHEARSAL_VARIABLE } from "../../controls/clock";
import { readHanded } from "../../policy-pack/handed";
import { OVERLAY_VARIABLE } from "../../stacks/lock-overlay";

const schematic = "ab".repeat(32);
const image = (sha256: string): string => `  - { schematic: ${schematic}, version: v1.14.2, sha256: ${sha256} }\n`;

describe("the boot images that the pack is handed", () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), "handed-"));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	const handed = (lock: string, overlay?: string, rehearsal = "a sandbox") => {
		writeFileSync(join(folder, "images.lock.yaml"), `images: []\nbootImages:\n${lock}`);
		if (overlay === undefined) return readHanded(folder, {}).bootImages;
		const file = join(folder, "overlay.yaml");
		writeFileSync(file, `origin: rehearsal\nbootImages:\n${overlay}`);
		return readHanded(folder, { [REHEARSAL_VARIABLE]: rehearsal, [OVERLAY_VARIABLE]: file }).bootImages;
	};
	const key = `${schematic}/v1.14.2`;

	it("have the checksum of the lock, and none where nobody looked one up", () => {
		expect([...handed(image("a1".repeat(32)))]).to.deep.equal([[key, "a1".repeat(32)]]);
		expect([...handed(image("unresolved"))]).to.deep.equal([[key, undefined]]);
	});

	it("have a rehearsal's checksum where the lock has none, and the lock's where it has one", () => {
		const overlay = image("b2".repeat(32));
		expect(handed(image("unresolved"), overlay).get(key)).to.equal("b2".repeat(32));
		expect(handed(image("a1".repeat(32)), overlay).get(key)).to.equal("a1".repeat(32));
	});

	it("have nothing of an overlay outside a rehearsal", () => {
		expect(handed(image("unresolved"), image("b2".repeat(32)), "").get(key)).to.equal(undefined);
	});

	it("are none where the lock cannot be read: every image then lacks its entry", () => {
		expect([...handed("  - { schematic: [\n")]).to.deep.equal([]);
	});
});
