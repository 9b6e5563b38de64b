import { Random as Numbers } from "../../../../cli/bench/random";

/** A reproducible source of choices. */
export class Random extends Numbers {
	chance(percent: number): boolean {
		return this.below(100) < percent;
	}
	/** Up to `most` picks, one after the other. */
	text(alphabet: readonly string[], most: number): string {
		return this.list(most, () => this.pick(alphabet)).join("");
	}
	list<T>(most: number, make: () => T): T[] {
		return Array.from({ length: this.below(most + 1) }, make);
	}
}
