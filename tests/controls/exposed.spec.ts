import { expect } from "chai";
import { isUnknownSymbol } from "../../controls/cel/unknown";
import { type ExposedService, exposedServices } from "../../controls/exposed";
import { judgeObject } from "../../controls/kubernetes/judge";
import { exposure, exposedServices as rule } from "../../controls/kubernetes/security/exposedServices";
import { labCaSecret } from "../../controls/kubernetes/security/trustedIssuers";
import { platformNames } from "../../stacks/platform-names";

const judge = (list: readonly ExposedService[], metadata: object, spec: object) =>
	judgeObject(
		{ ...rule, cel: exposure(list) },
		{ apiVersion: "v1", kind: "Service" },
		{ metadata, spec },
		isUnknownSymbol,
	);

describe("the list of what is exposed", () => {
	it("names what the platform exposes, as the platform names it", () => {
		const { namespaces, minio } = platformNames;
		expect(exposedServices.map(({ namespace, name, ports }) => [namespace, name, ports])).to.deep.equal([
			[namespaces.minio, minio.service, [minio.port]],
		]);
		for (const { reason } of exposedServices) expect(reason).not.to.equal("");
	});

	it("admits a node port by its number on the nodes, and no other", () => {
		const ssh: ExposedService = {
			namespace: "forgejo",
			name: "ssh",
			type: "NodePort",
			ports: [22],
			nodePorts: [32_222],
			reason: "a test",
		};
		const metadata = { namespace: "forgejo", name: "ssh" };
		const spec = (nodePort: number) => ({ type: "NodePort", ports: [{ port: 22, nodePort }] });
		expect(judge([ssh], metadata, spec(32_222))).to.deep.equal([]);
		expect(judge([ssh], metadata, spec(32_223))).to.deep.equal([{ outcome: "violated", path: "spec.type" }]);
		expect(judge([], metadata, spec(32_222))).to.deep.equal([{ outcome: "violated", path: "spec.type" }]);
		expect(judge([], metadata, { type: "ClusterIP" })).to.deep.equal([]);
	});

	it("is of one cluster: the lab's CA is the Secret that the platform makes", () => {
		expect(labCaSecret).to.equal(platformNames.certificates.caSecret);
	});
});
