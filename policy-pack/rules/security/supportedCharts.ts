import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { outOfSupport } from "../../../controls/support/support";
import type { Resource, ResourceRule, Surroundings } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { chartOf, releaseType } from "../installed";

const control = controlById("SEC-010");

/** SEC-010 over the charts of the program: each is in the table of support dates, and its day has not passed. */
export const supportedCharts: ResourceRule = {
	id: control.id,
	slug: "supported-charts",
	says: "The charts that are installed are in support.",
	fix: control.fix,
	judge,
};

function judge(resource: Resource, { now }: Surroundings): Judgement[] | undefined {
	if (resource.type !== releaseType) return undefined;
	const { chart, version: stated } = resource.properties;
	if (isPulumiUnknown(chart)) return [undecided("chart")];
	const name = chartOf(resource);
	if (name === undefined || name === "") return [violated("chart", "names no chart")];
	// An archive's own version is in its name; the property may say another.
	const archived = typeof chart === "string" ? /-(v?\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(chart)?.[1] : undefined;
	if (archived === undefined && isPulumiUnknown(stated)) return [undecided("version")];
	const version = archived ?? stated;
	if (typeof version !== "string" || version === "") return [violated("version", "is missing")];
	const what = outOfSupport(name, version, now);
	return what === undefined ? [] : [violated(archived === undefined ? "version" : "chart", what)];
}
