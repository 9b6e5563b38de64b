import { runInside } from "../inside";
import { missingParts } from "./cluster";

describe("the stand-in's Helm release, in namespaces of its own", () => {
	it("holds against a real API server and the helm part (release.inside.ts)", async function () {
		this.timeout(300_000);
		const missing = missingParts();
		if (missing.length > 0) {
			console.log(`      skipped: the parts ${missing.join(", ")} are not built`);
			this.skip();
		}
		await runInside(`${__dirname}/release.inside.ts`);
	});
});
