import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

/** INT-001. The digest is the last part of the reference, sha256 with 64 lower-case hexadecimal digits (OCI image-spec, descriptor.md). */
export const imagesByDigest: KubernetesRule = {
	id: "INT-001",
	slug: "images-by-digest",
	says: "Every container image is referenced by digest.",
	why: "A tag can be moved after validation; what runs would no longer be what was qualified.",
	fix: "Write the image as name@sha256:digest, with the digest that its registry gives.",
	applies: workloads,
	cel: `containers.all(container, container.?image.orValue("").matches("^[^@ ]+@sha256:[0-9a-f]{64}$"))`,
	finding: (path) => `${path} is not pinned by digest`,
};
