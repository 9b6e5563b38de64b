import { join } from "node:path";
import { isRehearsal } from "./clock";
import { type Exception, objectionTo, parseExceptions } from "./exceptions";
import { readYaml } from "./readYaml";

/** The project's exceptions, `policy-pack/exceptions.yaml`; throws one error that names every fault of the file. */
export function readExceptions(file = join(__dirname, "..", "policy-pack", "exceptions.yaml")): Exception[] {
	return parseExceptions(readYaml(file, "policy-pack/exceptions.yaml"), "policy-pack/exceptions.yaml");
}

/**
 * The exceptions that hold on this day in this stack: what admission policies are rendered with. Outside a rehearsal those that nobody
 * approved are not among them, and nowhere those that end more than a year on.
 */
export function currentExceptions(
	now: Date,
	stack: string,
	exceptions: readonly Exception[] = readExceptions(),
	rehearsal = isRehearsal(),
): Exception[] {
	return exceptions.filter(
		(exception) =>
			(exception.stack === undefined || exception.stack === stack) &&
			objectionTo(exception, now, rehearsal) === undefined,
	);
}
