import { findSecrets } from "../secrets/findSecrets";
import type { ConfigurationJudgement } from "./rule";
import { ruleOf } from "./rule";

/**
 * What is not read: digests of packages, bytes that are no text, and the tests, which hold made-up secrets of every form to show
 * that the rules refuse them. A real one among them is for the review to see.
 */
const notRead = /^tests\/|(^|\/)(package-lock\.json|go\.sum)$|\.(png|jpg|gif|ico|pdf|woff2?|gz|tgz|zip)$/;

/** SEC-007 over the repository: the tracked files, as they lie in the tree. The path says what it looks like, so that an exception is for that alone. */
export const noPlainSecrets = ruleOf("SEC-007", "no-plain-secrets", (repository) =>
	repository.files.flatMap((file): ConfigurationJudgement[] => {
		const text = notRead.test(file) ? undefined : repository.text(file);
		if (text === undefined || text.includes("\0")) return [];
		return findSecrets(text).map(({ line, kind }) => ({
			outcome: "violated",
			path: `secret[${kind}]`,
			finding: `looks like ${kind}`,
			file,
			line,
		}));
	}),
);
