import type { GateResult, Placed } from "../result";

interface TestCase {
	name: string;
	classname: string;
	/** What stands in the case: nothing where it passed. */
	outcome: string;
	is: "failure" | "error" | "skipped" | "passed";
}

/**
 * JUnit's XML as Jenkins and Forgejo read it: a suite a file, a case a finding. A mandatory finding fails, an advisory one
 * passes and is told in `system-out`; what is waived or not evaluated is skipped; what cannot be read is an error. A file
 * without any of them is one case that passed.
 */
export function toJunit({ findings, notEvaluated, waived, faults }: GateResult, files: Iterable<string>): string {
	const suites = new Map<string, TestCase[]>([...files].map((file) => [file, []]));
	const add = (file: string | null, one: TestCase): void => {
		const name = file ?? "the whole set";
		suites.set(name, [...(suites.get(name) ?? []), one]);
	};
	for (const one of findings) {
		const text = xmlText(one.message);
		if (one.level === "advisory") add(one.file, testCase(one, "passed", `<system-out>advisory: ${text}</system-out>`));
		else
			add(one.file, testCase(one, "failure", `<failure message="${text}" type="${one.control}">${at(one)}</failure>`));
	}
	for (const one of waived) add(one.file, testCase(one, "skipped", `<skipped message="${xmlText(one.message)}"/>`));
	for (const one of notEvaluated)
		add(one.file, testCase(one, "skipped", `<skipped message="not evaluated: ${xmlText(one.message)}"/>`));
	for (const { file, line, text } of faults) {
		const outcome = `<error message="${xmlText(text)}" type="input">${xmlText(`${file}:${line}`)}</error>`;
		add(file, { name: `line ${line}`, classname: "input", outcome, is: "error" });
	}
	const all = [...suites].map(([name, cases]): [string, TestCase[]] => [
		name,
		cases.length > 0 ? cases : [{ name: "holds", classname: "controls", outcome: "", is: "passed" }],
	]);
	const lines = all.flatMap(([name, cases]) => [
		`  <testsuite name="${xmlText(name)}" ${counts(cases)}>`,
		...cases.map((one) => {
			const head = `    <testcase name="${xmlText(one.name)}" classname="${xmlText(one.classname)}"`;
			return one.outcome === "" ? `${head}/>` : `${head}>${one.outcome}</testcase>`;
		}),
		"  </testsuite>",
	]);
	const total = counts(all.flatMap(([, cases]) => cases));
	return [
		`<?xml version="1.0" encoding="UTF-8"?>`,
		`<testsuites name="gxp-lab controls" ${total}>`,
		...lines,
		"</testsuites>",
	].join("\n");
}

function testCase({ control, kind, namespace, name, path }: Placed, is: TestCase["is"], outcome: string): TestCase {
	const object = kind === null ? "" : `${kind} ${namespace === null ? "" : `${namespace}/`}${name ?? ""} `;
	return { name: `${object}${path}`.trim(), classname: control ?? "controls", outcome, is };
}

function at({ file, line }: Placed): string {
	return xmlText(`${file ?? "the whole set"}${line === null ? "" : `:${line}`}`);
}

function counts(cases: readonly TestCase[]): string {
	const of = (is: TestCase["is"]): number => cases.filter((one) => one.is === is).length;
	return `tests="${cases.length}" failures="${of("failure")}" errors="${of("error")}" skipped="${of("skipped")}"`;
}

const entities: Readonly<Record<string, string>> = {
	"&": "&amp;",
	"<": "&lt;",
	">": "&gt;",
	'"': "&quot;",
	"'": "&apos;",
};

/** XML 1.0 has no place at all for most control characters. */
function xmlText(text: string): string {
	return text
		.replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign)
		.replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
}
