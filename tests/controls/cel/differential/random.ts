/** A reproducible source of choices (mulberry32). */
export class Random {
	#state: number;
	constructor(seed: number) {
		this.#state = seed >>> 0;
	}
	/** From 0 up to, and without, `limit`. */
	below(limit: number): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = this.#state;
		mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
	}
	pick<T>(choices: readonly T[]): T {
		return choices[this.below(choices.length)] as T;
	}
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
