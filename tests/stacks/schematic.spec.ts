import { expect } from "chai";
import { schematicId, schematicYaml } from "../../stacks/schematic";

describe("schematicId", () => {
	// Ids that the public Image Factory gives for these, as documented by Sidero Labs and many clusters.
	it("is the factory's for an image with nothing added", () => {
		expect(schematicId([])).to.equal("376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba");
	});

	it("is the factory's for the guest agent", () => {
		expect(schematicId(["siderolabs/qemu-guest-agent"])).to.equal(
			"ce4c980550dd2ab1b17bbf2b08801c7eb59418eafe8f279833297925d67c7515",
		);
	});

	it("depends on the order, because the document does", () => {
		const [one, other] = ["siderolabs/iscsi-tools", "siderolabs/util-linux-tools"];
		expect(schematicId([one, other] as string[])).to.not.equal(schematicId([other, one] as string[]));
		expect(schematicYaml([one, other] as string[])).to.equal(
			"customization:\n    systemExtensions:\n        officialExtensions:\n            - siderolabs/iscsi-tools\n            - siderolabs/util-linux-tools\n",
		);
	});
});
