import type { ResourceValidationArgs } from "@pulumi/policy";
import type { Resource } from "./rule";
import { unwrap } from "./unknown";

type Given = Pick<ResourceValidationArgs, "type" | "name" | "urn" | "props" | "opts">;

/** A resource of @pulumi/policy as rules see it. */
export function toResource({ type, name, urn, props, opts }: Given): Resource {
	return { type, name, urn, properties: unwrap(props), options: opts };
}
