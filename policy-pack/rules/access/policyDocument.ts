import { parseDocument } from "yaml";
import { isTree } from "../machinePatch";

/** One statement of an S3 or IAM policy, its members as lists, each with its path. */
export interface Statement {
	path: string;
	allows: boolean;
	actions: { path: string; value: string }[];
	resources: { path: string; value: string }[];
	/** Everybody whom it names, of whatever kind. */
	principals: { path: string; value: string }[];
}

export interface PolicyFault {
	path: string;
	what: string;
}

const members = ["Sid", "Effect", "Action", "Resource", "Principal", "Condition"];

/**
 * Reads a policy document as MinIO does, or says what cannot be read. MinIO decodes it with Go's encoding/json, which takes a
 * member's name in any case and the last of two that are alike: here both are faults, as is a member that is not known
 * (`NotAction`, `NotResource` and `NotPrincipal` allow what they do not name).
 */
export function readPolicy(text: unknown, path: string): { statements: Statement[]; faults: PolicyFault[] } {
	const document = parse(text);
	const faults: PolicyFault[] = [];
	const fault = (at: string, what: string): void => {
		faults.push({ path: at, what });
	};
	if (!isTree(document)) {
		fault(path, "is not a policy document");
		return { statements: [], faults };
	}
	for (const key of Object.keys(document))
		if (!["Version", "Id", "ID", "Statement"].includes(key)) fault(path, "has a member that no policy has");
	const given = document.Statement;
	const list: unknown[] = Array.isArray(given) ? given : [given];
	const statements = list.flatMap((one, i): Statement[] => {
		const at = `${path}.Statement[${i}]`;
		if (!isTree(one)) {
			fault(at, "is not a statement");
			return [];
		}
		for (const key of Object.keys(one)) if (!members.includes(key)) fault(at, "has a member that cannot be judged");
		const texts = (key: string): { path: string; value: string }[] => {
			const value = one[key] ?? [];
			const values: unknown[] = Array.isArray(value) ? value : [value];
			return values.flatMap((value, j) => {
				const place = Array.isArray(one[key]) ? `${at}.${key}[${j}]` : `${at}.${key}`;
				if (typeof value === "string") return [{ path: place, value }];
				fault(place, "is not text");
				return [];
			});
		};
		if (one.Effect !== "Allow" && one.Effect !== "Deny") fault(`${at}.Effect`, "is neither Allow nor Deny");
		return [
			{
				path: at,
				allows: one.Effect !== "Deny",
				actions: texts("Action"),
				resources: texts("Resource"),
				principals: principals(one.Principal, `${at}.Principal`, fault),
			},
		];
	});
	return { statements, faults };
}

function principals(
	given: unknown,
	path: string,
	fault: (path: string, what: string) => void,
): { path: string; value: string }[] {
	if (given === undefined) return [];
	if (typeof given === "string") return [{ path, value: given }];
	if (!isTree(given)) {
		fault(path, "is no principal");
		return [];
	}
	return Object.entries(given).flatMap(([kind, value]) => {
		const values: unknown[] = Array.isArray(value) ? value : [value];
		return values.flatMap((one, i) => {
			const at = `${path}.${kind}${Array.isArray(value) ? `[${i}]` : ""}`;
			if (typeof one === "string") return [{ path: at, value: one }];
			fault(at, "is not text");
			return [];
		});
	});
}

/** Parsed JSON with no member twice; undefined where it is anything else. */
function parse(text: unknown): unknown {
	if (typeof text !== "string") return undefined;
	try {
		const value: unknown = JSON.parse(text);
		// JSON.parse takes the last of two members; a YAML parser, which reads JSON too, says that there are two.
		return parseDocument(text, { uniqueKeys: true }).errors.length === 0 ? value : undefined;
	} catch {
		return undefined;
	}
}
