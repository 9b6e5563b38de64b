import { join } from "node:path";
import { type Exception, isExpired, parseExceptions } from "./exceptions";
import { readYaml } from "./readYaml";

/** The project's exceptions, `policy-pack/exceptions.yaml`; throws one error that names every fault of the file. */
export function readExceptions(file = join(__dirname, "..", "policy-pack", "exceptions.yaml")): Exception[] {
	return parseExceptions(readYaml(file, "policy-pack/exceptions.yaml"), "policy-pack/exceptions.yaml");
}

/** The exceptions that hold on this day: what admission policies are rendered with. */
export function currentExceptions(now: Date, exceptions: readonly Exception[] = readExceptions()): Exception[] {
	return exceptions.filter((exception) => !isExpired(exception, now));
}
