import { expect } from "chai";
import { sameDocument } from "../../../../rehearsal/providers/minio/policy-document";

const document = (statement: object, rest: object = {}) =>
	JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }], ...rest });

const written = document({ Action: ["s3:PutObject", "s3:GetObject"], Resource: ["arn:aws:s3:::work/*"] });

describe("an IAM policy in another spelling", () => {
	for (const [what, other] of [
		[
			"actions in another order",
			document({ Action: ["s3:GetObject", "s3:PutObject"], Resource: ["arn:aws:s3:::work/*"] }),
		],
		[
			"one resource, not a list",
			document({ Action: ["s3:PutObject", "s3:GetObject"], Resource: "arn:aws:s3:::work/*" }),
		],
		[
			"members in another order",
			document({ Resource: ["arn:aws:s3:::work/*"], Action: ["s3:PutObject", "s3:GetObject"] }),
		],
	] as const) {
		it(`is the same: ${what}`, () => expect(sameDocument(written, other)).to.equal(true));
	}

	for (const [what, other] of [
		[
			"an action more",
			document({ Action: ["s3:*", "s3:GetObject", "s3:PutObject"], Resource: ["arn:aws:s3:::work/*"] }),
		],
		["another resource", document({ Action: ["s3:PutObject", "s3:GetObject"], Resource: ["arn:aws:s3:::*"] })],
		["another effect", written.replace("Allow", "Deny")],
		["no JSON", "{"],
	] as const) {
		it(`is another: ${what}`, () => expect(sameDocument(written, other)).to.equal(false));
	}
});
