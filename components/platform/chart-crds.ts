import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { parseAllDocuments } from "yaml";

/** A CustomResourceDefinition as it is in a chart's `crds/` folder. */
export interface CrdManifest {
	apiVersion: string;
	kind: "CustomResourceDefinition";
	metadata: { name: string; [key: string]: unknown };
	spec: Record<string, unknown>;
}

/**
 * The CRDs in the `crds/` folder of a chart's verified archive. Helm installs that folder once and never upgrades it
 * (helm.sh: Custom Resource Definitions, "Some caveats"), so the program declares them itself and the Release skips them.
 */
export function chartCrds(root: string, archive: string): CrdManifest[] {
	const entries = tarEntries(gunzipSync(readFileSync(join(root, archive))));
	return entries
		.filter(({ name }) => /^[^/]+\/crds\/.+\.ya?ml$/.test(name))
		.sort((left, right) => left.name.localeCompare(right.name))
		.flatMap(({ content }) => parseAllDocuments(content.toString("utf8")).map((document) => document.toJS() as unknown))
		.filter(isCrd)
		.map(({ apiVersion, kind, metadata, spec }) => ({ apiVersion, kind, metadata, spec }));
}

/** The same as resources, of which the chart's release waits for each. */
export function declareChartCrds(
	name: string,
	{ root, archive }: { root: string; archive: string },
	opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
	return chartCrds(root, archive).map(
		({ metadata, spec }) =>
			new k8s.apiextensions.v1.CustomResourceDefinition(
				`${name}-crd-${metadata.name}`,
				{ metadata: { name: metadata.name }, spec: spec as never },
				opts,
			),
	);
}

function isCrd(value: unknown): value is CrdManifest {
	return typeof value === "object" && value !== null && "kind" in value && value.kind === "CustomResourceDefinition";
}

/** Regular files of a ustar archive (POSIX.1-2017, pax: ustar interchange format): name at 0, size at 124, prefix at 345. */
function tarEntries(tar: Buffer): Array<{ name: string; content: Buffer }> {
	const entries: Array<{ name: string; content: Buffer }> = [];
	const text = (at: number, length: number) => tar.toString("utf8", at, at + length).replace(/\0.*$/s, "");
	for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
		const size = Number.parseInt(text(at + 124, 12).trim(), 8);
		const prefix = text(at + 345, 155);
		const type = text(at + 156, 1);
		const name = prefix === "" ? text(at, 100) : `${prefix}/${text(at, 100)}`;
		if (type === "" || type === "0") entries.push({ name, content: tar.subarray(at + 512, at + 512 + size) });
		at += 512 + Math.ceil(size / 512) * 512;
	}
	return entries;
}
