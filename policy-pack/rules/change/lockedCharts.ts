import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { HandedChart } from "../../handed";
import type { Resource, ResourceRule, Surroundings } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { lookUp } from "../member";
import { chartSource, isAllowedRepository, isExactVersion } from "./chartSource";

const control = controlById("CHG-006");

/** Charts whose inputs the engine shows; the older components render on the client and show none. */
const shown = /^kubernetes:helm\.sh\/(v3:Release|v4:Chart)$/;
const hidden = /^kubernetes:helm\.sh\/v[0-9]+:(Chart|LocalChart)$/;

/**
 * CHG-006: a cached archive is judged by its entry in the lock, which has the checksum; a chart by name and repository by what
 * it shows.
 */
export const lockedCharts: ResourceRule = {
	id: control.id,
	slug: "locked-charts",
	says: control.says,
	fix: control.fix,
	programOnly: true,
	judge,
};

function judge({ type, properties }: Resource, { handed }: Surroundings): Judgement[] | undefined {
	if (!shown.test(type))
		return hidden.test(type) ? [violated("chart", "is not shown to the pack, as that of a Release is")] : undefined;
	return [...judgeChart(properties, handed?.charts), ...judgeOptions(properties)];
}

function judgeChart(
	properties: Resource["properties"],
	charts: ReadonlyMap<string, HandedChart> | undefined,
): Judgement[] {
	const { chart, version } = properties;
	if (isPulumiUnknown(chart)) return [undecided("chart")];
	if (typeof chart !== "string" || chart === "") return [violated("chart", "is not a chart's name or path")];
	const source = chartSource(chart);
	const repo = lookUp(properties, ["repositoryOpts", "repo"]);
	switch (source.kind) {
		case "archive":
			return judgeArchive(charts?.get(source.path), version, repo);
		case "address":
			return [violated("chart", "is an address, which has neither version nor checksum")];
		case "registry":
			return [
				...(isAllowedRepository(source.repository)
					? []
					: [violated("chart", "is of a repository that is not allowed")]),
				...judgeVersion(version),
			];
		case "named":
			if (source.alias) return [violated("chart", "names a repository by an alias of this machine")];
			return [...judgeRepository(repo), ...judgeVersion(version)];
	}
}

function judgeArchive(entry: HandedChart | undefined, version: unknown, repo: ReturnType<typeof lookUp>): Judgement[] {
	if (entry === undefined) return [violated("chart", "is an archive without an entry in charts.lock.yaml")];
	const found: Judgement[] = [];
	if (entry.sha256 === undefined) found.push(violated("chart", "is an archive without a checksum in charts.lock.yaml"));
	if (!isExactVersion(entry.version)) found.push(violated("chart", "has no exact version in charts.lock.yaml"));
	if (!isAllowedRepository(entry.repository)) found.push(violated("chart", "is of a repository that is not allowed"));
	if ("unknown" in repo) found.push(undecided(repo.unknown));
	else if (repo.value !== undefined && repo.value !== null && repo.value !== "")
		found.push(violated("repositoryOpts.repo", "must not be there beside an archive: Helm would take its chart"));
	if (isPulumiUnknown(version)) found.push(undecided("version"));
	else if (version !== entry.version) found.push(violated("version", "is not the version in charts.lock.yaml"));
	return found;
}

function judgeVersion(version: unknown): Judgement[] {
	if (isPulumiUnknown(version)) return [undecided("version")];
	return isExactVersion(version) ? [] : [violated("version", "is not one exact version")];
}

function judgeRepository(repo: ReturnType<typeof lookUp>): Judgement[] {
	if ("unknown" in repo) return [undecided(repo.unknown)];
	if (typeof repo.value !== "string" || repo.value === "") return [violated("repositoryOpts.repo", "is missing")];
	if (isAllowedRepository(repo.value)) return [];
	return [violated("repositoryOpts.repo", "is not an allowed repository")];
}

/** Inputs that bring what no checksum covers (@pulumi/kubernetes 4.34.2, ReleaseArgs). */
const uncovered: Readonly<Record<string, string>> = {
	devel: "takes versions before a release",
	dependencyUpdate: "fetches charts that are in no lock",
	postrender: "changes the manifests by a program after the chart was checked",
	postRenderer: "changes the manifests by a program after the chart was checked",
};

function judgeOptions(properties: Resource["properties"]): Judgement[] {
	return Object.entries(uncovered).flatMap(([name, what]): Judgement[] => {
		const value = properties[name];
		if (isPulumiUnknown(value)) return [undecided(name)];
		return value === undefined || value === null || value === false || value === "" ? [] : [violated(name, what)];
	});
}
