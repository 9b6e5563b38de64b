import { deployedComponents as rule } from "../../../../policy-pack/rules/validation/deployedComponents";
import { dated, resource, root, type StackRuleCases, unknown } from "../case";
import { handed } from "../handed";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const onStack = messagesOf(rule, root.name);
const noRow = "chart has no row in docs/inventory";
const charts = handed.inventory.flatMap(({ kind, name }) => (kind === "chart" ? [name] : []));
const release = (chart: unknown, name = "proof") => resource("kubernetes:helm.sh/v3:Release", { chart }, {}, name);
/** A release of each chart that the inventory has. */
const all = charts.map((chart) => release(chart, `release-${chart}`));
const chosen = handed.inventory.flatMap(({ name, choice }) => (choice === undefined ? [] : [name]));
const first = charts.find((chart) => !chosen.includes(chart)) ?? "";
const withoutFirst = charts.filter((chart) => chart !== first).map((chart) => release(chart, `release-${chart}`));
const notReleased = (chart: string) => onStack.fail(`inventory[${chart}] is a chart that this stack does not release`);

export const deployedComponents: StackRuleCases = {
	policy: "val-001-deployed-components",
	compliant: [
		{ says: "every chart of the inventory, and no other", resources: all, messages: [] },
		{ says: "a provider with a row", resources: [resource("tls:index/privateKey:PrivateKey", {})], messages: [] },
	],
	violating: [
		{ says: "a release without a row", resources: [...all, release("wordpress")], messages: [fail(noRow)] },
		{ says: "a row without a release", resources: withoutFirst, messages: [notReleased(first)] },
		{
			says: "a cached archive without a row",
			resources: [...all, release("./.cache/charts/proof-1.2.3.tgz")],
			messages: [fail(noRow)],
		},
		{ says: "a name that begins alike", resources: [...all, release(`${first}-2`)], messages: [fail(noRow)] },
		{
			says: "a provider without a row",
			resources: [resource("aws:s3/bucket:Bucket", {})],
			messages: [fail("provider aws has no row in docs/inventory")],
		},
		{
			says: "a provider without a row that was registered before its resource",
			resources: [resource("pulumi:providers:aws", {}, {}, "first"), resource("aws:s3/bucket:Bucket", {})],
			messages: [fail("provider aws has no row in docs/inventory")],
		},
	],
	absent: [{ says: "a release without a chart", resources: [...all, release(undefined)], messages: [fail(noRow)] }],
	nearMiss: [
		{
			says: "a chart by its registry",
			resources: [...all, release(`oci://example.org/charts/${first}`)],
			messages: [],
		},
		{
			says: "a stack that chose none of the charts that one can choose",
			resources: charts.filter((chart) => !chosen.includes(chart)).map((chart) => release(chart, `release-${chart}`)),
			messages: [],
		},
		{ says: "a stack that releases nothing", resources: [], messages: [] },
	],
	otherKind: [{ says: "components of the program", resources: [resource("lab:platform:Platform", {})], messages: [] }],
	unknown: {
		alone: [
			{
				says: "an unknown chart, which may be the one that is missing",
				resources: [...withoutFirst, release(unknown)],
				messages: [undecided("chart")],
			},
		],
		besideViolation: [
			{
				says: "an unknown chart beside one without a row",
				resources: [release(unknown, "other"), release("wordpress")],
				messages: [messagesOf(rule, "other").undecided("chart"), fail(noRow)],
			},
		],
	},
	excepted: {
		resources: [...all, release("wordpress")],
		exception: {
			control: "VAL-001",
			resource: { type: "kubernetes:helm.sh/v3:Release", name: "proof" },
			finding: "chart",
			...dated,
		},
		waived: [waived(noRow)],
		expired: [expired(noRow)],
	},
};
