import type { Control } from "../types";
import { access } from "./access";
import { audit } from "./audit";
import { change } from "./change";
import { continuity } from "./continuity";
import { integrity } from "./integrity";
import { monitoring } from "./monitoring";
import { security } from "./security";
import { validation } from "./validation";

/** Every control, by id. A rule, a test, a page and an exception name a control by its id only. */
export const catalogue: readonly Control[] = [
	...access,
	...audit,
	...change,
	...continuity,
	...integrity,
	...monitoring,
	...security,
	...validation,
].sort((a, b) => (a.id < b.id ? -1 : 1));

const byId = new Map(catalogue.map((control) => [control.id, control]));

export function controlById(id: string): Control {
	const control = byId.get(id);
	if (control === undefined)
		throw new Error(`${id}: is not a control of the catalogue; it must be one of ${[...byId.keys()].join(", ")}`);
	return control;
}
