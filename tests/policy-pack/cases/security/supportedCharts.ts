import { supportedCharts as rule } from "../../../../policy-pack/rules/security/supportedCharts";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const release = (chart: unknown, version?: unknown) =>
	resource("kubernetes:helm.sh/v3:Release", { chart, ...(version === undefined ? {} : { version }) });
const ended = "has had no support since 2026-02-12";
const notKnown = "is not in the table of support dates";

export const supportedCharts: RuleCases = {
	policy: "sec-010-supported-charts",
	compliant: [
		{ says: "a chart in support", resource: release("cilium", "1.20.0"), messages: [] },
		{
			says: "an archive in support",
			resource: release(".cache/charts/cert-manager-v1.21.1.tgz", "v1.21.1"),
			messages: [],
		},
	],
	violating: [
		{ says: "a chart that ended", resource: release("minio", "5.4.0"), messages: [fail(`version ${ended}`)] },
		{
			says: "an archive of it",
			resource: release(".cache/charts/minio-5.4.0.tgz", "5.4.0"),
			messages: [fail(`chart ${ended}`)],
		},
		{
			says: "a registry's",
			resource: release("oci://registry.lab.gxp.example/charts/minio", "5.4.0"),
			messages: [fail(`version ${ended}`)],
		},
		{
			says: "a version that ended",
			resource: release("cert-manager", "v1.19.4"),
			messages: [fail("version has had no support since 2026-07-08")],
		},
		{
			says: "a version that nobody looked up",
			resource: release("cilium", "1.99.0"),
			messages: [fail(`version ${notKnown}`)],
		},
		{
			says: "a chart that nobody looked up",
			resource: release("cilium2", "1.20.0"),
			messages: [fail(`version ${notKnown}`)],
		},
		{
			says: "an archive whose property says another version",
			resource: release("charts/minio-5.4.0.tgz", "99.0.0"),
			messages: [fail(`chart ${ended}`)],
		},
		{ says: "a range", resource: release("cilium", "1.x"), messages: [fail("version is no exact version")] },
	],
	absent: [
		{ says: "no version", resource: release("cilium"), messages: [fail("version is missing")] },
		{ says: "no chart", resource: release(undefined), messages: [fail("chart names no chart")] },
	],
	nearMiss: [
		{ says: "another patch of a version in support", resource: release("cilium", "1.20.9"), messages: [] },
		{ says: "a pre-release of it", resource: release("cilium", "1.20.1-rc.1"), messages: [] },
	],
	otherKind: [resource("kubernetes:core/v1:Pod", {}), resource("proxmoxve:download/file:File", {})],
	unknown: {
		alone: [
			{ says: "an unknown chart", resource: release(unknown, "5.4.0"), messages: [undecided("chart")] },
			{ says: "an unknown version", resource: release("cilium", unknown), messages: [undecided("version")] },
		],
		besideViolation: [
			{
				says: "an unknown version beside an archive that ended",
				resource: release("charts/minio-5.4.0.tgz", unknown),
				messages: [fail(`chart ${ended}`)],
			},
		],
	},
	excepted: {
		resource: release("minio", "5.4.0"),
		exception: {
			control: "SEC-010",
			resource: { type: "kubernetes:helm.sh/v3:Release", name: "proof" },
			finding: "version",
			...dated,
		},
		waived: [waived(`version ${ended}`)],
		expired: [expired(`version ${ended}`)],
	},
};
