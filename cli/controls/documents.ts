import { controlById } from "../../controls/catalogue";
import { type MatrixRow, matrix, matrixPage, preface } from "../../controls/documents/matrix";
import { oscalDocuments } from "../../controls/documents/oscal";
import { readStanding } from "../../controls/documents/standing";
import type { Exception } from "../../controls/exceptions";
import type { ExportedFile } from "../../controls/export";
import type { EnvironmentClass } from "../../controls/types";
import { testsOf } from "../../policy-pack/testsOf";

export interface DocumentOptions {
	readonly environmentClass: EnvironmentClass;
	/** The project's version. */
	readonly version: string;
	/** When the documents were made. */
	readonly now: Date;
	/** The project's. */
	readonly exceptions: readonly Exception[];
}

/** What is written about the controls for a reader, by the name of the format; an engine's formats are in controls/export. */
export const documentFormats: Readonly<Record<string, (options: DocumentOptions) => ExportedFile[]>> = {
	oscal: (options) =>
		Object.entries(oscalDocuments({ ...options, testsOf, rows: matrix(testsOf), standing: readStanding() })).map(
			([name, content]) => ({
				name,
				content: json(content),
			}),
		),
	matrix: (options) => {
		const rows = matrix(testsOf);
		return [
			{ name: "matrix.md", content: withoutLinks(matrixPage(rows)) },
			{ name: "matrix.json", content: json(matrixDocument(rows, options)) },
		];
	},
};

function matrixDocument(rows: readonly MatrixRow[], { environmentClass, version, now }: DocumentOptions): object {
	return {
		schemaVersion: 1,
		version,
		class: environmentClass,
		made: now.toISOString(),
		preface,
		clauses: rows.map(({ source, reference, about, controls, notServed }) => ({
			source,
			reference,
			about,
			controls: controls.map(({ id, rationale, tests }) => ({
				id,
				enforcement: controlById(id).enforcement[environmentClass],
				rationale,
				tests,
			})),
			notServed: notServed ?? null,
		})),
	};
}

/** The pages that docs/compliance-matrix.md links to are not beside an exported matrix. */
function withoutLinks(page: string): string {
	return page.replaceAll(/\[([^\]]+)\]\(controls\/[^)]+\)/g, "$1");
}

function json(content: object): string {
	return `${JSON.stringify(content, undefined, "\t")}\n`;
}
