import type { Control } from "../types";

type ByClass = Control["enforcement"];

export const everywhere: ByClass = { lab: "mandatory", validation: "mandatory", production: "mandatory" };
export const advisoryInLab: ByClass = { lab: "advisory", validation: "mandatory", production: "mandatory" };
export const notInLab: ByClass = { lab: "none", validation: "advisory", production: "mandatory" };
