import type { Library } from "./library";
import { parseAddress } from "./network";
import { CelError, Opaque } from "./values";

/**
 * A URL as Go's net/url reads it (Go 1.26, url.go), after ParseRequestURI has let it pass (apiserver 0.36,
 * pkg/cel/library/urls.go): absolute, or a path from the root. Text is held as bytes, one character each.
 */
export class CelUrl extends Opaque {
	readonly typeName = "kubernetes.URL";
	private constructor(
		readonly text: string,
		readonly scheme: string,
		readonly host: string,
		readonly path: string,
		readonly query: string,
	) {
		super();
	}

	static parse(text: string): CelUrl {
		const bytes = Buffer.from(text, "utf8").toString("latin1");
		// What comes after `#` belongs to the path or the query of a request, and must be right there too.
		split(bytes, true);
		const [withoutFragment = "", ...fragment] = bytes.split("#");
		if (fragment.length > 0) decodeAt(fragment.join("#"), "path");
		const { scheme, host, path, query } = split(withoutFragment, false);
		return new CelUrl(text, scheme, host, path, query);
	}

	get port(): string {
		return this.#hostAndPort[1];
	}

	get hostname(): string {
		const [host] = this.#hostAndPort;
		return host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
	}

	get #hostAndPort(): [string, string] {
		const colon = this.host.lastIndexOf(":");
		if (colon < 0 || !optionalPort.test(this.host.slice(colon))) return [this.host, ""];
		return [this.host.slice(0, colon), this.host.slice(colon + 1)];
	}

	/** The path as it was written, if that is a valid encoding, else encoded anew. */
	get escapedPath(): string {
		if (this.path === "" || /^[A-Za-z0-9\-_.~!$&'()*+,;=:@[\]%/]*$/.test(this.path)) return this.path;
		return escapePath(decodeAt(this.path, "path"));
	}

	/** The parameters; those that are not encoded rightly are left out. */
	get parameters(): Map<string, string[]> {
		const parameters = new Map<string, string[]>();
		for (const setting of this.query.split("&")) {
			if (setting === "" || setting.includes(";")) continue;
			const equals = setting.includes("=") ? setting.indexOf("=") : setting.length;
			try {
				const key = utf8(decodeAt(setting.slice(0, equals), "query"));
				const value = utf8(decodeAt(setting.slice(equals + 1), "query"));
				parameters.set(key, [...(parameters.get(key) ?? []), value]);
			} catch (error) {
				if (!(error instanceof CelError)) throw error;
			}
		}
		return parameters;
	}

	equals(other: CelUrl): boolean {
		return this.text === other.text;
	}
}

const optionalPort = /^(?::[0-9]*)?$/;

function notAUrl(): CelError {
	return new CelError("not a URL");
}

interface Parts {
	scheme: string;
	host: string;
	path: string;
	query: string;
}

/** `inRequest`: as the first line of a request has it, where `//a` is a path. */
function split(bytes: string, inRequest: boolean): Parts {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses them by name
	if (bytes === "" || /[\u0000-\u001f\u007f]/.test(bytes)) throw notAUrl();
	if (bytes === "*") return { scheme: "", host: "", path: "*", query: "" };
	if (bytes.startsWith(":")) throw notAUrl();
	const scheme = (/^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(bytes)?.[1] ?? "").toLowerCase();
	const afterScheme = scheme === "" ? bytes : bytes.slice(scheme.length + 1);
	const mark = afterScheme.includes("?") ? afterScheme.indexOf("?") : afterScheme.length;
	const rest = afterScheme.slice(0, mark);
	const query = afterScheme.slice(mark + 1);
	if (!rest.startsWith("/")) {
		if (scheme === "") throw notAUrl();
		// Opaque, as in `mailto:a@b`.
		return { scheme, host: "", path: "", query };
	}
	const hasHost = rest.startsWith("//") && (scheme !== "" || (!inRequest && !rest.startsWith("///")));
	if (!hasHost) {
		decodeAt(rest, "path");
		return { scheme, host: "", path: rest, query };
	}
	const slash = rest.indexOf("/", 2);
	const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
	const path = slash < 0 ? "" : rest.slice(slash);
	decodeAt(path, "path");
	const at = authority.lastIndexOf("@");
	const user = at < 0 ? "" : authority.slice(0, at);
	if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(user)) throw notAUrl();
	decodeAt(user, "path");
	return { scheme, host: parseHost(scheme, authority.slice(at + 1)), path, query };
}

function parseHost(scheme: string, host: string): string {
	const bracket = host.lastIndexOf("[");
	if (bracket > 0) throw notAUrl();
	if (bracket === 0) {
		const close = host.lastIndexOf("]");
		const port = host.slice(close + 1);
		if (close < 0 || !optionalPort.test(port)) throw notAUrl();
		const [address = "", ...zones] = host.slice(1, close).split("%25");
		const zone = zones.length === 0 ? "" : decodeAt(`%25${zones.join("%25")}`, "zone");
		const name = decodeAt(address, "host");
		if (zone === "%" || !isIPv6(name)) throw notAUrl();
		return `[${name}${zone}]${port}`;
	}
	// Several hosts may stand in the URL of a database, never in one of the web.
	const colon = /^https?$/.test(scheme) ? host.indexOf(":") : host.lastIndexOf(":");
	if (colon >= 0 && !optionalPort.test(host.slice(colon))) throw notAUrl();
	return decodeAt(host, "host");
}

function isIPv6(text: string): boolean {
	try {
		return parseAddress(text).family === 6;
	} catch {
		return false;
	}
}

type Place = "path" | "query" | "host" | "zone";

const inHost = /^[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"\u0080-\u00ff]$/;

function decodeAt(bytes: string, place: Place): string {
	const host = place === "host" || place === "zone";
	return bytes.replace(/%([0-9a-fA-F]{2})?|[^%]/g, (found, hex: string | undefined) => {
		if (!found.startsWith("%")) {
			if (host && !inHost.test(found)) throw notAUrl();
			return place === "query" && found === "+" ? " " : found;
		}
		if (hex === undefined) throw notAUrl();
		const byte = String.fromCharCode(Number.parseInt(hex, 16));
		if (place === "host" && byte < "\u0080" && byte !== "%") throw notAUrl();
		if (place === "zone" && byte !== "%" && byte !== " " && (byte >= "\u0080" || !inHost.test(byte))) throw notAUrl();
		return byte;
	});
}

function escapePath(bytes: string): string {
	if (bytes === "*") return bytes;
	return bytes.replace(
		/[^A-Za-z0-9\-_.~$&+,/:;=@]/g,
		(byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
	);
}

function utf8(bytes: string): string {
	return Buffer.from(bytes, "latin1").toString("utf8");
}

export function isURL(text: string): boolean {
	try {
		split(Buffer.from(text, "utf8").toString("latin1"), true);
		return true;
	} catch {
		return false;
	}
}

export const urlLibrary: Library = {
	types: { "kubernetes.URL": CelUrl },
	overloads: [
		["url(string): kubernetes.URL", CelUrl.parse],
		["isURL(string): bool", isURL],
		["kubernetes.URL.getScheme(): string", ({ scheme }: CelUrl) => scheme],
		["kubernetes.URL.getHost(): string", ({ host }: CelUrl) => utf8(host)],
		["kubernetes.URL.getHostname(): string", ({ hostname }: CelUrl) => utf8(hostname)],
		["kubernetes.URL.getPort(): string", ({ port }: CelUrl) => port],
		["kubernetes.URL.getEscapedPath(): string", ({ escapedPath }: CelUrl) => escapedPath],
		["kubernetes.URL.getQuery(): map<string, list<string>>", ({ parameters }: CelUrl) => parameters],
	],
};
