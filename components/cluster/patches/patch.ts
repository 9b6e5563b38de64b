import type { Machine } from "../../../stacks/handover";

/** One document of a strategic merge patch: machine and cluster sections, or a document of its own with `kind`. */
export type Patch = Readonly<Record<string, unknown>>;

/** What a machine's configuration depends on: nothing that is known only after it was made. */
export type ConfiguredMachine = Omit<Machine, "incarnation" | "ready">;

export const isControlPlane = (machine: ConfiguredMachine) => machine.role === "controlPlane";
