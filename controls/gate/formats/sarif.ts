import { catalogue } from "../../catalogue";
import type { GateResult, Placed } from "../result";

/**
 * SARIF 2.1.0 (OASIS, sections 3.13 to 3.27), as code hosts show it beside the lines. Waived findings are there with their
 * suppression; what was not evaluated is a note; what could not be read is a notification, and the run was not successful.
 */
export function toSarif({ findings, notEvaluated, waived, faults }: GateResult, version: string): string {
	const used = [...findings, ...notEvaluated, ...waived];
	const rules = catalogue.filter(({ id }) => used.some(({ control }) => control === id));
	const indexes = new Map(rules.map(({ id }, i) => [id, i]));
	const result = (one: Placed, level: "error" | "warning" | "note", rest: object = {}): object => ({
		...(one.control !== null && { ruleId: one.control, ruleIndex: indexes.get(one.control) }),
		level,
		message: { text: one.message },
		locations: one.file === null ? [] : [location(one)],
		...rest,
	});
	const log = {
		$schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		version: "2.1.0",
		runs: [
			{
				tool: {
					driver: {
						name: "gxp-lab controls",
						version,
						rules: rules.map(({ id, says, why, fix }) => ({
							id,
							shortDescription: { text: says },
							fullDescription: { text: why },
							help: { text: fix },
						})),
					},
				},
				invocations: [
					{
						executionSuccessful: faults.length === 0,
						toolExecutionNotifications: faults.map(({ file, line, text }) => ({
							level: "error",
							message: { text },
							locations: [{ physicalLocation: physical(file, line === 0 ? null : line) }],
						})),
					},
				],
				results: [
					...findings.map((one) => result(one, one.level === "mandatory" ? "error" : "warning")),
					...notEvaluated.map((one) => result(one, "note", { kind: "open", level: "none" })),
					...waived.map((one) =>
						result(one, "note", {
							suppressions: [{ kind: "external", status: "accepted", justification: one.message }],
						}),
					),
				],
			},
		],
	};
	return JSON.stringify(log, null, 2);
}

function location({ file, line, apiVersion, kind, namespace, name, path }: Placed): object {
	const object =
		kind === null ? undefined : `${apiVersion}/${kind}/${namespace === null ? "" : `${namespace}/`}${name ?? ""}`;
	return {
		...(file !== null && { physicalLocation: physical(file, line) }),
		...(object !== undefined && {
			logicalLocations: [{ fullyQualifiedName: `${object}${path === "" ? "" : `#${path}`}`, kind: "resource" }],
		}),
	};
}

function physical(file: string, line: number | null): object {
	return {
		artifactLocation: {
			uri: `${file.startsWith("/") ? "file://" : ""}${file.split("/").map(encodeURIComponent).join("/")}`,
		},
		...(line !== null && { region: { startLine: line } }),
	};
}
