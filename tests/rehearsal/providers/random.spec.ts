import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import { Secret, Unknown } from "../../../rehearsal/providers/framework/value";
import { random } from "../../../rehearsal/providers/random/main";
import { Wire } from "./wire";

const PASSWORD = "random:index/randomPassword:RandomPassword";
const ID = "random:index/randomId:RandomId";

describe("the random stand-in", () => {
	let wire: Wire;
	before(async () => {
		wire = await Wire.start(random);
		await wire.configure({});
	});
	after(() => wire.stop());

	it("makes a password of the length and the kinds asked for, and marks it secret", async () => {
		const { inputs } = await wire.check(PASSWORD, "one", { length: 32, special: false, minNumeric: 4 });
		const { id, outputs } = await wire.create(PASSWORD, "one", inputs);
		expect(id).to.equal("none");
		if (!(outputs.result instanceof Secret)) throw new Error("the result is not secret");
		expect(outputs.result.value).to.match(/^[A-Za-z0-9]{32}$/);
		expect(String(outputs.result.value).replace(/[^0-9]/g, "").length).to.be.at.least(4);
	});

	it("does not know the password in a preview, and knows its length", async () => {
		const { inputs } = await wire.check(PASSWORD, "one", { length: 32 });
		const { outputs } = await wire.create(PASSWORD, "one", inputs, { preview: true });
		if (!(outputs.result instanceof Secret)) throw new Error("the result is not secret");
		expect(outputs.result.value).to.be.instanceOf(Unknown);
		expect(outputs.length).to.equal(32);
	});

	it("keeps the password while nothing changes, and makes it anew when a keeper does", async () => {
		const { inputs } = await wire.check(PASSWORD, "one", { length: 16, keepers: { year: "2026" } });
		const { id, outputs } = await wire.create(PASSWORD, "one", inputs);
		const same = await wire.diff(PASSWORD, id, inputs, outputs, inputs);
		expect(same.changes).to.equal(pb.DiffResponse.DiffChanges.DIFF_NONE);
		const changed = await wire.diff(PASSWORD, id, inputs, outputs, { ...inputs, keepers: { year: "2027" } });
		expect(changed.replaces).to.deep.equal(["keepers"]);
		expect(changed.detailed).to.deep.equal({ "keepers.year": pb.PropertyDiff.Kind.UPDATE_REPLACE });
	});

	it("refuses a missing, an unknown and a wrongly typed property in the official plugin's words", async () => {
		const missing = await wire.check(PASSWORD, "one", {});
		expect(missing.failures).to.deep.equal(["Missing required property 'length'"]);
		const unknown = await wire.check(PASSWORD, "one", { length: 8, lenght: 8 });
		expect(unknown.failures).to.deep.equal(["Invalid or unknown key. Examine values at 'one.lenght'."]);
		const wrong = await wire.check(PASSWORD, "one", { length: "8" });
		expect(wrong.failures).to.deep.equal(["expected number type, got string type. Examine values at 'one.length'."]);
	});

	it("refuses a length below the sum of the minima", async () => {
		const { failures } = await wire.check(PASSWORD, "one", { length: 3, minLower: 2, minUpper: 2 });
		expect(failures).to.deep.equal([
			"Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special, got: 3",
		]);
	});

	it("gives one identifier in all its encodings", async () => {
		const { id, outputs } = await wire.create(ID, "one", { byteLength: 4, prefix: "lab-" });
		const hex = Buffer.from(id, "base64url").toString("hex");
		expect(outputs.hex).to.equal(`lab-${hex}`);
		expect(outputs.dec).to.equal(`lab-${Number.parseInt(hex, 16)}`);
	});

	it("names a kind that it does not have", async () => {
		const failed = await wire.check("random:index/randomPet:RandomPet", "one", {}).catch((cause: Error) => cause);
		expect(String(failed)).to.contain(
			"unrecognized resource type (random:index/randomPet:RandomPet); the stand-in for random does not have it",
		);
	});
});
