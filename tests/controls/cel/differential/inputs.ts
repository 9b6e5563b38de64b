import type { Random } from "./random";

/** Inputs of the functions: right, almost right, and at the edges. */
const digits = (random: Random, most: number): string => random.text([..."0123456789"], most);

export function quantity(random: Random): string {
	if (random.chance(10)) return random.text([..."0123456789.+-eEinumkKMGTP "], 7);
	const sign = random.pick(["", "", "", "+", "-"]);
	const size = random.pick([2, 4, 10, 18, 19, 25]);
	const number = random.pick([
		digits(random, size),
		`${digits(random, 4)}.${digits(random, size)}`,
		`${digits(random, size)}.`,
		`.${digits(random, size)}`,
		random.pick(["0", "00", "1", "1024", "9223372036854775807", "9223372036854775808", "0.5", "1.5", "0.0000000001"]),
	]);
	const suffix = random.pick([
		...["", "", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"],
		...["e3", "E3", "e-3", "e+2", "e20", "E-12", "K", "i", "ki", "mi", "e", "1e1"],
	]);
	return `${sign}${number}${suffix}`;
}

export const someInts = [0, 1, -1, 2, 7, 63, 1024, -5000, 2147483647, -2147483648, 9007199254740991];
export const someStrings = [
	"",
	"a",
	"b",
	"abc",
	"ABC",
	"a b",
	" abc ",
	"äöü",
	"日本語",
	"a😀b",
	"\u0085x\u00a0",
	"\ufeffx",
	"a,b,,c",
	"\t",
	'"q"\\',
	"1",
	"-2",
	"3.5",
	"true",
	"aaa",
	"\uffff",
];

export function address(random: Random): string {
	const octet = (): string =>
		String(random.pick([0, 1, 10, 127, 169, 192, 224, 254, 255, 256, "01", random.below(256)]));
	const group = (): string =>
		random.pick([
			"0",
			"0",
			"1",
			"fe80",
			"ff02",
			"2001",
			"DB8",
			"ffff",
			"00ab",
			"12345",
			random.below(65536).toString(16),
		]);
	const groups = (count: number): string => Array.from({ length: count }, group).join(":");
	return random.pick([
		() => [octet(), octet(), octet(), octet()].join("."),
		() => `169.254.${octet()}.${octet()}`,
		() =>
			random.pick(["127.0.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "10.1.2.3", "1.2.3", "1.2.3.4.5", "1..2.3"]),
		() => groups(8),
		() => `${groups(random.below(4))}::${groups(random.below(5))}`,
		() => `fe80::${group()}`,
		() =>
			random.pick([
				"::",
				"::1",
				":::1",
				"::ffff:1.2.3.4",
				"64:ff9b::1.2.3.4",
				"fe80::1%eth0",
				"1::2::3",
				"",
				"localhost",
				"ff0e::1",
				"::1.2.3.4",
				"1:2:3:4:5:6:7::",
				"::2:3:4:5:6:7:8",
			]),
	])();
}

export function network(random: Random): string {
	return `${address(random)}/${random.pick(["0", "1", "8", "10", "16", "24", "31", "32", "33", "64", "127", "128", "129", "08", "-1", "", "x"])}`;
}

export function webAddress(random: Random): string {
	const scheme = random.pick(["https:", "http:", "HTTP:", "ftp:", "postgres:", "mailto:", "", ":", "1a:", "a+b:"]);
	const user = random.pick(["", "", "user@", "user:pa%20ss@", "a b@", "u%zz@", "@"]);
	const host = random.pick([
		"example.com",
		"EXAMPLE.com",
		"127.0.0.1",
		"[::1]",
		"[fe80::1%25en0]",
		"[1.2.3.4]",
		"a b",
		"ex%61mple",
		"ex%c3%a4",
		"münchen.de",
		"a:b",
		"",
		"[::1",
		"x]",
		"a<b>",
	]);
	const port = random.pick(["", "", ":80", ":", ":x", ":80:81"]);
	const path = random.pick([
		"",
		"/",
		"/a/b",
		"/a b",
		"/%41%2f",
		"/%zz",
		"/ä",
		"/a?b",
		"/[x]",
		"/a;b,c",
		'/"q"',
		"a/b",
		"/a#f",
		"/^`{}",
		"//x",
		"*",
		"/a%2",
		"/#%zz",
	]);
	const query = random.pick([
		"",
		"",
		"?",
		"?a=1",
		"?a=1&a=2&b",
		"?a=%zz&b=2",
		"?a+b=c%20d",
		"?a;b=1&c=2",
		"?=x",
		"?&&",
		"?a=b=c",
		"?ä=1",
	]);
	return scheme === "" && random.chance(60)
		? `${path}${query}`
		: `${scheme}${random.pick(["//", "//", "//", "/", "", "///"])}${user}${host}${port}${path}${query}`;
}

export const name = (random: Random): string =>
	random.chance(5) ? "a".repeat(random.pick([62, 63, 64, 253, 254])) : random.text([..."aab1-._/A", "b", "é"], 8);

export const dateText = (random: Random): string =>
	random.chance(60)
		? random.pick(["2024-02-29", "2023-12-31", "0001-01-01", "9999-12-31", "1969-07-20"])
		: `${random.pick(["2024", "2023", "0000", "20"])}-${random.pick(["01", "02", "13", "00", "1"])}-${random.pick(["28", "29", "30", "32", "00"])}`;

export const timeText = (random: Random): string => {
	const clock = random.chance(70)
		? random.pick(["00:00:00", "12:30:15", "23:59:59"])
		: `${random.pick(["12", "24"])}:${random.pick(["59", "60"])}:${random.pick(["00", "60"])}`;
	const end = `${random.pick(["", "", ".5", ".123456789", ",5", "."])}${random.pick(["Z", "Z", "z", "+02:00", "-11:30", "", "+0200"])}`;
	return `${dateText(random)}${random.pick(["T", "T", "T", "t", " "])}${clock}${end}`;
};

/** Whatever a manifest may hold. */
export function anything(random: Random, depth = 2): unknown {
	if (depth > 0 && random.chance(25)) return random.list(3, () => anything(random, depth - 1));
	if (depth > 0 && random.chance(25))
		return Object.fromEntries(random.list(3, () => [random.pick(["a", "b", "c"]), anything(random, depth - 1)]));
	return random.pick<unknown>([
		0,
		1,
		2,
		-1,
		1.5,
		-0.5,
		1e300,
		true,
		false,
		"",
		"a",
		"b",
		"1",
		"true",
		3,
		9007199254740991,
	]);
}

/** Mostly maps, so that there is something to find. */
export function nested(random: Random): unknown {
	if (random.chance(40)) return anything(random);
	const inner = (): unknown => (random.chance(40) ? { b: anything(random, 0) } : anything(random, 1));
	return random.pick([
		{ a: inner() },
		{ a: inner(), b: anything(random, 0) },
		{ a: random.chance(50), b: random.chance(50) },
	]);
}
