import { z } from "zod";
import { outOfSupport } from "../support/support";
import { at, type ConfigurationJudgement, readShape, ruleOf } from "./rule";

const version = z.looseObject({ version: z.string({ error: "must be a version" }) });
const stackFile = z.looseObject({
	config: z.looseObject({ "gxp-lab:talos": version, "gxp-lab:kubernetes": version }),
});
const charts = z.looseObject({ charts: z.array(z.looseObject({ name: z.string(), version: z.string() })) });

/** SEC-010 over the repository: the versions that the stack's file and the lock of charts state, by the table of support dates. */
export const supportedVersions = ruleOf("SEC-010", "supported-versions", (repository) => {
	const found: ConfigurationJudgement[] = [];
	const file = `Pulumi.${repository.stack}.yaml`;
	const stack = readShape(repository, file, stackFile);
	if ("found" in stack) found.push(...stack.found);
	else
		for (const product of ["talos", "kubernetes"] as const) {
			const key = `gxp-lab:${product}` as const;
			const what = outOfSupport(product, stack.data.config[key].version, repository.now);
			if (what !== undefined) found.push(at(file, stack.document, ["config", key, "version"], what));
		}
	const lock = readShape(repository, "charts.lock.yaml", charts);
	if ("found" in lock) return [...found, ...lock.found];
	for (const [i, { name, version }] of lock.data.charts.entries()) {
		const what = outOfSupport(name, version, repository.now);
		if (what !== undefined)
			found.push({
				...at("charts.lock.yaml", lock.document, ["charts", i, "version"], `${what} (${name})`),
				path: `charts[${name}].version`,
			});
	}
	return found;
});
