import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parse } from "yaml";
import { allowedRegistries } from "../../controls/registries";

describe("the list of allowed registries", () => {
	it("names each by a host that no implicit name of Docker Hub begins like, and ends it with a slash", () => {
		for (const registry of allowedRegistries)
			expect(registry).to.match(/^(localhost|[a-z0-9-]+(\.[a-z0-9-]+)+)(:\d+)?\/([a-z0-9._-]+\/)*$/);
	});

	it("holds the registry of every image in images.lock.yaml", () => {
		const lock = parse(readFileSync(join(__dirname, "../../images.lock.yaml"), "utf8")) as {
			images: { reference: string }[];
		};
		expect(lock.images).not.to.be.empty;
		for (const { reference } of lock.images)
			expect(
				allowedRegistries.some((registry) => reference.startsWith(registry)),
				reference,
			).to.equal(true);
	});
});
