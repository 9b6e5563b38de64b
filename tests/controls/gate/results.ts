import { type FormatName, formats, type Presentation } from "../../../controls/gate/formats";
import type { GateFinding, GateResult, Placed } from "../../../controls/gate/result";
import { today } from "./judging";

export const fix = "Write the image as name@sha256:digest, with the digest that its registry gives.";
export const place: Placed = {
	control: "INT-001",
	file: "apps/we b.yaml",
	line: 12,
	apiVersion: "v1",
	kind: "Pod",
	namespace: "shop",
	name: "web",
	path: "spec.containers[<a>].image",
	message: `spec.containers[<a>].image is not "pinned" & sealed; ${fix}`,
};
export const mandatory: GateFinding = { ...place, level: "mandatory" };
export const advisory: GateFinding = { ...place, line: 2, level: "advisory" };
export const whole: GateFinding = {
	...mandatory,
	file: null,
	line: null,
	apiVersion: null,
	kind: null,
	namespace: null,
	name: null,
	path: "",
};
export const result: GateResult = {
	files: 2,
	objects: 3,
	findings: [mandatory, advisory, whole],
	notEvaluated: [{ ...place, control: null, kind: "Widget", message: "example.com/v1 Widget is unknown" }],
	waived: [{ ...place, line: 40, message: `spec is waived (excepted until 2027-10-31, A. Person); ${fix}` }],
	unused: [
		{ control: "SEC-001", resource: "v1/Pod a/b", path: "spec", until: "2027-10-31" },
		{ control: "INT-001", resource: "v1/Pod a/b", path: "spec", until: "2027-10-31" },
	],
	faults: [{ file: "broken.yaml", line: 3, text: "is not YAML; correct it" }],
};
export const nothing: GateResult = {
	files: 1,
	objects: 1,
	findings: [],
	notEvaluated: [],
	waived: [],
	unused: [],
	faults: [],
};
export const written = (name: FormatName, of: GateResult = result, more: Partial<Presentation> = {}): string =>
	formats[name](of, {
		environmentClass: "production",
		paint: (_, text) => text,
		now: today,
		version: "1.2.3",
		files: ["apps/we b.yaml", "held.yaml"],
		...more,
	});
