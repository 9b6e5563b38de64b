import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnvironments } from "../environments";
import { parseYaml } from "../readYaml";
import type { EnvironmentClass } from "../types";
import { type GitState, type NamedChange, Repository } from "./repository";

export interface RepositoryOptions {
	/** The checkout, absolute. */
	root: string;
	stack: string;
	rehearsal: boolean;
	now: Date;
	changes: readonly NamedChange[];
	releases?: readonly string[] | undefined;
}

/** Reads what the rules judge, from the tree and from git, once. A stack that is bound to no class is judged as production. */
export function readRepository({ root, ...options }: RepositoryOptions): Repository {
	const text = (file: string): string | undefined => {
		try {
			return readFileSync(join(root, file), "utf8");
		} catch (error) {
			if (["ENOENT", "ENOTDIR", "EISDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
			throw error;
		}
	};
	const { files, ...git } = readGit(root);
	return new Repository({ ...options, environmentClass: classOf(options.stack, text), git, files, text });
}

const ENVIRONMENTS = "policy-pack/environments.yaml";

function classOf(stack: string, text: (file: string) => string | undefined): EnvironmentClass {
	try {
		const bound = parseEnvironments(parseYaml(text(ENVIRONMENTS) ?? "", ENVIRONMENTS), ENVIRONMENTS);
		return bound.get(stack) ?? "production";
	} catch {
		return "production"; // The pack refuses such a file; here the strictest class is judged.
	}
}

/**
 * The work tree by git's plumbing. Only `.gitignore` files leave something out: what `.git/info/exclude` or the user's own
 * settings hide is in no commit, and is told.
 */
function readGit(root: string): GitState & { files: string[] } {
	const git = (...args: string[]): string[] | undefined => {
		try {
			const output = execFileSync("git", ["-C", root, ...args], {
				encoding: "utf8",
				stdio: ["ignore", "pipe", "ignore"],
				// GIT_DIR and its like would show another tree than the one that is applied.
				env: Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"))),
				maxBuffer: 64 * 1024 * 1024,
			});
			return output.split("\0").filter((entry) => entry !== "");
		} catch {
			return undefined; // No git, no work tree, or no commit yet: there is no commit to record.
		}
	};
	const [commit] = git("rev-parse", "--verify", "--quiet", "HEAD^{commit}") ?? [];
	// A file system monitor says what changed in git's place; here git looks itself.
	const own = ["-c", "core.fsmonitor=false"];
	const index = git(...own, "ls-files", "-z", "-v", "--cached");
	const listed = index ?? [];
	const files = [...new Set(listed.map((entry) => entry.slice(2)))].sort();
	const status = git(
		...own,
		...["status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=no", "--ignore-submodules=none"],
	);
	const untracked = git(...own, "ls-files", "-z", "--others", "--exclude-per-directory=.gitignore");
	// What git cannot tell of the tree (a damaged index) is not clean: there is no commit that is known to be what lies here.
	if (index === undefined || status === undefined || untracked === undefined)
		return { commit: undefined, dirty: [], hidden: [], files };
	const changed = status.map((entry) => entry.slice(3));
	const others = untracked;
	// A lower-case letter is assume-unchanged, S is skip-worktree (git-ls-files, -v).
	const hidden = listed.filter((entry) => /^([a-z]|S) /.test(entry)).map((entry) => entry.slice(2));
	return { commit: commit?.trim(), dirty: [...new Set([...changed, ...others])].sort(), hidden, files };
}
