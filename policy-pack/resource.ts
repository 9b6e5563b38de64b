import type { ResourceValidationArgs } from "@pulumi/policy";
import type { Resource } from "./rule";
import { unwrap } from "./unknown";

type Given = Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props" | "opts">;

/** By the properties, which every policy is given of a resource (`deserializeOnce`). */
const known = new WeakMap<object, Resource>();

/** A resource of @pulumi/policy as rules see it: made once for all policies that are shown it. */
export function toResource({ type, name, urn, props, opts }: Given): Resource {
	const properties = unwrap(props);
	const before = known.get(properties);
	if (before?.urn === urn) return before;
	const resource = { type, name, urn, properties, options: opts };
	known.set(properties, resource);
	return resource;
}
