import { controlById } from "../../../controls/catalogue";
import type { Exception } from "../../../controls/exceptions";
import { dated, root } from "./case";

/** The messages of one control's rules about a resource; a fix is printed without its semicolons, which divide a message. */
export function controlMessages(id: string, name = "proof") {
	const fix = controlById(id).fix.replaceAll(";", ",");
	return {
		fail: (finding: string): string => `[${id}] FAIL ${name}: ${finding}; ${fix}`,
		notKnown: (path: string): string => `[${id}] NOT EVALUATED ${name}: ${path} is not known yet; ${fix}`,
		/** The last of a rule's cases: what an exception makes of the finding until its day and after it. */
		excepted: (
			resource: Exception["resource"],
			path: string,
			finding: string,
		): { exception: Exception; waived: string[]; expired: string[] } => ({
			exception: { control: id, resource, finding: path, ...dated },
			waived: [`[${id}] WAIVED ${name}: ${finding} (excepted until ${dated.until}, rehearsal - not approved); ${fix}`],
			expired: [`[${id}] FAIL ${name}: ${finding} (its exception ended on ${dated.until}); ${fix}`],
		}),
	};
}

/** The same for what is reported on the stack itself. */
export const rootMessages = (id: string) => controlMessages(id, root.name);

export const rootResource = { type: root.type, name: root.name };
