/** Talos' own library, in a process of its own that this provider starts on first use (rehearsal/parts/talos). */
import { TalosMachinery } from "../../parts/talos/client";

let started: TalosMachinery | undefined;

export function machinery(): TalosMachinery {
	started ??= new TalosMachinery();
	return started;
}
