import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import { disconnect } from "@pulumi/pulumi/runtime";
import { stringify } from "yaml";
import { z } from "zod";
import { Platform } from "../../../components/platform/platform";
import { REHEARSAL_VARIABLE } from "../../../controls/clock";
import { readYaml } from "../../../controls/readYaml";
import { isPulumiUnknown } from "../../../policy-pack/unknown";
import { writeAtomically } from "../../../rehearsal/charts/archive";
import { writeOverlay } from "../../../rehearsal/charts/overlay";
import { chartsLock, overlayFile } from "../../../stacks/lock-files";
import { OVERLAY_VARIABLE } from "../../../stacks/lock-overlay";
import { loadLocks } from "../../../stacks/locks";
import type { LabConfig } from "../../../stacks/schema";

/** A Helm release of the program, with the chart that the lock names. */
export interface ProgramRelease {
	/** The chart's name and version. */
	chart: string;
	/** The archive in the cache, verified; undefined where it is not there. */
	archive: string | undefined;
	releaseName: string;
	namespace: string;
	values: Record<string, unknown>;
	skipCrds: boolean;
	/** Paths of values that only `up` knows. */
	unknown: readonly string[];
}

const releaseInputs = z.object({
	name: z.string(),
	namespace: z.string(),
	chart: z.string(),
	values: z.record(z.string(), z.unknown()).default({}),
	skipCrds: z.boolean().default(false),
});

/**
 * The releases that a stack's program declares, with the program's own values: the platform runs against mocks, as in a
 * preview where nothing is there yet. A chart that is not in the cache is stood in for, as in a rehearsal, so that the
 * program comes to its other releases; the stand-in itself is never rendered.
 */
export async function programReleases(config: LabConfig, root: string): Promise<ProgramRelease[]> {
	const folder = mkdtempSync(join(tmpdir(), "gxp-lab-releases-"));
	try {
		const missing = await workingCopy(config, root, folder);
		const locks = loadLocks(
			folder,
			{
				[REHEARSAL_VARIABLE]: "1",
				[OVERLAY_VARIABLE]: join(folder, "charts-overlay.yaml"),
				// A lab's: an image without a digest stays a tag, which INT-001 then finds in what is rendered.
			},
			"lab",
		);
		const requests = await registered(
			config,
			() =>
				new Platform("platform", {
					config,
					root: folder,
					exceptions: [],
					locks,
					cluster: {
						name: config.environment.name,
						endpoint: "https://not-there",
						clusterIdentifier: config.environment.name,
						kubeconfig: pulumi.secret(""),
						nodes: config.nodes.map(({ name, role }) => ({ name, role })),
						apiHealthy: new pulumi.ComponentResource("lab:rendered:Gate", "api-healthy"),
					},
				}),
		);
		const entries = chartsLock.parse(readYaml(join(root, "charts.lock.yaml"), "charts.lock.yaml")).charts;
		return requests
			.filter((request) => request.getType() === "kubernetes:helm.sh/v3:Release")
			.map((request): ProgramRelease => {
				const unknown: string[] = [];
				const inputs = plain(request.getObject()?.toJavaScript() ?? {}, "", unknown);
				const { name, namespace, chart, values, skipCrds } = releaseInputs.parse(inputs);
				const entry = entries.find(({ name, archive }) => chart === `./${archive}` || missing.get(chart) === name);
				if (entry === undefined) throw new Error(`release ${name}: its chart has no entry in charts.lock.yaml`);
				return {
					chart: `${entry.name} ${entry.version}`,
					archive: missing.has(chart) ? undefined : join(root, entry.archive),
					releaseName: name,
					namespace,
					values,
					skipCrds,
					unknown,
				};
			});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/** The locks and the cached charts, with a stand-in for each that is not there; which archive stands for which chart. */
async function workingCopy(config: LabConfig, root: string, folder: string): Promise<Map<string, string>> {
	for (const file of ["charts.lock.yaml", "images.lock.yaml"]) copyFileSync(join(root, file), join(folder, file));
	for (const { archive } of chartsLock.parse(readYaml(join(root, "charts.lock.yaml"), "charts.lock.yaml")).charts) {
		if (!existsSync(join(root, archive))) continue;
		mkdirSync(dirname(join(folder, archive)), { recursive: true });
		symlinkSync(join(root, archive), join(folder, archive));
	}
	const { overlayPath } = await writeOverlay(folder, folder, config);
	const { charts } = overlayFile.parse(readYaml(overlayPath, "the overlay"));
	// Only the charts: what an image is, the lock says.
	writeAtomically(join(folder, "charts-overlay.yaml"), stringify({ origin: "rehearsal", charts }));
	return new Map(charts.map(({ name, archive }) => [`./${archive}`, name]));
}

/** What the program registers, run in preview: what a provider would compute is unknown. */
async function registered(config: LabConfig, program: () => pulumi.Resource): Promise<RegisterResourceRequest[]> {
	const requests: RegisterResourceRequest[] = [];
	await pulumi.runtime.setMocks(
		{
			newResource: ({ name, inputs }) => ({ id: `${name}-id`, state: inputs }),
			call: ({ inputs }) => inputs,
		},
		"gxp-lab",
		config.environment.name,
		true,
	);
	const monitor = pulumi.runtime.getMonitor() as unknown as {
		registerResource: (request: RegisterResourceRequest, ...rest: unknown[]) => unknown;
	};
	const register = monitor.registerResource.bind(monitor);
	monitor.registerResource = (request, ...rest) => {
		requests.push(request);
		return register(request, ...rest);
	};
	program();
	await disconnect();
	return requests;
}

/** The key that marks a secret on the wire (pulumi/sdk: resource properties, specialSigKey). */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Without the wrapping of secrets; an unknown value becomes a text that says so, and its path is noted. */
function plain(value: unknown, path: string, unknown: string[]): unknown {
	if (isPulumiUnknown(value)) {
		unknown.push(path.replace(/^values\./, ""));
		return "known-after-up";
	}
	if (Array.isArray(value)) return value.map((one, i) => plain(one, `${path}[${i}]`, unknown));
	if (typeof value !== "object" || value === null) return value;
	if (SIGNATURE in value && "value" in value) return plain(value.value, path, unknown);
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [key, plain(member, path === "" ? key : `${path}.${key}`, unknown)]),
	);
}
