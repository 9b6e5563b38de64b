import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { catalogue } from "./catalogue";
import { kubernetesRules } from "./kubernetes";
import { type Control, environmentClasses } from "./types";

const places: Readonly<Record<Control["where"][number], string>> = {
	kubernetes: "Kubernetes objects (in CrossGuard, and by the API server as a ValidatingAdmissionPolicy)",
	provider: "resources of the program (CrossGuard)",
	stack: "the whole stack (CrossGuard)",
	configuration: "the configuration and the repository, before the program runs",
};

/** The page of one control, `docs/controls/<id>.md`: generated, and a test fails when it is stale. */
export function controlPage(control: Control): string {
	const rules = kubernetesRules.filter(({ id }) => id === control.id);
	return [
		`# ${control.id}`,
		`<!-- Generated from controls/catalogue by \`node --import tsx controls/page.ts\`. -->`,
		control.says,
		`**Why.** ${control.why}`,
		`**Judged on** ${control.where.map((where) => places[where]).join("; ")}.`,
		[
			"| class | enforcement |",
			"| --- | --- |",
			...environmentClasses.map((one) => `| ${one} | ${control.enforcement[one]} |`),
		].join("\n"),
		"## Clauses",
		"Assigned from the texts by an engineer, not by a regulator.",
		[
			"| source | clause | why this control serves it |",
			"| --- | --- | --- |",
			...control.clauses.map(({ source, reference, rationale }) => `| ${source} | ${reference} | ${rationale} |`),
		].join("\n"),
		...rules.flatMap((rule) => [
			"## The rule",
			`Over \`${rule.applies.variables.join("`, `")}\` of every kind that carries a pod:`,
			`\`\`\`cel\n${layOut(rule.cel)}\n\`\`\``,
		]),
		"## To fix",
		control.fix,
		"## To except",
		`Add an entry with \`control: ${control.id}\` to \`policy-pack/exceptions.yaml\`: one resource, one path, a reason, the risk, an approver and an end date.`,
		"## Residual risk",
		control.residualRisk,
		"",
	].join("\n\n");
}

/** One condition a line. */
function layOut(cel: string): string {
	return cel.replaceAll(" && ", "\n&& ");
}

export function writePages(folder: string): void {
	mkdirSync(folder, { recursive: true });
	for (const control of catalogue) writeFileSync(join(folder, `${control.id}.md`), controlPage(control));
}

if (require.main === module) writePages(join(__dirname, "..", "docs", "controls"));
