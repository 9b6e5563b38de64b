import { expect } from "chai";
import { certManagerValues } from "../../../components/platform/certificates.values";
import { ciliumValues } from "../../../components/platform/cni.values";
import { gatekeeperValues } from "../../../components/platform/gatekeeper.values";
import { kyvernoValues } from "../../../components/platform/kyverno.values";
import { metallbValues } from "../../../components/platform/load-balancer.values";
import { minioValues } from "../../../components/platform/minio.values";
import { sealedSecretsValues } from "../../../components/platform/sealed-secrets.values";
import { localPathValues } from "../../../components/platform/storage.values";
import { exportedPolicies } from "../../../controls/export/policies";
import { platformImages } from "../../../stacks/chart-contents";
import { Locks } from "../../../stacks/locks";
import { labConfig } from "./config";

const digest = `sha256:${"a".repeat(64)}`;
const images = (value: string) => Object.values(platformImages).map((reference) => ({ reference, digest: value }));
const pinned = new Locks("/", "production", { charts: [], images: images(digest), bootImages: [] }, undefined);
const unpinned = new Locks("/", "lab", { charts: [], images: images("unresolved"), bootImages: [] }, undefined);

const everything = (locks: Locks) => ({
	cilium: ciliumValues(labConfig(), locks),
	"cert-manager": certManagerValues(locks),
	metallb: metallbValues(labConfig(), locks),
	"sealed-secrets": sealedSecretsValues(locks),
	"local-path": localPathValues(labConfig(), locks),
	minio: minioValues(labConfig(), locks),
	gatekeeper: gatekeeperValues(locks),
	kyverno: kyvernoValues(locks, exportedPolicies("lab", [])),
});

describe("components/platform values", () => {
	it("pin every image of the platform by digest, each in its own chart's way", () => {
		const text = JSON.stringify(everything(pinned));
		for (const reference of Object.values(platformImages)) {
			const repository = reference
				.slice(reference.indexOf("/") + 1, reference.lastIndexOf(":"))
				.replace("-generic", "");
			expect(text).to.contain(repository);
		}
		expect(text.split(digest)).to.have.length(Object.keys(platformImages).length + 1);
	});

	it("leave an unresolved image a tag in a lab, and no digest that nobody looked up", () => {
		const text = JSON.stringify(everything(unpinned));
		expect(text).not.to.contain("sha256").and.not.to.contain("unresolved");
		expect(ciliumValues(labConfig(), unpinned).image).to.deep.equal({
			repository: "quay.io/cilium/cilium",
			tag: "v1.20.0",
			useDigest: false,
		});
	});

	it("give the operator's digest under the variant that the chart appends to the repository", () => {
		expect(ciliumValues(labConfig(), pinned).operator.image).to.deep.equal({
			repository: "quay.io/cilium/operator",
			tag: "v1.20.0",
			useDigest: true,
			genericDigest: digest,
		});
	});

	it("run Cilium on Talos: KubePrism, no kube-proxy, no cgroup mount, no module loading", () => {
		const values = ciliumValues(labConfig(), pinned);
		expect(values).to.include({ kubeProxyReplacement: true, k8sServiceHost: "localhost", k8sServicePort: 7445 });
		expect(values.cgroup).to.deep.equal({ autoMount: { enabled: false }, hostRoot: "/sys/fs/cgroup" });
		expect(values.securityContext.capabilities.ciliumAgent).to.have.length(11).and.not.to.include("SYS_MODULE");
	});

	it("run one Cilium operator where there is one node only", () => {
		expect(ciliumValues(labConfig(), pinned).operator.replicas).to.equal(2);
		const alone = labConfig((config) => config.nodes.splice(1));
		expect(ciliumValues(alone, pinned).operator.replicas).to.equal(1);
	});

	it("run MetalLB without frr-k8s, and its speaker on the storage nodes too", () => {
		const values = metallbValues(labConfig(), pinned);
		expect(values.frrk8s).to.deep.equal({ enabled: false });
		expect(values.speaker.tolerations).to.deep.equal([
			{ key: "dedicated", operator: "Equal", value: "storage", effect: "NoSchedule" },
		]);
	});

	it("turn the controller's own sealing keys off, as text: a number would be read as unset", () => {
		expect(sealedSecretsValues(pinned).keyrenewperiod).to.equal("0");
	});

	it("store on the storage nodes' volume only, and not for the whole world", () => {
		const values = localPathValues(labConfig(), pinned);
		expect(values.nodePathMap).to.deep.equal([{ node: "lab-storage-1", paths: ["/var/mnt/local-hdd"] }]);
		expect(values.configmap.setup).to.contain("-m 0770");
	});

	it("let Kyverno's reports read what its policies name, and judge what the chart would skip", () => {
		const { reportsController, config, features } = kyvernoValues(pinned, exportedPolicies("production", []));
		const read = reportsController.rbac.clusterRole.extraResources.flatMap(({ apiGroups, resources }) =>
			resources.map((resource) => `${apiGroups.join()}/${resource}`),
		);
		expect(read).to.include.members(["/pods", "/pods/ephemeralcontainers", "apps/deployments", "/secrets"]);
		expect(config.resourceFiltersExclude).to.deep.equal(["[ReplicaSet,*,*]", "[ReplicaSet/?*,*,*]"]);
		expect(features.policyExceptions).to.deep.equal({ enabled: false });
	});

	it("let Gatekeeper install no rights, no webhook and no job of its chart's own, and fail closed", () => {
		expect(gatekeeperValues(pinned)).to.deep.include({
			rbac: { create: false },
			disableValidatingWebhook: true,
			disableMutation: true,
			validatingWebhookFailurePolicy: "Fail",
			mutatingWebhookFailurePolicy: "Fail",
			postInstall: { labelNamespace: { enabled: false }, probeWebhook: { enabled: false } },
			upgradeCRDs: { enabled: false },
			defaultCreateVAPForTemplates: false,
			defaultCreateVAPBindingForConstraints: false,
		});
	});

	it("give MinIO no default user, no secret in a value, TLS and its fixed address", () => {
		const values = minioValues(labConfig(), pinned);
		expect(values.users).to.deep.equal([]);
		expect(values.existingSecret).to.equal("minio-root");
		expect(values.extraSecret).to.equal("minio-config");
		expect(values.tls.enabled).to.equal(true);
		expect(values.service.annotations).to.deep.equal({ "metallb.io/loadBalancerIPs": "10.20.0.201" });
		expect(values.metrics.serviceMonitor.public).to.equal(false);
		expect(JSON.stringify(values)).not.to.match(/rootPassword|KMS_SECRET/);
	});

	it("ask for the restricted level where a chart's pods can keep to it", () => {
		for (const context of [
			metallbValues(labConfig(), pinned).controller.securityContext,
			sealedSecretsValues(pinned).podSecurityContext,
			localPathValues(labConfig(), pinned).podSecurityContext,
			minioValues(labConfig(), pinned).securityContext,
		]) {
			expect(context).to.deep.include({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
		}
	});
});
