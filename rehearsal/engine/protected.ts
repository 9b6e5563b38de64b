/**
 * Which resources of a state are protected. The engine refuses to delete one only when it comes to it, after it deleted
 * what comes before; `pulumi destroy` previews first and so refuses the whole, the Automation API does not preview.
 */
import type { Deployment } from "@pulumi/pulumi/automation";
import { z } from "zod";

const state = z.looseObject({
	resources: z.array(z.looseObject({ urn: z.string(), protect: z.boolean().optional() })).nullish(),
});

export function protectedResources(exported: Deployment): string[] {
	return (state.parse(exported.deployment).resources ?? [])
		.filter(({ protect }) => protect === true)
		.map(({ urn }) => urn);
}
