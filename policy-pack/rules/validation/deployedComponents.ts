import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Handed } from "../../handed";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";

const control = controlById("VAL-001");

const release = /^kubernetes:helm\.sh\/v[34]:(Release|Chart)$/;
/** Pulumi's own, and this program's components. */
const notSupplied = new Set(["pulumi", "lab"]);

/**
 * VAL-001 over a whole stack: each release's chart and each provider has a row of the inventory, and each chart of the
 * inventory is released, where this stack releases any; but for those that a stack may choose. The rows themselves are judged with the repository.
 */
export const deployedComponents: StackRule = {
	id: control.id,
	slug: "deployed-components",
	says: control.says,
	fix: control.fix,
	overObjects: false,
	judge: (resources, stack, { handed }) => {
		const named = (kind: string): Set<string> =>
			new Set(handed?.inventory.filter((row) => row.kind === kind).map(({ name }) => name));
		const [charts, providers] = [named("chart"), named("provider")];
		const releases = resources.filter(({ type }) => release.test(type));
		const released = releases.map((resource) => ({ resource, chart: chartOf(resource, handed) }));
		const found: StackJudgement[] = released.flatMap(({ resource, chart }) => {
			if (chart === unknownChart) return [{ ...undecided("chart"), resource }];
			return charts.has(chart) ? [] : [{ ...violated("chart", "has no row in docs/inventory"), resource }];
		});
		const seen = new Set<string>();
		// The engine registers a provider before or after a resource of it, as it comes; what is said does not hang on that.
		for (const resource of [...resources.filter(({ type }) => !isProvider(type)), ...resources]) {
			const name = packageOf(resource.type);
			if (name === undefined || seen.has(name)) continue;
			seen.add(name);
			if (!providers.has(name))
				found.push({ ...violated("provider", `${name} has no row in docs/inventory`), resource });
		}
		if (releases.length === 0 || released.some(({ chart }) => chart === unknownChart)) return found;
		const present = new Set(released.map(({ chart }) => chart));
		const chosen = new Set(handed?.inventory.filter(({ choice }) => choice !== undefined).map(({ name }) => name));
		const absent = [...charts].filter((chart) => !present.has(chart) && !chosen.has(chart));
		return [
			...found,
			...absent.map((chart) => ({
				...violated(`inventory[${chart}]`, "is a chart that this stack does not release"),
				resource: stack,
			})),
		];
	},
};

const unknownChart = "";

/** The chart's name: the lock's for a cached archive, else the last part of what the release says. */
function chartOf({ properties: { chart } }: Resource, handed: Handed | undefined): string {
	if (isPulumiUnknown(chart)) return unknownChart;
	if (typeof chart !== "string" || chart === "") return "(none)";
	const locked = handed?.charts.get(chart.replace(/^\.\//, ""));
	return locked?.name ?? chart.slice(chart.lastIndexOf("/") + 1);
}

function isProvider(type: string): boolean {
	return type.startsWith("pulumi:providers:");
}

/** The package of a provider's resource; undefined for what nobody supplies. */
function packageOf(type: string): string | undefined {
	const name = isProvider(type) ? type.split(":")[2] : type.split(":", 1)[0];
	return name === undefined || notSupplied.has(name) ? undefined : name;
}
