import { createHash } from "node:crypto";
import { catalogue } from "../catalogue";
import type { Exception } from "../exceptions";
import type { Control, EnvironmentClass, Source } from "../types";
import type { MatrixRow, TestsOf } from "./matrix";
import { preface } from "./matrix";
import { scopes } from "./standards";
import { implementationStatus, type NamedStack, type Standing, standingOf, standingText } from "./standing";

/**
 * OSCAL 1.2.1 (NIST; the models' JSON schemas of that release). A catalog of the controls, a component definition that says how
 * the platform implements them, and a mapping of them to the clauses of the texts. The schema's own package is in no registry
 * that this project installs from, so a test checks the required members.
 */
const OSCAL_VERSION = "1.2.1";
const namespace = "https://gxp-lab.example/ns/oscal";

export interface OscalOptions {
	environmentClass: EnvironmentClass;
	/** The project's version. */
	version: string;
	/** When the documents were made. */
	now: Date;
	testsOf: TestsOf;
	rows: readonly MatrixRow[];
	standing: Standing;
	exceptions: readonly Exception[];
}

/** The documents by file name. */
export function oscalDocuments(options: OscalOptions): Record<string, object> {
	return {
		"catalog.json": catalog(options),
		"component-definition.json": componentDefinition(options),
		"mapping-collection.json": mappingCollection(options),
	};
}

/** A version 5 UUID (RFC 9562) of a name: the same thing keeps its identifier over every export. */
export function uuid(name: string): string {
	const bytes = createHash("sha1").update(`${namespace}\n${name}`).digest().subarray(0, 16);
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function metadata(title: string, { version, now }: OscalOptions): object {
	return {
		title,
		"last-modified": now.toISOString(),
		version,
		"oscal-version": OSCAL_VERSION,
		remarks: preface,
	};
}

/** OSCAL's identifiers begin with a letter and hold no parentheses: `11.10(e)` is `part-11-11.10-e`. */
function clauseId(source: Source, reference: string): string {
	const prefix: Record<Source, string> = {
		"Annex 11 (2011)": "annex-11-2011",
		"21 CFR Part 11": "part-11",
		"GAMP 5 (2nd edition)": "gamp-5",
		"ISO/IEC 27001:2022": "iso-27001-a",
	};
	return `${prefix[source]}-${numberOf(reference).replaceAll(/[()]/g, "-").replace(/-$/, "")}`;
}

/** What identifiers are made of: that a number is one of Annex A is in ISO's prefix, and they stay what they were in earlier exports. */
const numberOf = (reference: string): string => reference.replace(/^A\./, "");

const controlId = ({ id }: Pick<Control, "id">): string => id.toLowerCase();

const areas: Readonly<Record<string, string>> = {
	ACC: "Access",
	AUD: "Audit",
	BCM: "Business continuity",
	CHG: "Change",
	INT: "Integrity",
	MON: "Monitoring",
	SEC: "Security",
	VAL: "Validation",
};

function catalog(options: OscalOptions): object {
	const groups = Object.entries(areas).map(([area, title]) => ({
		id: area.toLowerCase(),
		title,
		controls: catalogue
			.filter(({ id }) => id.startsWith(`${area}-`))
			.map((control) => {
				const id = controlId(control);
				return {
					id,
					class: "gxp-lab",
					title: control.says,
					props: Object.entries(control.enforcement).map(([name, value]) => ({
						name: `enforcement-${name}`,
						ns: namespace,
						value,
					})),
					parts: [
						{ id: `${id}_smt`, name: "statement", prose: control.says },
						{ id: `${id}_gdn`, name: "guidance", prose: `${control.why} ${control.fix}` },
						{ id: `${id}_risk`, name: "residual-risk", ns: namespace, prose: control.residualRisk },
					],
				};
			}),
	}));
	return { catalog: { uuid: uuid("catalog"), metadata: metadata("gxp-lab controls", options), groups } };
}

function componentDefinition(options: OscalOptions): object {
	const { environmentClass, testsOf } = options;
	const stack = standingOf(options.standing, environmentClass);
	const applied = catalogue.filter(({ enforcement }) => enforcement[environmentClass] !== "none");
	return {
		"component-definition": {
			uuid: uuid(`component-definition ${environmentClass}`),
			metadata: metadata(`gxp-lab in class ${environmentClass}`, options),
			components: [
				{
					uuid: uuid("component"),
					type: "software",
					title: "gxp-lab",
					description: "The platform's program, its policy pack and its admission policies.",
					"control-implementations": [
						{
							uuid: uuid(`control-implementation ${environmentClass}`),
							source: "catalog.json",
							description: `What the controls do in an environment of class ${environmentClass}.`,
							"implemented-requirements": applied.map((control) => ({
								uuid: uuid(`implemented-requirement ${environmentClass} ${control.id}`),
								"control-id": controlId(control),
								description: `Enforcement: ${control.enforcement[environmentClass]}. Rules over: ${control.where.join(", ")}.`,
								props: [
									...statusOf(control, stack, options.exceptions),
									...testsOf(control.id).map((value) => ({ name: "test", ns: namespace, value })),
								],
								remarks: control.residualRisk,
							})),
						},
					],
				},
			],
		},
	};
}

/**
 * How far a control is implemented in the platform as it stands. A component definition's requirement has no member for that, as a
 * system security plan's has (usnistgov/OSCAL, oscal_component_metaschema.xml; issue 1300, open, asks for it): it is a property of
 * this project's namespace, with the values that OSCAL gives the plan's member.
 */
function statusOf({ id }: Control, stack: NamedStack | undefined, exceptions: readonly Exception[]): object[] {
	const status = { name: "implementation-status", ns: namespace };
	if (stack === undefined)
		return [{ ...status, value: "planned", remarks: "The repository has no stack of this class: nothing was judged." }];
	return [
		{
			...status,
			value: implementationStatus(id, stack, exceptions),
			remarks: `In the platform's program: ${standingText(id, stack, exceptions)}.`,
		},
	];
}

function mappingCollection(options: OscalOptions): object {
	const sources = [...new Set(options.rows.map(({ source }) => source))];
	return {
		"mapping-collection": {
			uuid: uuid("mapping-collection"),
			metadata: metadata("gxp-lab controls and the clauses that they serve", options),
			provenance: {
				method: "human",
				"matching-rationale": "functional",
				status: "draft",
				"mapping-description": preface,
			},
			mappings: sources.map((source) => ({
				uuid: uuid(`mapping ${source}`),
				method: "human",
				"matching-rationale": "functional",
				status: "draft",
				"source-resource": { type: "catalog", href: "catalog.json" },
				"target-resource": { type: "catalog", href: `#${uuid(`text ${source}`)}` },
				maps: options.rows
					.filter((row) => row.source === source)
					.flatMap(({ reference, controls }) =>
						controls.map(({ id, rationale }) => ({
							uuid: uuid(`map ${source} ${numberOf(reference)} ${id}`),
							// A control serves a part of a clause, and it does more than the clause asks.
							relationship: "intersects-with",
							sources: [{ type: "control", "id-ref": controlId({ id }) }],
							targets: [
								{
									type: "control",
									"id-ref": clauseId(source, reference),
									props: [{ name: "clause", ns: namespace, value: reference }],
								},
							],
							remarks: rationale,
						})),
					),
			})),
			"back-matter": {
				resources: sources.map((source) => ({
					uuid: uuid(`text ${source}`),
					title: source,
					description: [
						"The text is its publisher's; no OSCAL catalog of it is published. Identifiers are this project's.",
						...(scopes[source] === undefined ? [] : [scopes[source]]),
					].join(" "),
				})),
			},
		},
	};
}
