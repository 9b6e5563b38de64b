import type { Library } from "./library";
import { CelError, int64, Opaque } from "./values";

/** Nanoseconds, as in Go. */
export class Duration extends Opaque {
	readonly typeName = "google.protobuf.Duration";
	constructor(readonly nanos: bigint) {
		super();
		int64(nanos);
	}
	plus(other: Duration): Duration {
		return new Duration(this.nanos + other.nanos);
	}
	minus(other: Duration): Duration {
		return new Duration(this.nanos - other.nanos);
	}
	override compare(other: Duration): number {
		return this.nanos < other.nanos ? -1 : this.nanos > other.nanos ? 1 : 0;
	}
	equals(other: Duration): boolean {
		return this.nanos === other.nanos;
	}
	override toString(): string {
		const size = this.nanos < 0n ? -this.nanos : this.nanos;
		return `${this.nanos < 0n ? "-" : ""}${size / second}${fraction(size % second)}s`;
	}
}

/** Nanoseconds since 1970, between the years 1 and 9999; `offset` is the zone, in seconds, in which it was written. */
export class Timestamp extends Opaque {
	readonly typeName = "google.protobuf.Timestamp";
	constructor(
		readonly nanos: bigint,
		readonly offset = 0n,
	) {
		super();
		if (nanos < earliest || nanos > latest) throw new CelError("timestamp overflow");
	}
	plus(duration: Duration): Timestamp {
		return new Timestamp(this.nanos + duration.nanos, this.offset);
	}
	minus(duration: Duration): Timestamp {
		return new Timestamp(this.nanos - duration.nanos, this.offset);
	}
	since(other: Timestamp): Duration {
		return new Duration(this.nanos - other.nanos);
	}
	get seconds(): bigint {
		return floor(this.nanos, second);
	}
	get date(): Date {
		return new Date(Number(floor(this.nanos, 1_000_000n)));
	}
	override compare(other: Timestamp): number {
		return this.nanos < other.nanos ? -1 : this.nanos > other.nanos ? 1 : 0;
	}
	equals(other: Timestamp): boolean {
		return this.nanos === other.nanos;
	}
	override toString(): string {
		const local = new Date(Number((this.seconds + this.offset) * 1000n)).toISOString().slice(0, 19);
		const minutes = Number(this.offset < 0n ? -this.offset : this.offset) / 60;
		const [hour, minute] = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0"));
		const zone = this.offset === 0n ? "Z" : `${this.offset < 0n ? "-" : "+"}${hour}:${minute}`;
		return `${local}${fraction(this.nanos - this.seconds * second)}${zone}`;
	}
}

const second = 1_000_000_000n;
const earliest = -62_135_596_800n * second;
const latest = 253_402_300_800n * second - 1n;

function floor(value: bigint, unit: bigint): bigint {
	const quotient = value / unit;
	return value % unit < 0n ? quotient - 1n : quotient;
}

function fraction(nanos: bigint): string {
	return nanos === 0n ? "" : `.${nanos.toString().padStart(9, "0").replace(/0+$/, "")}`;
}

const units: Readonly<Record<string, bigint>> = {
	ns: 1n,
	us: 1_000n,
	µs: 1_000n,
	μs: 1_000n,
	ms: 1_000_000n,
	s: second,
	m: 60n * second,
	h: 3600n * second,
};

/** Go's time.ParseDuration: `1h30m`, `-1.5s`, `0`. */
export function parseDuration(text: string): Duration {
	const [, sign, rest = ""] = /^([+-]?)(.*)$/s.exec(text) ?? [];
	if (rest === "0") return new Duration(0n);
	if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/.test(rest)) throw new CelError("not a duration");
	let nanos = 0n;
	for (const [, whole = "", part = "", unit = ""] of rest.matchAll(/(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g)) {
		const scale = units[unit] ?? 0n;
		nanos += BigInt(whole || "0") * scale + (BigInt(part || "0") * scale) / 10n ** BigInt(part.length);
	}
	return new Duration(sign === "-" ? -nanos : nanos);
}

const rfc3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** RFC 3339, as Go's time.Parse takes it: the day must exist, there is no leap second. */
export function parseTimestamp(text: string): Timestamp {
	const match = rfc3339.exec(text);
	if (match === null) throw new CelError("not a timestamp");
	const [year, month, day, hour, minute, seconds] = match.slice(1, 7).map(Number) as [
		number,
		number,
		number,
		number,
		number,
		number,
	];
	const [, , , , , , , part = "", sign, offsetHours = "0", offsetMinutes = "0"] = match;
	const date = new Date(0);
	date.setUTCFullYear(year, month - 1, day);
	date.setUTCHours(hour, minute, seconds);
	if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || hour > 23 || minute > 59 || seconds > 59)
		throw new CelError("not a timestamp");
	if (Number(offsetHours) > 24 || Number(offsetMinutes) > 60) throw new CelError("not a timestamp");
	const offset = BigInt(Number(offsetHours) * 3600 + Number(offsetMinutes) * 60) * (sign === "-" ? -1n : 1n);
	const nanos = BigInt(part.slice(0, 9).padEnd(9, "0"));
	return new Timestamp((BigInt(date.getTime()) / 1000n - offset) * second + nanos, offset);
}

function dayOfYear({ date }: Timestamp): bigint {
	const first = new Date(0);
	first.setUTCFullYear(date.getUTCFullYear(), 0, 1);
	return BigInt(Math.floor((date.getTime() - first.getTime()) / 86_400_000));
}

/** Durations and timestamps of CEL's standard library, in UTC: the forms that name a time zone are left out. */
export const timeLibrary: Library = {
	types: { "google.protobuf.Duration": Duration, "google.protobuf.Timestamp": Timestamp },
	overloads: [
		["duration(string): google.protobuf.Duration", parseDuration],
		["duration(google.protobuf.Duration): google.protobuf.Duration", (duration: Duration) => duration],
		["timestamp(string): google.protobuf.Timestamp", parseTimestamp],
		["timestamp(int): google.protobuf.Timestamp", (seconds: bigint) => new Timestamp(seconds * second)],
		["timestamp(google.protobuf.Timestamp): google.protobuf.Timestamp", (timestamp: Timestamp) => timestamp],
		["google.protobuf.Duration.getHours(): int", ({ nanos }: Duration) => nanos / (3600n * second)],
		["google.protobuf.Duration.getMinutes(): int", ({ nanos }: Duration) => nanos / (60n * second)],
		["google.protobuf.Duration.getSeconds(): int", ({ nanos }: Duration) => nanos / second],
		["google.protobuf.Duration.getMilliseconds(): int", ({ nanos }: Duration) => nanos / 1_000_000n],
		["google.protobuf.Timestamp.getFullYear(): int", ({ date }: Timestamp) => BigInt(date.getUTCFullYear())],
		["google.protobuf.Timestamp.getMonth(): int", ({ date }: Timestamp) => BigInt(date.getUTCMonth())],
		["google.protobuf.Timestamp.getDate(): int", ({ date }: Timestamp) => BigInt(date.getUTCDate())],
		["google.protobuf.Timestamp.getDayOfMonth(): int", ({ date }: Timestamp) => BigInt(date.getUTCDate() - 1)],
		["google.protobuf.Timestamp.getDayOfWeek(): int", ({ date }: Timestamp) => BigInt(date.getUTCDay())],
		["google.protobuf.Timestamp.getDayOfYear(): int", dayOfYear],
		["google.protobuf.Timestamp.getHours(): int", ({ date }: Timestamp) => BigInt(date.getUTCHours())],
		["google.protobuf.Timestamp.getMinutes(): int", ({ date }: Timestamp) => BigInt(date.getUTCMinutes())],
		["google.protobuf.Timestamp.getSeconds(): int", ({ date }: Timestamp) => BigInt(date.getUTCSeconds())],
		["google.protobuf.Timestamp.getMilliseconds(): int", ({ date }: Timestamp) => BigInt(date.getUTCMilliseconds())],
	],
};
