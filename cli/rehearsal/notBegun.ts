import type { Paint } from "../../controls/gate/formats/human";
import { wrapped } from "../../controls/gate/formats/wrapped";
import { controlLines, type RehearsalDocument, type Unapproved } from "./document";
import type { Ending } from "./interrupted";
import { hasBegun, stages } from "./seen";

/**
 * For a person, of a run that ended by itself before its `up`: how far it came and why. Nothing was made, so nothing is counted of
 * that; the controls are counted where a preview judged by them.
 */
export function notBegunText(
	document: RehearsalDocument,
	{ done, at }: Pick<Ending, "done" | "at">,
	paint: Paint,
	unapproved: Unapproved,
	width: number,
): string {
	const { stack, class: of, engine, providers, seconds, controls, error } = document;
	const row = (name: string, text: string) => wrapped(text, width, `  ${name.padEnd(11)}  `);
	const times = (["parts", "preview", "total"] as const).filter((name) => seconds[name] !== null);
	return [
		"",
		...wrapped(
			`Nothing was rehearsed of ${stack} (class ${of}; engine ${engine}, providers ${providers})`,
			width,
			"",
			"  ",
		),
		...(done.length === 0 ? [] : row("done", done.join(", "))),
		...row("ended in", at),
		...row("not begun", stages.slice(stages.indexOf(at) + 1).join(", ")),
		...(hasBegun({ at }, "preview") ? controlLines(controls, unapproved, width) : []),
		...row("time", times.map((name) => `${name} ${seconds[name]} s`).join(", ")),
		"",
		...`Did not hold: ${error ?? "see above"}`
			.split("\n")
			.flatMap((line) => wrapped(line, width, "", "  ").map((part) => paint("red", part))),
	].join("\n");
}
