import type { KubernetesIdentity } from "../judgement";
import { visible } from "../visible";
import type { Fault } from "./fault";

/** Something said about a place in a file; what does not apply is null. */
export interface Placed {
	control: string | null;
	file: string | null;
	/** From 1: the line of the path, or of what stands nearest above it. */
	line: number | null;
	apiVersion: string | null;
	kind: string | null;
	namespace: string | null;
	name: string | null;
	/** The path in the object. */
	path: string;
	/** What is wrong, and how to fix it. */
	message: string;
}

export interface GateFinding extends Placed {
	level: "mandatory" | "advisory";
}

/** An exception that matched nothing that was judged. */
export interface UnusedException {
	control: string;
	resource: string;
	path: string;
	until: string;
}

/** What the gate came to. */
export interface GateResult {
	/** How many files were read, and how many objects were judged. */
	files: number;
	objects: number;
	findings: GateFinding[];
	notEvaluated: Placed[];
	waived: Placed[];
	unused: UnusedException[];
	faults: Fault[];
}

const shown = (text: string | null | undefined): string | null => (text == null ? null : visible(text));

/** Every format shows these texts, so that what a terminal or a log would obey is an escape in all of them. */
export function placed(
	control: string | null,
	where: { file: string | null; line: number | null; object: Partial<KubernetesIdentity> | undefined },
	path: string,
	message: string,
): Placed {
	const { file, line, object } = where;
	return {
		control,
		file: shown(file),
		line,
		apiVersion: shown(object?.apiVersion),
		kind: shown(object?.kind),
		namespace: shown(object?.namespace),
		name: shown(object?.name),
		path: visible(path),
		message: visible(message),
	};
}
