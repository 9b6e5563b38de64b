import type { EnvironmentClass } from "../types";
import { type Document, parseFile } from "./document";

/** What git says of the tree. */
export interface GitState {
	/** The commit, 40 digits; undefined outside a work tree, or before the first commit. */
	commit: string | undefined;
	/** What differs from the commit, by path from the top: changed, staged, removed, or not tracked. */
	dirty: readonly string[];
	/** Tracked files whose changes git is told not to see (assume-unchanged, skip-worktree). */
	hidden: readonly string[];
}

/** A change reference, and where it was named. */
export interface NamedChange {
	from: string;
	reference: string;
}

/** What the controls over the configuration and the repository judge: one stack, and the checkout that it is in. */
export interface RepositoryFacts {
	stack: string;
	environmentClass: EnvironmentClass;
	/** A rehearsal changes nothing that is controlled: it gives itself a reference, and judges the tree as it is. */
	rehearsal: boolean;
	now: Date;
	changes: readonly NamedChange[];
	/** The Helm releases of the stack; undefined where its file does not say. An exception for what another chart makes holds in no such stack. */
	releases?: readonly string[] | undefined;
	git: GitState;
	/** Tracked files, by path from the top, sorted. */
	files: readonly string[];
	/** The text of a file as it is in the tree; undefined where there is none. */
	text: (file: string) => string | undefined;
}

export class Repository {
	private readonly documents = new Map<string, Document>();
	private readonly tracked: ReadonlySet<string>;

	constructor(private readonly facts: RepositoryFacts) {
		this.tracked = new Set(facts.files);
	}

	get stack(): string {
		return this.facts.stack;
	}
	get environmentClass(): EnvironmentClass {
		return this.facts.environmentClass;
	}
	get rehearsal(): boolean {
		return this.facts.rehearsal;
	}
	get now(): Date {
		return this.facts.now;
	}
	get changes(): readonly NamedChange[] {
		return this.facts.changes;
	}
	get releases(): readonly string[] | undefined {
		return this.facts.releases;
	}
	get git(): GitState {
		return this.facts.git;
	}
	get files(): readonly string[] {
		return this.facts.files;
	}

	/** Whether a file, or anything in a folder `a/b/`, is tracked. What is not is in no commit and in no record. */
	has(path: string): boolean {
		return path.endsWith("/") ? this.files.some((file) => file.startsWith(path)) : this.tracked.has(path);
	}

	text(file: string): string | undefined {
		return this.facts.text(file);
	}

	/** A YAML file, parsed once. */
	document(file: string): Document {
		const known = this.documents.get(file);
		if (known !== undefined) return known;
		const text = this.text(file);
		const document: Document = text === undefined ? { state: "absent" } : parseFile(text);
		this.documents.set(file, document);
		return document;
	}

	/** The stacks that have a file here, sorted. */
	get stacks(): string[] {
		return this.files.flatMap((file) => /^Pulumi\.([A-Za-z0-9_-]+)\.yaml$/.exec(file)?.[1] ?? []);
	}
}
