import { expect } from "chai";
import {
	Asset,
	annotateSecrets,
	decode,
	encode,
	equal,
	hasUnknown,
	reveal,
	Secret,
	UNKNOWN,
	type Value,
} from "../../../../rehearsal/providers/framework/value";

const SIGNATURE = "4dabf18193072939515e22adb298388d";

describe("property values", () => {
	it("read secrets, unknowns and assets from the wire, and write them as they came", () => {
		const wire = {
			password: { [SIGNATURE]: "1b47061264138c4ac30d75fd1eb44270", value: "hidden" },
			later: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
			file: { [SIGNATURE]: "c44067f5952c0a294b673a41bacd8c17", text: "content", hash: "abc" },
			list: [1, true, null, "text"],
		};
		const value = decode(wire);
		expect(value).to.deep.equal({
			password: new Secret("hidden"),
			later: UNKNOWN,
			file: new Asset({ text: "content" }, "abc"),
			list: [1, true, null, "text"],
		});
		expect(encode(value)).to.deep.equal(wire);
	});

	it("read an output value as what it holds", () => {
		const output = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
		expect(decode({ [SIGNATURE]: output, value: 1, secret: true })).to.deep.equal(new Secret(1));
		expect(decode({ [SIGNATURE]: output })).to.equal(UNKNOWN);
	});

	it("refuse a signature that they do not know", () => {
		expect(() => decode({ [SIGNATURE]: "other" })).to.throw(
			"a value has the signature other, which this provider does not know",
		);
	});

	it("never show a secret as text or JSON", () => {
		const secret = new Secret("hidden");
		expect(`${secret} ${JSON.stringify({ secret })}`).not.to.contain("hidden");
	});

	it("compare by content, a secret as its content and an unknown as nothing", () => {
		expect(equal({ a: new Secret([1]) }, { a: [1] })).to.equal(true);
		expect(equal({ a: null }, {})).to.equal(true);
		expect(equal(UNKNOWN, UNKNOWN)).to.equal(false);
		expect(equal([1, 2], [1])).to.equal(false);
	});

	it("strip secrets and mark them again at the same places", () => {
		const inputs: Value = { user: "root", keys: [new Secret("a"), "b"], nested: { token: new Secret("c") } };
		const stripped = reveal(inputs);
		expect(stripped).to.deep.equal({ user: "root", keys: ["a", "b"], nested: { token: "c" } });
		expect(annotateSecrets(stripped, inputs)).to.deep.equal({
			user: "root",
			keys: new Secret(["a", "b"]),
			nested: { token: new Secret("c") },
		});
	});

	it("find an unknown inside a secret", () => {
		expect(hasUnknown({ a: [new Secret({ b: UNKNOWN })] })).to.equal(true);
		expect(hasUnknown({ a: [new Secret({ b: 1 })] })).to.equal(false);
	});
});
