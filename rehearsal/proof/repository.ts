import type { ProofRecord } from "./record";

/** The rules over the configuration and the repository. */
export const repositoryRules: readonly { id: string; slug: string }[] = [];

/** Shows the rules over the configuration and the repository to the check that judges by them. */
export async function proveRepository(_wanted: ReadonlySet<string>): Promise<ProofRecord[]> {
	return [];
}
