import { listed } from "../controls/gate/formats/together";
import { wrapped } from "../controls/gate/formats/wrapped";
import { grouped } from "../controls/gate/grouped";
import { short } from "../rehearsal/engine/events";
import type { StepResult } from "./rehearsal/step";

type Operation = Pick<StepResult["operations"][number], "op" | "urn" | "paths" | "replacing">;

/** What changes nothing. */
const idle = new Set(["same", "read", "discard", "refresh"]);

/** The engine tells a replacement in several steps (pulumi/pulumi sdk/go/common/apitype/history.go). */
const named: Readonly<Record<string, string>> = {
	"create-replacement": "replace",
	"delete-replaced": "replace",
	"discard-replaced": "replace",
	"read-replacement": "replace",
};

/** What somebody has to see first. */
const order = ["replace", "delete", "update", "create"];

/** From so many of one operation on, they are counted by their type: a first preview creates everything. */
const most = 60;

/**
 * What a step changes or changed. What is updated or replaced has a line of its own with the paths of its properties, never a
 * value; what is created or deleted is named by its type.
 */
export function operationLines(operations: readonly Operation[], width: number): string[] {
	const changing = operations
		.filter(({ op }) => !idle.has(op))
		.map((one) => ({ ...one, op: named[one.op] ?? one.op }))
		.sort((one, other) => rank(one.op) - rank(other.op));
	const resources = [...grouped(changing, ({ op, urn }) => `${op} ${urn}`).values()].map(merged);
	return [...grouped(resources, ({ op }) => op).values()].flatMap((own) => linesOf(own, width));
}

const rank = (op: string): number => (order.includes(op) ? order.indexOf(op) : order.length);

function merged(steps: readonly Operation[]): Operation {
	const [first] = steps as [Operation, ...Operation[]];
	const all = (of: "paths" | "replacing") => [...new Set(steps.flatMap((step) => step[of]))];
	return { ...first, paths: all("paths"), replacing: all("replacing") };
}

function linesOf(own: readonly Operation[], width: number): string[] {
	const op = own[0]?.op ?? "";
	const told = own.filter(({ paths }) => paths.length > 0);
	const rest = own.filter(({ paths }) => paths.length === 0);
	const byType = [...grouped(rest, ({ urn }) => short(urn).split(" ", 1)[0] ?? "")];
	const line = (pieces: readonly string[]) => wrapped(pieces, width, `  ${op.padEnd(7)}  `, " ".repeat(13));
	return [
		...told.flatMap((one) => line([`${short(one.urn)}:`, ...listed(pathsOf(one))])),
		...(rest.length > most
			? line([...listed(byType.map(([type, of]) => `${of.length} ${type}`)), "(--json names each)"])
			: byType.flatMap(([type, of]) =>
					line([`${type}:`, ...listed(of.map(({ urn }) => short(urn).slice(type.length + 1)))]),
				)),
	];
}

function pathsOf({ paths, replacing }: Operation): string[] {
	return paths.map((path) => (replacing.includes(path) ? `${path} (replaces)` : path));
}
