import { controlById } from "../../../controls/catalogue";
import type { Exception } from "../../../controls/exceptions";
import { root } from "./case";
import { exceptedOf, messagesOf } from "./messages";

/** The messages of a control's rules about one resource. */
export function controlMessages(id: string, name = "proof") {
	const control = controlById(id);
	const { fail, undecided } = messagesOf(control, name);
	return {
		fail,
		notKnown: undecided,
		excepted: (resource: Exception["resource"], path: string, found: string) =>
			exceptedOf(control, name, resource, path, found),
	};
}

/** The same for what is reported on the stack itself. */
export const rootMessages = (id: string) => controlMessages(id, root.name);

export const rootResource = { type: root.type, name: root.name };
