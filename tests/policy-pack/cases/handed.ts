import { join, resolve } from "node:path";
import { REHEARSAL_VARIABLE } from "../../../controls/clock";
import { type Handed, readHanded } from "../../../policy-pack/handed";
import { OVERLAY_VARIABLE } from "../../../stacks/lock-overlay";

/** The environment in which the pack is handed the cases' charts beside the committed lock. */
export const handedBy = { [REHEARSAL_VARIABLE]: "cases", [OVERLAY_VARIABLE]: join(__dirname, "charts.lock.yaml") };

/** What the cases are judged with: the committed lock and inventory, and the charts of the cases. */
export const handed: Handed = readHanded(resolve(__dirname, "../../.."), handedBy);
