import type { Machine, PartCount, Registry } from "../../cli/machine";

export interface Changes {
	node?: string;
	platform?: string;
	missing?: string[];
	settings?: Record<string, string>;
	go?: string;
	parts?: PartCount;
	/** Free MiB by the start of the path, each a file system of its own; all is on one where this is left out. */
	space?: Record<string, number>;
	memory?: number;
	/** Why a registry does not answer. */
	silent?: Partial<Record<Registry, string>>;
	/** What `<program> <words>` prints, where it is not its version. */
	says?: Record<string, string>;
}

/** A machine where everything is there, but for what the test takes away. */
export function machine(changes: Changes): Machine {
	const { missing = [], says = {}, space = { "/": 100_000 } } = changes;
	const configured: Record<string, string> = {
		"npm config get registry": "https://npm.example/",
		"go env GOPROXY": "https://go.example,direct",
		"go env GOMODCACHE": "/home/me/go/pkg/mod",
		"go env GOCACHE": "/home/me/.cache/go-build",
		...says,
	};
	return {
		platform: changes.platform ?? "linux",
		nodeVersion: changes.node ?? "20.19.0",
		run: (program, ...args) => {
			const what = program === "unshare" && args[0] !== "--version" ? "namespaces" : program;
			if (missing.includes(what)) return undefined;
			const known = configured[[program, ...args].join(" ")];
			if (known !== undefined) return known;
			return program === "go" ? `go version go${changes.go ?? "1.26.8"} linux/amd64` : `${program} 1.0`;
		},
		setting: (name) => changes.settings?.[name],
		parts: async () => changes.parts ?? { missing: 0, of: 10 },
		folders: { parts: "/home/me/.cache/gxp-lab/parts", sandboxes: "/srv/lab/.rehearsal", home: "/home/me" },
		space: (path) => {
			const [fileSystem, MiB] = Object.entries(space).find(([start]) => path.startsWith(start)) ?? [];
			if (fileSystem === undefined || MiB === undefined) throw new Error(`${path}: no file system; give it one`);
			return { fileSystem, MiB };
		},
		availableMiB: () => changes.memory ?? 8192,
		ask: async (registry) => changes.silent?.[registry],
	};
}
