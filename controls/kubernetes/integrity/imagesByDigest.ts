import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

const pinned = (image: string): string => `${image}.matches("^[^@ ]+@sha256:[0-9a-f]{64}$")`;

/**
 * INT-001. The digest is the last part of the reference, sha256 with 64 lower-case hexadecimal digits (OCI image-spec,
 * descriptor.md). An image that is mounted as a volume is an image too (core/v1, ImageVolumeSource).
 */
export const imagesByDigest: KubernetesRule = {
	id: "INT-001",
	slug: "images-by-digest",
	says: "Every image, of a container or of a volume, is referenced by digest.",
	why: "A tag can be moved after validation; what runs would no longer be what was qualified.",
	fix: "Write the image as name@sha256:digest, with the digest that its registry gives.",
	applies: workloads,
	cel: [
		`containers.all(container, ${pinned('container.?image.orValue("")')})`,
		`podSpec.?volumes.orValue([]).all(volume, !has(volume.image) || ${pinned('volume.image.?reference.orValue("")')})`,
	].join(" && "),
	finding: (path) => `${path} is not pinned by digest`,
};
