/**
 * What the controls have to judge in the platform as it stands: `node --import tsx docs/standing.ts` judges the program of each
 * stack by the pack and writes controls/documents/judged-in-stacks.yaml; with a stack's name it prints that stack's. It needs the part
 * talos-machinery (GXP_LAB_PARTS).
 */
import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { Document, visit } from "yaml";
import { catalogue, controlById } from "../controls/catalogue";
import { STANDING_FILE, type StackStanding, type Standing, type StandingPlace } from "../controls/documents/standing";
import { type Environments, parseEnvironments } from "../controls/environments";
import { kubernetesRules } from "../controls/kubernetes";
import { policyName } from "../controls/policyNames";
import { readYaml } from "../controls/readYaml";
import { configurationRules } from "../controls/repository";
import { assess, assessStack } from "../policy-pack/assess";
import { Context } from "../policy-pack/context";
import { crossGuardRule } from "../policy-pack/kubernetes";
import { rules, stackRules } from "../policy-pack/pack";
import type { Resource, ResourceRule } from "../policy-pack/rule";
import { platformCharts, platformImageReferences, platformReleases } from "../stacks/chart-contents";
import { checkStack } from "../stacks/file";
import { chartsLock, imagesLock, UNRESOLVED } from "../stacks/lock-files";
import { allCases } from "../tests/policy-pack/cases";
import { programResources } from "../tests/policy-pack/program";
import { partPaths } from "../tests/rehearsal/talos/parts";

const top = resolve(__dirname, "..");

function boundStacks(): Environments {
	const file = "policy-pack/environments.yaml";
	return parseEnvironments(readYaml(join(top, file), file), file);
}

/** Judges the program of a stack. Once a process: the program registers its resources with the one engine that there is. */
async function standingOfProgram(stack: string, now: Date): Promise<StackStanding> {
	if (!existsSync(partPaths()["talos-machinery"]))
		throw new Error("GXP_LAB_PARTS: holds no talos-machinery; name the folder of the built parts");
	const { resources, handed } = await programResources(stack);
	const environments = boundStacks();
	const environmentClass = environments.get(stack) ?? "production";
	const context = new Context(environments, [], now, { rehearsal: true, handed });
	const hasCharts = resources.some(({ type }) => type === "kubernetes:helm.sh/v3:Release");
	const controls = catalogue.map(({ id }): [string, StandingPlace[]] => {
		const own = <Rule extends { id: string }>(all: readonly Rule[]): Rule[] => all.filter((rule) => rule.id === id);
		if (controlById(id).enforcement[environmentClass] === "none") return [id, []];
		const judges = (rule: ResourceRule): boolean =>
			resources.some((one) => isAbout(rule, one) && typeof assess(rule, one, context) !== "string");
		const judged: Record<StandingPlace, boolean> = {
			resources: own(rules).some(judges),
			whole: own(stackRules).some((rule) => typeof assessStack(rule, resources, context) !== "string"),
			charts: hasCharts && own(kubernetesRules).some(isAboutCharts),
			repository: own(configurationRules).length > 0,
		};
		return [id, (Object.keys(judged) as StandingPlace[]).filter((place) => judged[place])];
	});
	return { environmentClass, controls: Object.fromEntries(controls), ...ofConfiguration(stack) };
}

/** What a stack's file and the locks say without its program. */
function ofConfiguration(stack: string): Pick<StackStanding, "releases" | "open"> {
	const checked = checkStack(stack, top);
	if ("faults" in checked) throw new Error(checked.faults.join("\n"));
	const { charts } = chartsLock.parse(readYaml(join(top, "charts.lock.yaml"), "charts.lock.yaml"));
	const { images, bootImages } = imagesLock.parse(readYaml(join(top, "images.lock.yaml"), "images.lock.yaml"));
	const ownCharts = new Set(platformCharts(checked.config).map(({ name }) => name));
	const ownImages = new Set(platformImageReferences(checked.config));
	const unresolved = (id: string, what: string, values: readonly string[]): [string, string][] => {
		const open = values.filter((value) => value === UNRESOLVED).length;
		return open === 0 ? [] : [[id, `${open} of ${values.length} ${what}`]];
	};
	const open = [
		...unresolved(
			"CHG-006",
			"charts have no checksum in the lock",
			charts.filter(({ name }) => ownCharts.has(name)).map(({ sha256 }) => sha256),
		),
		...unresolved(
			"INT-001",
			"images of charts have no digest in the lock",
			images.filter(({ reference }) => ownImages.has(reference)).map(({ digest }) => digest),
		),
		...unresolved(
			"INT-006",
			"boot images have no checksum in the lock",
			bootImages.map(({ sha256 }) => sha256),
		),
	];
	return { releases: platformReleases(checked.config), open: Object.fromEntries(open) };
}

/** For the choice of rules only: no threshold of a class or a day decides whether a rule is about something. */
const anywhere = { environmentClass: "production", stack: "prod", now: new Date(0) } as const;

/**
 * A ConfigMap is anybody's, so that a rule over the settings of one application judges each. It is about a ConfigMap where one of
 * the rule's own cases is refused under that one's name, with no other keys than it has.
 */
function isAbout(rule: ResourceRule, resource: Resource): boolean {
	if (!resource.type.endsWith(":ConfigMap")) return true;
	const cases = allCases.find(({ policy }) => policy === policyName(rule.id, rule.slug))?.violating ?? [];
	return cases.some((one) => {
		if (one.resource.type !== resource.type) return false;
		const { metadata, data } = resource.properties;
		const keys = Object.keys(data ?? {});
		const theirs = Object.entries(one.resource.properties.data ?? {}).filter(([key]) => keys.includes(key));
		const properties = { ...one.resource.properties, metadata, data: Object.fromEntries(theirs) };
		const judgements = rule.judge({ ...one.resource, name: resource.name, properties }, anywhere) ?? [];
		return judgements.some(({ outcome }) => outcome === "violated");
	});
}

/** The groups of Kubernetes' own kinds that any chart makes objects of. A ConfigMap shows of no rule that it has something to judge. */
const ordinaryGroups = new Set(["", "apps", "batch", "rbac.authorization.k8s.io", "networking.k8s.io", "policy"]);

/**
 * Whether a rule is about what any chart makes, and not about one application that no chart of the platform may bring: one of its
 * own cases over such a kind is still refused when nothing names its program any more.
 */
function isAboutCharts(rule: (typeof kubernetesRules)[number]): boolean {
	const kinds = rule.applies.families.flatMap((family) => family.kinds);
	if (!kinds.some(({ apiGroup }) => ordinaryGroups.has(apiGroup)) || kinds.some(({ kind }) => kind === "ConfigMap"))
		return false;
	const { judge } = crossGuardRule(rule);
	const cases = allCases.find(({ policy }) => policy === policyName(rule.id, rule.slug))?.violating ?? [];
	return cases.some(({ resource }) =>
		(
			judge({ ...resource, properties: ofAnyProgram(resource.properties) as Resource["properties"] }, anywhere) ?? []
		).some(({ outcome }) => outcome === "violated"),
	);
}

/** An object without what names its program: names, prefixes of variables, the image's last part, command and arguments. */
function ofAnyProgram(value: unknown, key = ""): unknown {
	if (Array.isArray(value))
		return key === "command" || key === "args" ? ["program"] : value.map((one) => ofAnyProgram(one));
	if (typeof value === "string") {
		if (key === "name" || key === "prefix") return "program";
		return key === "image" ? value.replace(/[^/:@]+(?=(?::[^/]*)?(?:@.*)?$)/, "program") : value;
	}
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, ofAnyProgram(member, name)]));
}

/** The standing of each stack, from a process of its own. */
export async function computeStanding(): Promise<Standing> {
	const stacks = await Promise.all(
		[...boundStacks().keys()].map(async (stack): Promise<[string, StackStanding]> => {
			const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", __filename, stack]);
			return [stack, JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as StackStanding];
		}),
	);
	return Object.fromEntries(stacks);
}

export function standingAsText(standing: Standing): string {
	const document = new Document(standing);
	document.commentBefore =
		" Computed by `node --import tsx docs/standing.ts` from judging each stack's program; no line is written by hand.";
	visit(document, {
		Seq: (_, list) => {
			list.flow = true;
		},
	});
	return document.toString({ flowCollectionPadding: false });
}

async function main([stack]: readonly string[]): Promise<void> {
	if (stack !== undefined) process.stdout.write(`${JSON.stringify(await standingOfProgram(stack, new Date()))}\n`);
	else writeFileSync(join(top, STANDING_FILE), standingAsText(await computeStanding()));
}

if (require.main === module) void main(process.argv.slice(2));
