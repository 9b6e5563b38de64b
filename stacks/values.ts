/**
 * The building blocks of the schema: text, whole numbers and choices whose refusals say what the value is and what it
 * must be. A refusal is the part after the path: `<what it is>; <what it must be or the fix>`.
 */
import { z } from "zod";
import { nearest } from "./spelling";

/** A value as a fault shows it: text as it stands, anything else as JSON with its kind where that is the fault. */
export function shown(value: unknown): string {
	if (typeof value === "string") return value === "" ? "empty" : value;
	if (Array.isArray(value)) return "a list";
	if (value === null) return "null";
	if (typeof value === "object") return "a mapping";
	return `the ${typeof value} ${String(value)}`;
}

/** The refusal of a value of the wrong kind: absent, or not what `must` describes. */
export function wrongKind(must: string): z.core.$ZodErrorMap {
	return ({ input }) => {
		if (input === undefined) return `is missing; it must be ${must}`;
		return `is ${typeof input === "string" ? `the text "${input}"` : shown(input)}; it must be ${must}`;
	};
}

/** Text that `fault` finds nothing wrong with. `pattern` is a looser form for editors. */
export function text(rule: { must: string; fault?: (value: string) => string | undefined; pattern?: string }) {
	const schema = z.string({ error: wrongKind(rule.must) }).superRefine((value, context) => {
		const fault = value === "" ? `is empty; it must be ${rule.must}` : rule.fault?.(value);
		if (fault !== undefined) context.addIssue({ code: "custom", message: fault });
	});
	return schema.meta({ title: rule.must, ...(rule.pattern === undefined ? {} : { pattern: rule.pattern }) });
}

/** A whole number from `from` to `to`; `unit` is part of the refusal. */
export function wholeNumber(range: { from: number; to: number; unit?: string }) {
	const must = `a whole number from ${range.from} to ${range.to}${range.unit === undefined ? "" : ` (${range.unit})`}`;
	const out: z.core.$ZodErrorMap = (issue) => `is ${String(issue.input)}; it must be ${must}`;
	return z
		.number({ error: wrongKind(must) })
		.int({ error: out, abort: true })
		.min(range.from, { error: out })
		.max(range.to, { error: out });
}

export function flag() {
	return z.boolean({ error: wrongKind("true or false") });
}

/** One of the words; a near miss is answered with the word that was probably meant. */
export function choice<const Words extends readonly [string, ...string[]]>(words: Words) {
	const must = words.length === 1 ? words[0] : `one of ${words.join(", ")}`;
	return z.enum(words, {
		error: (issue) => {
			if (issue.input === undefined) return `is missing; it must be ${must}`;
			const guess = typeof issue.input === "string" && words.length > 1;
			const meant = guess ? nearest(String(issue.input), words) : undefined;
			return `is ${shown(issue.input)}; it must be ${must}${meant === undefined ? "" : `; did you mean ${meant}?`}`;
		},
	});
}

export function list<Item extends z.ZodType>(item: Item, must: string) {
	return z.array(item, { error: wrongKind(`a list of ${must}`) });
}

/** Keys to text, such as labels. `fault` looks at each key and value. */
export function mapping(must: string, fault?: (key: string, value: string) => string | undefined) {
	return z
		.record(z.string(), z.string({ error: wrongKind("text (quote it)") }), { error: wrongKind(must) })
		.superRefine((entries, context) => {
			for (const [key, value] of Object.entries(entries)) {
				const message = fault?.(key, value);
				if (message !== undefined) context.addIssue({ code: "custom", path: [key], message });
			}
		});
}

/**
 * A section of the stack file: a mapping that refuses keys it does not know. The message of an unknown key is the list
 * of the known ones; `faults.ts` turns it into one line a key.
 */
export function section<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
	return z.strictObject(shape, {
		error: (issue) =>
			issue.code === "unrecognized_keys"
				? Object.keys(shape).join(" ")
				: wrongKind(`a mapping with ${Object.keys(shape).join(", ")}`)(issue),
	});
}
