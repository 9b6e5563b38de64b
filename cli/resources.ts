import type { Finding } from "./diagnosis";
import type { Machine, PartCount, Registry } from "./machine";
import { amount, needs } from "./needs";

/** Whether a first rehearsal builds. Go missing is said where Go is. */
export function partsFinding(parts: PartCount | undefined): Finding[] {
	if (parts === undefined) return [];
	const { missing, of } = parts;
	const found = missing === 0 ? `all ${of} are built` : `${missing} of ${of} are not built yet`;
	return [
		{
			name: "parts",
			found,
			...(missing === 0
				? {}
				: { later: "the first `./lab rehearse` builds them; all took about 13 minutes on 2 cores" }),
		},
	];
}

interface Place {
	readonly what: string;
	readonly path: string;
	readonly MiB: number;
}

/** One a file system. What a build writes is counted where parts are missing, as if Go's caches were empty. */
export function diskFindings(machine: Machine, parts: PartCount | undefined): Finding[] {
	const { folders } = machine;
	const go = (name: string, otherwise: string) => machine.run("go", "env", name) ?? `${folders.home}/${otherwise}`;
	const sandbox: Place = { what: "a sandbox", path: folders.sandboxes, MiB: needs.sandbox };
	const built: Place[] = [
		{ what: "the built parts", path: folders.parts, MiB: needs.parts },
		{ what: "Go's modules", path: go("GOMODCACHE", "go/pkg/mod"), MiB: needs.goModules },
		{ what: "Go's build cache", path: go("GOCACHE", ".cache/go-build"), MiB: needs.goBuild },
	];
	const systems = new Map<string, { free: number; places: Place[] }>();
	for (const place of parts?.missing === 0 ? [sandbox] : [sandbox, ...built]) {
		const { fileSystem, MiB } = machine.space(place.path);
		const { places } = systems.get(fileSystem) ?? { places: [] };
		systems.set(fileSystem, { free: MiB, places: [...places, place] });
	}
	return [...systems.values()].map(({ free, places }) => {
		const wanted = places.reduce((sum, { MiB }) => sum + MiB, 0);
		const each = places.map(({ what, path, MiB }) => `${amount(MiB)} for ${what} (${path})`).join(", ");
		return {
			name: "disk",
			found: `${amount(free)} free`,
			needs: places.length === 1 ? each : `${amount(wanted)} at most: ${each}`,
			...(free >= wanted ? {} : { fix: `free ${amount(Math.ceil(wanted - free))} there, or ${otherwise(places)}` }),
		};
	});
}

function otherwise(places: readonly Place[]): string {
	const moves: Readonly<Record<string, string>> = {
		"the built parts": "XDG_CACHE_HOME",
		"Go's modules": "GOMODCACHE",
		"Go's build cache": "GOCACHE",
	};
	const names = places.flatMap(({ what }) => moves[what] ?? []);
	return names.length === 0 ? "move the checkout" : `set ${names.join(", ")} to folders on another disk`;
}

export function memoryFinding(machine: Machine, parts: PartCount | undefined): Finding {
	const available = machine.availableMiB();
	const built = parts?.missing === 0 ? "" : "; what a build of the parts takes was not measured";
	return {
		name: "memory",
		found: `${amount(available)} available`,
		needs: `${amount(needs.rehearsal)} at the peak of a rehearsal of lab${built}`,
		...(available >= needs.rehearsal ? {} : { fix: "end what else runs, or give this machine or container more" }),
	};
}

const clients = {
	npm: { name: "npm registry", address: ["npm", "config", "get", "registry"] },
	go: { name: "Go proxy", address: ["go", "env", "GOPROXY"] },
} as const;

/** Both are asked at once. A registry that nothing has to come from is not missing. */
export async function registryFindings(machine: Machine, parts: PartCount | undefined): Promise<Finding[]> {
	const registries: readonly Registry[] = parts === undefined ? ["npm"] : ["npm", "go"];
	return Promise.all(
		registries.map(async (registry): Promise<Finding> => {
			const { name, address } = clients[registry];
			const [program, ...args] = address;
			const configured = withoutCredentials(machine.run(program, ...args) ?? "not configured");
			const why = await machine.ask(registry);
			const found = why === undefined ? `${configured} answers` : `${configured} does not answer (${why})`;
			// `lab` has installed the packages before it came here.
			const now = registry === "go" && parts !== undefined && parts.missing > 0;
			const needed = {
				npm: "nothing now: the npm packages are installed",
				go: now ? "to answer: the parts that are not built need modules" : "nothing now: all parts are built",
			}[registry];
			if (why === undefined) return { name, found, needs: needed };
			const fix = registry === "npm" ? "npm config: registry, https-proxy" : "go env GOPROXY, HTTPS_PROXY";
			const how = `check the network and the client's configuration (${fix})`;
			return {
				name,
				found,
				needs: needed,
				...(now
					? { fix: how }
					: { later: `${how} before ${registry === "npm" ? "package-lock.json" : "a part"} changes` }),
			};
		}),
	);
}

/** An address may carry a user and a password. */
function withoutCredentials(address: string): string {
	return address.replaceAll(/\/\/[^/@\s,|]*@/g, "//");
}
