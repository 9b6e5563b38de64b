import { schematicId } from "../schematic";
import { parseRelease, supportMatrix } from "../support";
import { check, isQualified, repeated } from "./check";

/** Kernel modules that are in an extension only, and which (siderolabs/extensions, README). */
const moduleExtensions: Readonly<Record<string, readonly string[]>> = {
	zfs: ["siderolabs/zfs"],
	drbd: ["siderolabs/drbd"],
	nvidia: ["siderolabs/nvidia-open-gpu-kernel-modules-lts", "siderolabs/nvidia-open-gpu-kernel-modules-production"],
};

/** Releases are exact and supported together; an image is what its extensions say. */
export const versionChecks = [
	check(["talos"], function* ({ talos }) {
		const path = ["talos", "version"];
		const known = Object.keys(supportMatrix).join(", ");
		const release = parseRelease(talos.version.replace(/^v/, ""));
		if (release === undefined) {
			yield { path, says: `${talos.version} is no release; it must be exact, such as v1.14.2` };
		} else if (!talos.version.startsWith("v")) {
			yield { path, says: `${talos.version} has no v; did you mean v${talos.version}?` };
		} else if (!(`${release.major}.${release.minor}` in supportMatrix)) {
			yield { path, says: `${talos.version} is not in the support matrix; it must be a release of Talos ${known}` };
		}
	}),
	check(["kubernetes"], function* ({ kubernetes }) {
		const path = ["kubernetes", "version"];
		if (parseRelease(kubernetes.version) !== undefined) return;
		const bare = kubernetes.version.replace(/^v/, "");
		yield parseRelease(bare) === undefined
			? { path, says: `${kubernetes.version} is no release; it must be exact, such as 1.36.3` }
			: { path, says: `${kubernetes.version} has a v; did you mean ${bare}?` };
	}),
	check(["talos", "kubernetes"], function* ({ talos, kubernetes }) {
		const [, minor] = /^v(\d+\.\d+)\./.exec(talos.version) ?? [];
		const supported = minor === undefined ? undefined : supportMatrix[minor];
		const release = parseRelease(kubernetes.version);
		if (supported === undefined || release === undefined) return;
		if (release.major === 1 && release.minor >= supported.from && release.minor <= supported.to) return;
		const says = `${kubernetes.version} does not run on Talos ${talos.version}; it must be 1.${supported.from} to 1.${supported.to}`;
		yield { path: ["kubernetes", "version"], says };
	}),
];

export const talosChecks = [
	check(["talos"], function* ({ talos }) {
		for (const key of ["vm", "bareMetal"] as const) {
			const { id, extensions } = talos.schematics[key];
			const path = ["talos", "schematics", key];
			const sorted = [...extensions].sort();
			const unsorted = extensions.findIndex((extension, index) => extension !== sorted[index]);
			const doubled = [...repeated(extensions)];
			for (const { index, entry } of doubled) {
				yield { path: [...path, "extensions", index], says: `${entry} is listed twice; remove one` };
			}
			if (doubled.length > 0) continue;
			if (unsorted !== -1) {
				const says = `${extensions[unsorted]} is out of order, and the order changes the id; it must be ${sorted.join(", ")}`;
				yield { path: [...path, "extensions", unsorted], says };
			} else if (/^[0-9a-f]{64}$/.test(id) && id !== schematicId(extensions)) {
				const listed = extensions.length === 0 ? "no extensions" : extensions.join(", ");
				yield {
					path: [...path, "id"],
					from: [[...path, "extensions"]],
					says: `${id} is not the schematic of ${listed}; it must be ${schematicId(extensions)}`,
				};
			}
		}
	}),
	check(["talos"], function* ({ talos }) {
		for (const key of ["kernelModules", "logDestinations"] as const) {
			for (const { index, entry } of repeated(talos[key])) {
				yield { path: ["talos", key, index], says: `${entry} is listed twice; remove one` };
			}
		}
		for (const [index, module] of talos.kernelModules.entries()) {
			const extensions = moduleExtensions[module];
			if (extensions === undefined) continue;
			for (const key of ["vm", "bareMetal"] as const) {
				if (extensions.some((extension) => talos.schematics[key].extensions.includes(extension))) continue;
				const says = `${module} is in no plain image; talos.schematics.${key} must have ${extensions.join(" or ")}`;
				yield { path: ["talos", "kernelModules", index], says };
			}
		}
	}),
	check(["environment", "talos"], function* ({ environment, talos }) {
		if (!isQualified(environment)) return;
		if (talos.diskEncryption === "off") {
			yield {
				path: ["talos", "diskEncryption"],
				says: `is off in class ${environment.class}; it must be nodeID or tpm`,
			};
		}
		if (talos.logDestinations.length === 0) {
			yield {
				path: ["talos", "logDestinations"],
				says: `is empty in class ${environment.class}, and logs must leave the node; it must have at least one URL`,
			};
		}
	}),
	check(["kubernetes"], function* ({ kubernetes }) {
		for (const { index, entry } of repeated(kubernetes.certSANs)) {
			yield { path: ["kubernetes", "certSANs", index], says: `${entry} is listed twice; remove one` };
		}
	}),
];
