import { visible } from "../../visible";
import type { GateResult } from "../result";
import { type HumanPresentation, toHuman } from "./human";
import { toJson } from "./json";
import { toJunit } from "./junit";
import { toPolicyReport } from "./policyReport";
import { toSarif } from "./sarif";

/** What the formats need besides the result. */
export interface Presentation extends HumanPresentation {
	now: Date;
	version: string;
	/** The files that were read, also those without a finding. */
	files: readonly string[];
}

export type FormatName = "human" | "json" | "sarif" | "junit" | "policyReport";

export const formats: Readonly<Record<FormatName, (result: GateResult, how: Presentation) => string>> = {
	human: toHuman,
	json: (result, { environmentClass }) => toJson(result, environmentClass),
	sarif: (result, { version }) => toSarif(result, version),
	junit: (result, { files }) => toJunit(result, files.map(visible)),
	policyReport: (result, { now }) => toPolicyReport(result, now),
};

/** The file of a format in the folder of `--output`. */
export const fileNames: Readonly<Record<Exclude<FormatName, "human">, string>> = {
	json: "controls.json",
	sarif: "controls.sarif",
	junit: "controls.junit.xml",
	policyReport: "policy-report.yaml",
};
