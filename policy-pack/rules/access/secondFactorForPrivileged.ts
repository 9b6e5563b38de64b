import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { blueprintsOf, type Entry } from "./blueprint";
import { releaseOf } from "./chartSettings";
import { authenticationFlows, judgeFlow } from "./secondFactor";

const control = controlById("ACC-009");

/** The groups whose members may change the platform; a group of superusers is one whatever its name. */
const privileged: readonly unknown[] = ["platform-admin", "platform-admins", "authentik Admins"];

/**
 * ACC-009 over all blueprints together: where privileged groups are declared, or Authentik is installed, one of them declares an
 * authentication flow with a second factor. The flow that Authentik brings itself lets whoever has no device go on.
 */
export const secondFactorForPrivileged: StackRule = {
	id: control.id,
	slug: "second-factor-for-privileged",
	says: control.says,
	fix: control.fix,
	overObjects: true,
	judge,
};

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const read = resources.flatMap((resource) => {
		const blueprints = blueprintsOf(resource);
		return blueprints === undefined ? [] : [{ resource, ...blueprints }];
	});
	const asking = read.flatMap(({ resource, entries }) =>
		entries.filter(isPrivileged).map(({ path }): [Resource, string] => [resource, path]),
	);
	const charts = resources.map((resource) => ({ resource, chart: releaseOf(resource)?.chart }));
	const installed = charts.find(({ chart }) => chart === "authentik");
	if (installed !== undefined) asking.push([installed.resource, "chart"]);
	const flows = read.flatMap(({ entries }) => authenticationFlows(entries).map((flow) => judgeFlow(flow, entries)));
	if (flows.some((found) => found.length === 0)) return [];
	// What is not known yet may be the flow; or a group, or Authentik, which ask for it.
	const unknown = read.flatMap(({ resource, judgements }) =>
		judgements.filter(({ outcome }) => outcome === "undecided").map((judgement) => ({ ...judgement, resource })),
	);
	const releases = charts.filter(({ chart }) => typeof chart === "object");
	if (asking.length === 0) unknown.push(...releases.map(({ resource }) => ({ ...undecided("chart"), resource })));
	if (unknown.length > 0) return unknown;
	if (asking.length === 0) return undefined;
	return asking.map(([resource, path]) => ({
		...violated(path, "has privileged users, and no blueprint declares an authentication flow with a second factor"),
		resource,
		missing: true,
	}));
}

function isPrivileged({ model, absent, fields }: Entry): boolean {
	return (
		model === "authentik_core.group" && !absent && (privileged.includes(fields.name) || fields.is_superuser === true)
	);
}
