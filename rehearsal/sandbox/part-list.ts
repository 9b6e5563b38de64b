import type { LabConfig } from "../../stacks/schema";

/**
 * The real parts of a rehearsal, each a Go program that the Go toolchain builds from its own module. Versions stand in
 * the `go.mod` files below `rehearsal/parts/` and nowhere else; `{version}` in a linker flag is filled from there.
 */
export interface PartSource {
	readonly name: PartName;
	/** The folder below `rehearsal/parts/`. */
	readonly module: string;
	/** What `go build` takes. */
	readonly package: string;
	/** The module whose version is the part's version; absent for our own code. */
	readonly versionOf?: string;
	/** Go leaves the version out of a program built from a module: these linker variables carry it. */
	readonly linkerFlags?: string;
	/** How a binary found on this machine says its version, so that it can be taken instead of a build. */
	readonly says?: { readonly args: readonly string[]; readonly pattern: RegExp };
	/** The policy engine that it is; needed only where a stack chose it. */
	readonly engine?: PolicyEngine;
}

type PolicyEngine = LabConfig["platform"]["policyEngine"];

export const partNames = [
	"kube-apiserver",
	"kube-controller-manager",
	"kube-scheduler",
	"etcd",
	"pulumi",
	"kwok",
	"helm",
	"sealed-secrets-controller",
	"minio",
	"talos-machinery",
	"gatekeeper",
] as const;
export type PartName = (typeof partNames)[number];

const kubernetes = (name: "kube-apiserver" | "kube-controller-manager" | "kube-scheduler"): PartSource => ({
	name,
	module: "kubernetes",
	package: `k8s.io/kubernetes/cmd/${name}`,
	versionOf: "k8s.io/kubernetes",
	linkerFlags: "-X k8s.io/component-base/version.gitVersion={version}",
	says: { args: ["--version"], pattern: /^Kubernetes (v\S+)/ },
});

export const partSources: readonly PartSource[] = [
	kubernetes("kube-apiserver"),
	kubernetes("kube-controller-manager"),
	kubernetes("kube-scheduler"),
	{
		name: "etcd",
		module: "kubernetes",
		package: "go.etcd.io/etcd/server/v3",
		versionOf: "go.etcd.io/etcd/server/v3",
		says: { args: ["--version"], pattern: /^etcd Version: (\S+)/ },
	},
	{
		name: "pulumi",
		module: "pulumi",
		package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
		versionOf: "github.com/pulumi/pulumi/pkg/v3",
		linkerFlags: "-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version={version}",
	},
	{
		name: "kwok",
		module: "clients",
		package: "sigs.k8s.io/kwok/cmd/kwok",
		versionOf: "sigs.k8s.io/kwok",
		linkerFlags: "-X sigs.k8s.io/kwok/pkg/consts.Version={version}",
		says: { args: ["--version"], pattern: /^kwok version (v\S+)/ },
	},
	{
		name: "helm",
		module: "clients",
		package: "helm.sh/helm/v4/cmd/helm",
		versionOf: "helm.sh/helm/v4",
		linkerFlags: "-X helm.sh/helm/v4/internal/version.version={version}",
		says: { args: ["version", "--template", "{{.Version}}"], pattern: /^(v[^\s+]+)/ },
	},
	{
		name: "sealed-secrets-controller",
		module: "clients",
		package: "github.com/bitnami-labs/sealed-secrets/cmd/controller",
		versionOf: "github.com/bitnami-labs/sealed-secrets",
		linkerFlags: "-X main.VERSION={version}",
	},
	{ name: "minio", module: "minio", package: "github.com/minio/minio", versionOf: "github.com/minio/minio" },
	{ name: "talos-machinery", module: "talos", package: "." },
	{
		name: "gatekeeper",
		module: "gatekeeper",
		package: "github.com/open-policy-agent/gatekeeper/v3",
		versionOf: "github.com/open-policy-agent/gatekeeper/v3",
		linkerFlags: "-X github.com/open-policy-agent/gatekeeper/v3/pkg/version.Version={version}",
		engine: "gatekeeper",
	},
];

/** The parts that a stack's rehearsal needs; without a stack, those that every one needs. */
export function partsFor(policyEngine: PolicyEngine = "admission"): readonly PartSource[] {
	return partSources.filter(({ engine }) => engine === undefined || engine === policyEngine);
}
