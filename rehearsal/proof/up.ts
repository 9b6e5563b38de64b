/**
 * Shows in an `up` of the real engine what no preview can. A rule over a resource: every property comes from another resource that
 * is made first, so that a preview knows none; the preview goes on and says NOT EVALUATED, and `up` is refused before the resource is
 * made. A rule over the whole stack: the engine asks for it at the end, when everything is made, and the run fails.
 *
 * After the first mandatory finding on a resource the engine takes no further step, with `--continue-on-error` too: that is about
 * steps that failed (pulumi/pkg 3.245, step_generator.go and deployment_executor.go). So each rule has an `up` of its own.
 */
import { failures, parseFinding } from "../../controls/finding";
import type { Resource, ResourceRule, StackRule } from "../../policy-pack/rule";
import { type Fixture, isMade, renamed, sourceOf } from "./declared";
import { refusing, unknownYet } from "./others";
import { isSame } from "./packing";
import type { ProofRecord } from "./record";
import { type Prove, proofProcess } from "./running";
import { endFixture, lateFixture, type Shown, shownOf } from "./shown";
import { type Seen, Stage } from "./stage";

interface Late {
	shown: Pick<Shown<ResourceRule>, "control" | "policy">;
	fixture: Fixture;
}

const messagesOf = ({ findings }: Seen, policy: string, outcome: "FAIL" | "NOT EVALUATED"): string[] =>
	findings
		.filter((one) => one.policy === policy && (outcome !== "FAIL" || one.level === "mandatory"))
		.map(({ message }) => message.trim())
		.flatMap((message) => message.split("\n").filter((line) => parseFinding(line)?.outcome === outcome));

/** What is wrong with what a run said: it must be this rule's doing, and this only. */
function refusalFault(seen: Seen, policy: string, { messages }: Fixture): string | undefined {
	const said = messagesOf(seen, policy, "FAIL");
	if (!isSame(said, failures(messages))) return `up said: ${said.join(" / ") || seen.error || "nothing"}`;
	if (!seen.refused) return "up found it, and went on";
	const other = seen.findings.find(({ level, policy: by }) => level === "mandatory" && by !== policy);
	return other === undefined ? undefined : `${other.policy} refused too: ${other.message}`;
}

/** A rule over a resource: what the preview said of the late resource, and what became of it in `up`. */
export function lateRecord({ shown, fixture }: Late, preview: Seen, up: Seen): ProofRecord {
	const [name = ""] = fixture.resources.map((one) => one.name);
	const waits = messagesOf(preview, shown.policy, "NOT EVALUATED").filter(
		(line) => parseFinding(line)?.resource === name,
	);
	const fault = preview.refused
		? `the preview failed: ${preview.findings.find(({ level }) => level === "mandatory")?.message ?? preview.error}`
		: waits.length === 0
			? "the preview did not say NOT EVALUATED"
			: !up.made.has(sourceOf(name))
				? `nothing was made: ${up.error}`
				: (refusalFault(up, shown.policy, fixture) ?? (up.made.has(name) ? "it was made" : undefined));
	const said = `NOT EVALUATED in a preview that went on; in up, what its properties come from was made, then it was refused by ${shown.control}, and the provider was never asked to make it`;
	return recordOf(shown, fixture, "refused before it is made", fault ?? said, fault === undefined);
}

/** A rule over the whole stack: everything is made, and the run fails. */
export function endRecord(
	shown: Pick<Shown<StackRule>, "control" | "policy">,
	fixture: Fixture,
	up: Seen,
): ProofRecord {
	const resources = fixture.resources.filter(isMade);
	const unmade = resources.find(({ name }) => !up.made.has(name));
	const fault =
		unmade !== undefined
			? `${unmade.name} was not made: ${up.error}`
			: !up.wholeShown
				? `the whole stack was not judged: ${up.error}`
				: refusalFault(up, shown.policy, fixture);
	const made = resources.length === 1 ? "1 resource was" : `${resources.length} resources were`;
	const said = `${made} made; at the end of up ${shown.control} was reported, and the run failed`;
	return recordOf(shown, fixture, "failed at the end", fault ?? said, fault === undefined);
}

function recordOf(
	{ control, policy }: Pick<Shown, "control" | "policy">,
	{ says }: Fixture,
	expected: ProofRecord["expected"],
	actual: string,
	held: boolean,
): ProofRecord {
	return { control, rule: policy, fixture: says, where: "up", expected, actual, held };
}

/** A rule that needs no property: nothing of what it judges waits for `up`. */
function decidedInPreview({ control, policy }: Shown): ProofRecord {
	return {
		control,
		rule: policy,
		fixture: "each that is refused in a preview",
		where: "up",
		expected: "refused before it is made",
		actual:
			"not shown: decided in preview: it refuses each of its fixtures by type, name and options, when no property is known",
	};
}

/** Rules whose late fixtures share a preview: none is refused by another's rule before anything is known. */
function together(waiting: readonly Late[]): { group: Late[]; without: Set<string> } {
	const resources = (some: readonly Late[]): Resource[] =>
		some.flatMap(({ fixture }) => fixture.resources.map(unknownYet));
	const all = refusing(resources(waiting), { late: true });
	const free = waiting.filter(({ shown }) => !all.has(shown.policy));
	const group = free.length > 0 ? free : waiting.slice(0, 1);
	const without = refusing(resources(group), { late: true });
	for (const { shown } of group) without.delete(shown.policy);
	return { group, without };
}

/** The records of what is shown in `up`. */
export const proveUps: Prove = async (pulumi, wanted, progress) => {
	const { ofResources, ofStacks } = shownOf(wanted);
	const late = ofResources.flatMap((shown, i): Late[] => {
		const fixture = lateFixture(shown);
		return fixture === undefined ? [] : [{ shown, fixture: renamed(fixture, i) }];
	});
	const ends = ofStacks.flatMap((shown) => {
		const fixture = endFixture(shown);
		return fixture === undefined ? [] : [{ shown, fixture: renamed(fixture, "end") }];
	});
	const records = ofResources.filter((shown) => lateFixture(shown) === undefined).map(decidedInPreview);
	const given = [...late, ...ends].map(({ fixture }) => fixture);
	if (given.length === 0) return records;
	return Stage.show(pulumi, given, async (stage) => {
		for (let waiting = late; waiting.length > 0; ) {
			const { group, without } = together(waiting);
			progress(`${group.length} late resources in a preview`);
			const resources = group.flatMap(({ fixture }) => fixture.resources);
			const preview = await stage.run({ step: "preview", resources, late: true, without });
			for (const one of group) {
				progress(one.shown.policy);
				records.push(lateRecord(one, preview, await stage.run({ step: "up", ...alone(one), late: true })));
			}
			waiting = waiting.filter((one) => !group.includes(one));
		}
		for (const one of ends) {
			progress(`the end, ${one.shown.policy}`);
			records.push(endRecord(one.shown, one.fixture, await stage.run({ step: "up", ...alone(one) })));
		}
		return records;
	});
};

/** A fixture without the other rules that refuse it. */
function alone({ shown, fixture: { resources } }: { shown: { policy: string }; fixture: Fixture }) {
	const without = refusing(resources, { late: true });
	without.delete(shown.policy);
	return { resources, without };
}

if (require.main === module) void proofProcess(proveUps);
