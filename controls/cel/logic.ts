import type { Frame, Program } from "./evaluate";
import { UnknownValue } from "./unknown";
import { type CelError, noSuchOverload, typeOf } from "./values";

export function logicalError(value: unknown): CelError {
	return noSuchOverload(`a condition of type ${typeOf(value)}`);
}

/**
 * Which of two errors remains: what waits for an unknown value may still become true or false and then decide, so it goes
 * before what is wrong in any case.
 */
export function graver(first: unknown, second: unknown): unknown {
	return first === undefined || (second instanceof UnknownValue && !(first instanceof UnknownValue)) ? second : first;
}

/** An operand's boolean, or the error that it ended in. */
class Failed {
	constructor(readonly error: unknown) {}
}

function attempt(program: Program, frame: Frame): boolean | Failed {
	try {
		const value = program(frame);
		return typeof value === "boolean" ? value : new Failed(logicalError(value));
	} catch (error) {
		return new Failed(error);
	}
}

/** `a && b && …`: false where one is false, whatever the others are, errors included. */
export function and(parts: readonly Program[]): Program {
	return (frame) => {
		let error: unknown;
		for (const part of parts) {
			const value = attempt(part, frame);
			if (value === false) return false;
			if (value !== true) error = graver(error, value.error);
		}
		if (error !== undefined) throw error;
		return true;
	};
}

/** `a || b || …`: true where one is true. */
export function or(parts: readonly Program[]): Program {
	return (frame) => {
		let error: unknown;
		for (const part of parts) {
			const value = attempt(part, frame);
			if (value === true) return true;
			if (value !== false) error = graver(error, value.error);
		}
		if (error !== undefined) throw error;
		return false;
	};
}

/** `list.all(…)` and `list.exists(…)`: what the operands of `&&` and `||` are there, the elements are here. */
export function quantify(count: number, decisive: boolean, predicate: (i: number) => unknown): boolean {
	let error: unknown;
	for (let i = 0; i < count; i++) {
		try {
			const value = predicate(i);
			if (value === decisive) return decisive;
			if (typeof value !== "boolean") error = graver(error, logicalError(value));
		} catch (thrown) {
			error = graver(error, thrown);
		}
	}
	if (error !== undefined) throw error;
	return !decisive;
}
