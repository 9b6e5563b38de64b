/** Random texts: RandomPassword and RandomString (internal/random/string.go, resource_password.go, resource_string.go). */
import { randomInt } from "node:crypto";
import { type CheckRequest, type CheckResult, resource } from "../framework/provider";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const UPPER = LOWER.toUpperCase();
const DIGITS = "0123456789";
const SPECIAL = "!@#$%&*()-_=+[]{}<>:?";

interface TextInputs {
	length: number;
	lower: boolean;
	upper: boolean;
	numeric: boolean;
	number: boolean;
	special: boolean;
	minLower: number;
	minUpper: number;
	minNumeric: number;
	minSpecial: number;
	overrideSpecial?: string;
	keepers?: { [name: string]: string };
}

function pick(alphabet: string, count: number): string[] {
	return Array.from({ length: count }, () => alphabet.charAt(randomInt(alphabet.length)));
}

function shuffle(letters: string[]): string {
	const left = [...letters];
	const out: string[] = [];
	while (left.length > 0) out.push(...left.splice(randomInt(left.length), 1));
	return out.join("");
}

/** A text of the wanted length with at least the wanted number of each kind. */
export function randomText(inputs: TextInputs): string {
	const special = inputs.overrideSpecial ?? SPECIAL;
	const kinds = [
		{ on: inputs.lower, alphabet: LOWER, least: inputs.minLower },
		{ on: inputs.upper, alphabet: UPPER, least: inputs.minUpper },
		{ on: inputs.numeric, alphabet: DIGITS, least: inputs.minNumeric },
		{ on: inputs.special, alphabet: special, least: inputs.minSpecial },
	];
	const all = kinds.flatMap(({ on, alphabet }) => (on ? [alphabet] : [])).join("");
	if (all === "") throw new Error("no character class is left: one of lower, upper, numeric and special must be true");
	const least = kinds.flatMap((kind) => pick(kind.alphabet, kind.least));
	return shuffle([...least, ...pick(all, inputs.length - least.length)]);
}

/** `number` is the deprecated name of `numeric`; setting one sets both, setting both differently is refused. */
function check({ inputs }: CheckRequest): CheckResult {
	const numeric = inputs.numeric ?? inputs.number ?? true;
	const filled = {
		lower: true,
		upper: true,
		special: true,
		minLower: 0,
		minUpper: 0,
		minNumeric: 0,
		minSpecial: 0,
		...inputs,
		numeric,
		number: numeric,
	};
	const number = (name: string) => {
		const value = (filled as CheckRequest["inputs"])[name];
		return typeof value === "number" ? value : undefined;
	};
	const length = number("length");
	const least = ["minLower", "minUpper", "minNumeric", "minSpecial"].map((name) => number(name) ?? 0);
	const sum = least.reduce((total, one) => total + one, 0);
	const failures: CheckResult["failures"] = [];
	if (inputs.numeric !== undefined && inputs.number !== undefined && inputs.numeric !== inputs.number) {
		failures.push({ reason: "number and numeric are both configured with different values" });
	}
	if (length !== undefined && length < Math.max(1, sum)) {
		failures.push({
			reason: `Attribute length value must be at least sum of min_upper + min_lower + min_numeric + min_special, got: ${length}`,
		});
	}
	return { inputs: filled, failures };
}

export const randomString = resource<TextInputs>({
	check,
	replaceOn: "all",
	create: async ({ inputs }) => {
		const result = randomText(inputs);
		return { id: result, outputs: { ...inputs, result } };
	},
});

/**
 * The official one also stores a bcrypt hash, which nothing here reads: a hash that is not one would be a lie, so the
 * output is left out and a program that reads it sees `undefined`.
 */
export const randomPassword = resource<TextInputs>({
	check,
	replaceOn: "all",
	create: async ({ inputs }) => ({ id: "none", outputs: { ...inputs, result: randomText(inputs) } }),
});
