/**
 * Shows the rules over resources of the program and over whole stacks to the real engine: a program that declares the cases'
 * resources is previewed with the policy pack.
 */
import { failures, parseFinding } from "../../controls/finding";
import { type Fixture, ROOT, renamed } from "./declared";
import { refusing } from "./others";
import { packs } from "./packing";
import type { ProofRecord } from "./record";
import { type Prove, proofProcess } from "./running";
import { isRefused, leftOf, type Shown, shownOf } from "./shown";
import { type Seen, Stage } from "./stage";

type Subject = Pick<Shown, "control" | "policy"> & { whole: boolean };

/** What a preview shows of a rule's fixtures. `alone`: no other rule refuses them, so that the preview failed by this one. */
export function recordsOf(
	{ control, policy, whole }: Subject,
	fixtures: readonly Fixture[],
	seen: Seen,
	{ alone = false } = {},
): ProofRecord[] {
	const own = seen.findings.filter((finding) => finding.policy === policy);
	const failed = own.filter(({ message }) => parseFinding(message)?.outcome === "FAIL");
	const isAbout = (names: ReadonlySet<string>, { message }: { message: string }): boolean =>
		names.has(parseFinding(message)?.resource ?? "");
	return fixtures.map((fixture): ProofRecord => {
		const common = { control, rule: policy, fixture: fixture.says, where: "preview" as const };
		const wanted = failures(fixture.messages);
		const names = new Set([...fixture.resources.map(({ name }) => name), ROOT]);
		if (wanted.length === 0) {
			const found = failed.some((one) => isAbout(names, one));
			// A run in which nothing was judged admits everything: the engine must say that the pack was shown what is admitted.
			const unseen = fixture.resources.find(({ name }) => !seen.shown.has(name));
			const judged = unseen === undefined && (!whole || seen.wholeShown);
			const actual = found
				? "refused"
				: judged
					? "admitted"
					: `${unseen?.name ?? "the whole stack"} was not judged: ${seen.error}`;
			return { ...common, expected: "admitted", actual, held: judged && !found };
		}
		const missing = wanted.find(
			(message) => !own.some((one) => one.level === "mandatory" && one.message.trim().endsWith(message)),
		);
		const besides = failed
			.filter((one) => isAbout(names, one))
			.find((one) => !wanted.some((message) => one.message.trim().endsWith(message)));
		const other = seen.findings.find(({ level, policy: by }) => level === "mandatory" && by !== policy);
		const fault =
			missing !== undefined
				? `not found: ${missing}; the rule said: ${own.map(({ level, message }) => `${level} ${message}`).join(" / ")}${seen.findings.length === 0 ? `; the preview said: ${seen.error}` : ""}`
				: besides !== undefined
					? `found besides: ${besides.message}`
					: !seen.refused
						? "found, but the preview went on"
						: alone && other !== undefined
							? `found, and ${other.policy} refused too: ${other.message}`
							: undefined;
		const actual = fault ?? `refused by ${control}, and the preview failed`;
		return { ...common, expected: "refused", actual, held: fault === undefined };
	});
}

/** The records of all rules that a preview can show. */
export const provePreviews: Prove = async (pulumi, wanted, progress) => {
	const { ofResources, ofStacks } = shownOf(wanted);
	const all = [...ofResources, ...ofStacks];
	if (all.length === 0) return [];
	const given = all.flatMap(({ fixtures }) => fixtures);
	return Stage.show(pulumi, given, async (stage) => {
		const records: ProofRecord[] = all.flatMap((one) => leftOf(one));
		let count = 0;
		const preview = (fixtures: readonly Fixture[], without: Iterable<string> = []): Promise<Seen> =>
			stage.run({ step: "preview", resources: fixtures.flatMap(({ resources }) => resources), without });
		for (const shown of ofResources) {
			progress(shown.policy);
			const refused = shown.fixtures.filter(isRefused).map((one) => renamed(one, count++));
			const others = refusing(refused.flatMap(({ resources }) => resources));
			others.delete(shown.policy);
			records.push(...recordsOf({ ...shown, whole: false }, refused, await preview(refused, others), { alone: true }));
		}
		progress("what is admitted");
		const admitted = ofResources.map((shown) => ({
			shown,
			fixtures: shown.fixtures.filter((one) => !isRefused(one)).map((one) => renamed(one, count++)),
		}));
		if (admitted.length > 0) {
			const seen = await preview(admitted.flatMap(({ fixtures }) => fixtures));
			for (const { shown, fixtures } of admitted)
				records.push(...recordsOf({ ...shown, whole: false }, fixtures, seen));
		}
		const ofPacks = packs(ofStacks);
		for (const [i, pack] of ofPacks.entries()) {
			progress(`whole stacks, ${i + 1} of ${ofPacks.length}`);
			const seen = await preview(pack.map(({ fixture }) => fixture));
			for (const { shown, fixture } of pack) records.push(...recordsOf({ ...shown, whole: true }, [fixture], seen));
		}
		return records;
	});
};

if (require.main === module) void proofProcess(provePreviews);
