import type { Library } from "./library";
import { CelError, compare, int64, Opaque } from "./values";

/** A version of semver 2.0, as github.com/blang/semver/v4 reads it (apiserver 0.36, pkg/cel/library/semverlib.go). */
export class Semver extends Opaque {
	readonly typeName = "kubernetes.Semver";
	private constructor(
		readonly numbers: readonly [bigint, bigint, bigint],
		readonly prerelease: readonly (bigint | string)[],
	) {
		super();
	}

	static parse(text: string): Semver {
		const match = /^(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(?:-([^+]*))?(?:\+(.*))?$/s.exec(text);
		if (match === null) throw notASemver();
		const [, major = "", minor = "", patch = "", prerelease, build] = match;
		for (const part of build?.split(".") ?? []) if (!/^[0-9A-Za-z-]+$/.test(part)) throw notASemver();
		const parts = prerelease?.split(".").map((part) => {
			if (/^(?:0|[1-9][0-9]*)$/.test(part)) return uint64(part);
			if (!/^[0-9A-Za-z-]+$/.test(part) || /^[0-9]+$/.test(part)) throw notASemver();
			return part;
		});
		return new Semver([uint64(major), uint64(minor), uint64(patch)], parts ?? []);
	}

	/** Also `v1.2`, `1`, `01.2.3`. */
	static normalise(text: string): Semver {
		const [first = "", second, ...third] = text.replace(/^v/, "").split(".");
		const parts = [first, ...(second === undefined ? [] : [second]), ...(third.length === 0 ? [] : [third.join(".")])];
		const trimmed = parts.map((part) => {
			if (part.length <= 1) return part;
			const rest = part.replace(/^0+/, "");
			return /^[0-9]/.test(rest) ? rest : `0${rest}`;
		});
		if (trimmed.length < 3 && /[+-]/.test(trimmed.at(-1) ?? "")) throw notASemver();
		while (trimmed.length < 3) trimmed.push("0");
		return Semver.parse(trimmed.join("."));
	}

	override compare(other: Semver): number {
		for (const [i, number] of this.numbers.entries()) {
			const order = compare(number, other.numbers[i]);
			if (order !== 0) return order;
		}
		// A version without a prerelease is above those with one.
		if (this.prerelease.length === 0 || other.prerelease.length === 0)
			return Math.sign(other.prerelease.length - this.prerelease.length);
		for (const [i, part] of this.prerelease.entries()) {
			const another = other.prerelease[i];
			if (another === undefined) return 1;
			if (typeof part !== typeof another) return typeof part === "bigint" ? -1 : 1;
			const order = compare(part, another);
			if (order !== 0) return order;
		}
		return this.prerelease.length < other.prerelease.length ? -1 : 0;
	}

	equals(other: Semver): boolean {
		return this.compare(other) === 0;
	}
}

function notASemver(): CelError {
	return new CelError("not a semantic version");
}

function uint64(text: string): bigint {
	const value = BigInt(text);
	if (value >= 2n ** 64n) throw notASemver();
	return value;
}

function parse(text: string, normalise = false): Semver {
	return normalise ? Semver.normalise(text) : Semver.parse(text);
}

function isSemver(text: string, normalise = false): boolean {
	try {
		parse(text, normalise);
		return true;
	} catch {
		return false;
	}
}

export const semverLibrary: Library = {
	types: { "kubernetes.Semver": Semver },
	overloads: [
		["semver(string): kubernetes.Semver", parse],
		["semver(string, bool): kubernetes.Semver", parse],
		["isSemver(string): bool", isSemver],
		["isSemver(string, bool): bool", isSemver],
		["kubernetes.Semver.major(): int", ({ numbers }: Semver) => int64(numbers[0])],
		["kubernetes.Semver.minor(): int", ({ numbers }: Semver) => int64(numbers[1])],
		["kubernetes.Semver.patch(): int", ({ numbers }: Semver) => int64(numbers[2])],
		["kubernetes.Semver.isGreaterThan(kubernetes.Semver): bool", (a: Semver, b: Semver) => a.compare(b) > 0],
		["kubernetes.Semver.isLessThan(kubernetes.Semver): bool", (a: Semver, b: Semver) => a.compare(b) < 0],
		["kubernetes.Semver.compareTo(kubernetes.Semver): int", (a: Semver, b: Semver) => BigInt(a.compare(b))],
	],
};
