import { allowedRegistries } from "../../registries";
import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

const listed = (image: string): string =>
	`${JSON.stringify(allowedRegistries)}.exists(registry, ${image}.startsWith(registry))`;

/**
 * INT-002. What stands before the first slash is a host only where it holds a dot or a colon, or is localhost (distribution's
 * reference grammar, `splitDockerDomain`); anything else is Docker Hub's. No entry of the list is without such a host, so that an
 * implicit name matches none. Images that are mounted as volumes are images too.
 */
export const imagesFromAllowedRegistries: KubernetesRule = {
	id: "INT-002",
	slug: "allowed-registries",
	says: "Images come from allowed registries.",
	why: "A digest fixes the bytes, not who made them: a registry is a supplier, and suppliers are assessed.",
	fix: "Write the image's name in full (docker.io/library/nginx for nginx), take it from a registry on the list in controls/registries.ts, or add the registry there in a change of its own after the supplier was assessed.",
	applies: workloads,
	cel: [
		`containers.all(container, ${listed('container.?image.orValue("")')})`,
		`podSpec.?volumes.orValue([]).all(volume, !has(volume.image) || ${listed('volume.image.?reference.orValue("")')})`,
	].join(" && "),
	finding: (path) => `${path} is not from an allowed registry`,
};
