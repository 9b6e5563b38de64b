import { createRequire } from "node:module";
import { join } from "node:path";
import { expect } from "chai";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { deserializeOnce } from "../../policy-pack/deserializeOnce";

type Deserializer = { deserializeProperties: (properties: object, proxySecrets: boolean) => Record<string, unknown> };

describe("the properties of a request", () => {
	// Not exported by the package; read past its `exports`.
	const file = join(__dirname, "../../node_modules/@pulumi/policy/deserialize.js");
	const installed = createRequire(__filename)(file) as Deserializer;
	const original = installed.deserializeProperties;
	before(deserializeOnce);
	after(() => {
		installed.deserializeProperties = original;
	});

	const secret = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "hunter2" };
	const struct = () => Struct.fromJavaScript({ name: "a", password: secret, list: [1, "b"] } as never);

	it("are deserialised once for all policies of the installed @pulumi/policy, to what it makes of them", () => {
		const one = struct();
		const first = installed.deserializeProperties(one, false);
		expect(installed.deserializeProperties(one, false)).to.equal(first);
		expect(first).to.deep.equal(original(struct(), false));
	});

	it("are made anew for another request, and for what may be corrected", () => {
		const one = struct();
		expect(installed.deserializeProperties(struct(), false)).not.to.equal(installed.deserializeProperties(one, false));
		const corrected = installed.deserializeProperties(one, true);
		corrected.name = "b";
		expect(installed.deserializeProperties(one, true)).to.have.property("name", "a");
	});
});
