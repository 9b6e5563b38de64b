import { coversPath, type ExceptedResource, type Exception, objectionTo } from "./exceptions";
import type { Judgement, Subject } from "./judgement";

/** The exceptions that a run judges by, and which of them it used. */
export class Ledger {
	private readonly used = new Set<Exception>();
	private readonly open = new Set<Exception>();

	constructor(
		readonly exceptions: readonly Exception[],
		readonly now: Date,
		/** Only in a rehearsal does an exception hold that nobody approved. */
		private readonly rehearsal = false,
	) {}

	/** Why an exception waives nothing; undefined where it holds. */
	objection(exception: Exception): string | undefined {
		return objectionTo(exception, this.now, this.rehearsal);
	}

	use(exception: Exception): void {
		this.used.add(exception);
	}

	isUsed(exception: Exception): boolean {
		return this.used.has(exception);
	}

	/** Something of the subject is not known yet: whether its exceptions match is seen when it is. */
	leaveOpen(control: string, subject: Subject, stack: string | undefined): void {
		for (const exception of this.of(control, subject, stack)) this.open.add(exception);
	}

	isOpen(exception: Exception): boolean {
		return this.open.has(exception);
	}

	/** The exception for a finding: one that holds before one that does not. `stack` is the stack that is judged, if there is one. */
	find(
		control: string,
		subject: Subject,
		judgement: Pick<Judgement, "path">,
		stack: string | undefined,
	): Exception | undefined {
		const matching = this.of(control, subject, stack).filter((exception) => coversPath(exception, judgement.path));
		return matching.find((exception) => this.objection(exception) === undefined) ?? matching[0];
	}

	private of(control: string, subject: Subject, stack: string | undefined): Exception[] {
		return this.exceptions.filter(
			(exception) =>
				exception.control === control &&
				(exception.stack === undefined || exception.stack === stack) &&
				isSame(exception.resource, subject),
		);
	}
}

function isSame(excepted: ExceptedResource, { resource, object, file }: Subject): boolean {
	if ("type" in excepted) return excepted.type === resource?.type && excepted.name === resource.name;
	if ("file" in excepted) return excepted.file === file;
	if (!("kind" in excepted) || object === undefined) return false;
	return (
		excepted.apiVersion === object.apiVersion &&
		excepted.kind === object.kind &&
		excepted.namespace === object.namespace &&
		excepted.name === object.name
	);
}
