import { lockedCharts as rule } from "../../../../policy-pack/rules/change/lockedCharts";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const release = (properties: Record<string, unknown>) => resource("kubernetes:helm.sh/v3:Release", properties);
const archive = (name: string, more = {}) =>
	release({ chart: `./.cache/charts/${name}-1.2.3.tgz`, version: "1.2.3", ...more });
const named = (more = {}) =>
	release({ chart: "minio", version: "5.4.0", repositoryOpts: { repo: "https://charts.min.io" }, ...more });
const from = (repo: unknown) => named({ repositoryOpts: { repo } });
const noEntry = "chart is an archive without an entry in charts.lock.yaml";
const notExact = "version is not one exact version";
const notAllowed = "repositoryOpts.repo is not an allowed repository";

export const lockedCharts: RuleCases = {
	policy: "chg-006-locked-charts",
	compliant: [
		{ says: "an archive with its entry", resource: archive("proof"), messages: [] },
		{ says: "a chart by name, version and repository", resource: named(), messages: [] },
		{
			says: "a chart of a registry",
			resource: release({ chart: "oci://quay.io/jetstack/charts/cert-manager", version: "v1.21.1" }),
			messages: [],
		},
		{
			says: "a chart component that shows the same",
			resource: resource("kubernetes:helm.sh/v4:Chart", { chart: "./.cache/charts/proof-1.2.3.tgz", version: "1.2.3" }),
			messages: [],
		},
	],
	violating: [
		{ says: "an archive without an entry", resource: archive("nobody"), messages: [fail(noEntry)] },
		{
			says: "an archive elsewhere with the name of one that has an entry",
			resource: release({ chart: "/tmp/.cache/charts/proof-1.2.3.tgz", version: "1.2.3" }),
			messages: [fail(noEntry)],
		},
		{
			says: "an archive by a way around",
			resource: release({ chart: "./.cache/charts/../charts/proof-1.2.3.tgz", version: "1.2.3" }),
			messages: [fail(noEntry)],
		},
		{ says: "a folder", resource: release({ chart: "./charts/own", version: "1.2.3" }), messages: [fail(noEntry)] },
		{
			says: "an archive that nobody looked up",
			resource: archive("unresolved"),
			messages: [fail("chart is an archive without a checksum in charts.lock.yaml")],
		},
		{
			says: "an archive from a lookalike of an allowed repository",
			resource: archive("stranger"),
			messages: [fail("chart is of a repository that is not allowed")],
		},
		{
			says: "another version than the archive's",
			resource: archive("proof", { version: "1.2.4" }),
			messages: [fail("version is not the version in charts.lock.yaml")],
		},
		{
			says: "an archive beside a repository",
			resource: archive("proof", { repositoryOpts: { repo: "https://charts.min.io" } }),
			messages: [fail("repositoryOpts.repo must not be there beside an archive: Helm would take its chart")],
		},
		...["", "5", "5.4", "5.x", "^5.4.0", "~5.4.0", ">=5.4.0", "*", "latest", "5.4.0 || 5.5.0", "5.4.0 "].map(
			(version) => ({
				says: version === "" ? "an empty version" : `the version ${version}`,
				resource: named({ version }),
				messages: [fail(notExact)],
			}),
		),
		...[
			"https://charts.min.io.example.evil",
			"https://charts-min.io",
			"https://charts.min.io/stable",
			"https://charts.min.io:8443",
			"https://user@charts.min.io",
			"http://charts.min.io",
			"HTTPS://CHARTS.MIN.IO",
		].map((repo) => ({ says: `the repository ${repo}`, resource: from(repo), messages: [fail(notAllowed)] })),
		{
			says: "a chart by a repository's alias",
			resource: named({ chart: "stable/minio" }),
			messages: [fail("chart names a repository by an alias of this machine")],
		},
		{
			says: "a chart by its address",
			resource: named({ chart: "https://charts.min.io/minio-5.4.0.tgz" }),
			messages: [fail("chart is an address, which has neither version nor checksum")],
		},
		{
			says: "a registry that begins like an allowed one",
			resource: release({ chart: "oci://quay.io/jetstack/charts-evil/cert-manager", version: "1.21.1" }),
			messages: [fail("chart is of a repository that is not allowed")],
		},
		{
			says: "versions before a release",
			resource: named({ devel: true }),
			messages: [fail("devel takes versions before a release")],
		},
		{
			says: "dependencies fetched on the way",
			resource: archive("proof", { dependencyUpdate: true }),
			messages: [fail("dependencyUpdate fetches charts that are in no lock")],
		},
		{
			says: "manifests changed after the check",
			resource: archive("proof", { postrender: "/usr/bin/sed" }),
			messages: [fail("postrender changes the manifests by a program after the chart was checked")],
		},
		{
			says: "a component that shows nothing",
			resource: resource("kubernetes:helm.sh/v3:Chart", {}),
			messages: [fail("chart is not shown to the pack, as that of a Release is")],
		},
	],
	absent: [
		{ says: "no version", resource: named({ version: undefined }), messages: [fail(notExact)] },
		{
			says: "no repository",
			resource: named({ repositoryOpts: undefined }),
			messages: [fail("repositoryOpts.repo is missing")],
		},
		{ says: "no chart", resource: release({}), messages: [fail("chart is not a chart's name or path")] },
		{
			says: "an archive without a version",
			resource: archive("proof", { version: undefined }),
			messages: [fail("version is not the version in charts.lock.yaml")],
		},
	],
	nearMiss: [
		{ says: "a slash at the repository's end", resource: from("https://charts.min.io/"), messages: [] },
		{
			says: "the archive without ./",
			resource: release({ chart: ".cache/charts/proof-1.2.3.tgz", version: "1.2.3" }),
			messages: [],
		},
		{
			says: "options that are off",
			resource: named({ devel: false, dependencyUpdate: false, postrender: "" }),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:apps/v1:Deployment", { chart: "x" }), resource("pulumi:providers:kubernetes", {})],
	unknown: {
		alone: [
			{ says: "an unknown chart", resource: named({ chart: unknown }), messages: [undecided("chart")] },
			{ says: "an unknown version", resource: named({ version: unknown }), messages: [undecided("version")] },
			{ says: "an unknown repository", resource: from(unknown), messages: [undecided("repositoryOpts.repo")] },
			{
				says: "an unknown repository beside an archive",
				resource: archive("proof", { repositoryOpts: { repo: unknown } }),
				messages: [undecided("repositoryOpts.repo")],
			},
		],
		besideViolation: [
			{
				says: "an unknown version of a repository that is not allowed",
				resource: named({ version: unknown, repositoryOpts: { repo: "https://example.evil" } }),
				messages: [fail(notAllowed), undecided("version")],
			},
			{
				says: "an unknown version of an archive without an entry",
				resource: archive("nobody", { version: unknown }),
				messages: [fail(noEntry)],
			},
		],
	},
	excepted: {
		resource: archive("nobody"),
		exception: {
			control: "CHG-006",
			resource: { type: "kubernetes:helm.sh/v3:Release", name: "proof" },
			finding: "chart",
			...dated,
		},
		waived: [waived(noEntry)],
		expired: [expired(noEntry)],
	},
};
