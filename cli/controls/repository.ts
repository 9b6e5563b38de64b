import { Misuse } from "../context";

export interface RepositoryFlags {
	readonly stack: string;
	readonly change: string | undefined;
	readonly json: boolean;
}

/** Judges the configuration and the repository of a stack. */
export async function checkRepository(_flags: RepositoryFlags): Promise<void> {
	throw new Misuse("lab controls check --repository: is not built yet");
}
