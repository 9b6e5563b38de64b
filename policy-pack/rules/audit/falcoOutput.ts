import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, chartOf, hasUnknownChart, kindOf, mayBeYaml, unknownWithin } from "../installed";
import { isTree } from "../machinePatch";
import { notRead, parsed } from "./lokiConfiguration";

const control = controlById("AUD-005");

/**
 * AUD-005's second half, in falco.yaml and in the chart's values: an output that something outside the container keeps. A file is
 * in the container's own file system, and Talos has no syslog.
 */
export const falcoOutput: ResourceRule = {
	id: control.id,
	slug: "falco-output",
	says: "Falco's events go to an output that keeps them.",
	fix: control.fix,
	judge,
};

function judge(resource: Resource): Judgement[] | undefined {
	if (hasUnknownChart(resource)) return [undecided("chart")];
	if (chartOf(resource) === "falco") return judgeRelease(resource.properties.values);
	const { data } = resource.properties;
	if (kindOf(resource) !== "/ConfigMap") return undefined;
	if (isPulumiUnknown(data)) return [undecided("data")];
	if (!isTree(data)) return undefined;
	const texts = Object.entries(data).filter(
		([key, text]) =>
			key === "falco.yaml" ||
			(isPulumiUnknown(text) && mayBeYaml(key)) ||
			(typeof text === "string" && /^rules_files?:/m.test(text) && /_output:/.test(text)),
	);
	if (texts.length === 0) return undefined;
	return texts.flatMap(([key, text]) => {
		const path = `data[${key}]`;
		if (isPulumiUnknown(text)) return [undecided(path)];
		const documents = typeof text === "string" ? parsed(text) : undefined;
		if (documents === undefined) return [violated(path, notRead)];
		return documents.some((document) => keeps(document, false))
			? []
			: [violated(path, "has no output that keeps events")];
	});
}

function judgeRelease(values: unknown): Judgement[] {
	const path = "values.falco";
	if (isPulumiUnknown(values)) return [undecided("values")];
	const configuration = at(values, "falco");
	// The chart points Falco at its sidekick by itself, and prints to standard output where nothing is said.
	if (at(values, "falcosidekick", "enabled") === true || keeps(configuration, true)) return [];
	const open = unknownWithin(configuration, path) ?? unknownWithin(at(values, "falcosidekick"), "values.falcosidekick");
	return [open === undefined ? violated(path, "has no output that keeps events") : undecided(open)];
}

function keeps(configuration: unknown, standardOutput: boolean): boolean {
	const enabled = (output: string): unknown => at(configuration, output, "enabled");
	const url = at(configuration, "http_output", "url");
	return (
		(enabled("stdout_output") ?? standardOutput) === true ||
		(enabled("http_output") === true && typeof url === "string" && url !== "" && !isPulumiUnknown(url)) ||
		enabled("program_output") === true
	);
}
