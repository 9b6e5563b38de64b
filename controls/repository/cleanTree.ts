import type { Judgement } from "../judgement";
import type { ConfigurationJudgement } from "./rule";
import { ruleOf } from "./rule";

/** CHG-003: a commit, nothing beside it, and nothing that git is told not to see. */
export const cleanTree = ruleOf("CHG-003", "clean-tree", ({ git, rehearsal }) => {
	// A rehearsal is no update: it rehearses the tree as it lies there, says what is not committed, and goes on.
	const found = (what: string): Judgement =>
		rehearsal
			? { outcome: "undecided", path: "tree", finding: `${what}; a rehearsal is no update` }
			: { outcome: "violated", path: "tree", finding: what };
	if (git.commit === undefined) return [found("the tree has no commit")];
	return [
		...git.dirty.map((file): ConfigurationJudgement => ({ ...found("is not as it was committed"), file })),
		...git.hidden.map((file): ConfigurationJudgement => ({ ...found("is hidden from git"), file })),
	];
});
