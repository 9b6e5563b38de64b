import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { type Exception, isExpired, parseExceptions } from "./exceptions";

/** The project's exceptions, `policy-pack/exceptions.yaml`; throws one error that names every fault of the file. */
export function readExceptions(file = join(__dirname, "..", "policy-pack", "exceptions.yaml")): Exception[] {
	return parseExceptions(parse(readFileSync(file, "utf8")), "policy-pack/exceptions.yaml");
}

/** The exceptions that hold on this day: what admission policies are rendered with. */
export function currentExceptions(now: Date, exceptions: readonly Exception[] = readExceptions()): Exception[] {
	return exceptions.filter((exception) => !isExpired(exception, now));
}
