import { runInside } from "../inside";
import { missingParts } from "../kubernetes/cluster";

describe("the minio stand-in, in namespaces of its own", () => {
	it("holds against a real MinIO (storage.inside.ts)", async function () {
		this.timeout(300_000);
		const missing = missingParts(["minio"]);
		if (missing.length > 0) {
			console.log(`      skipped: the parts ${missing.join(", ")} are not built`);
			this.skip();
		}
		await runInside(`${__dirname}/storage.inside.ts`);
	});
});
