import type { LockedImage } from "../../stacks/locks";

/** The tag with its digest, for a chart that has no key for a digest and puts the tag after the colon as it is. */
export function pinnedTag({ tag, digest }: Pick<LockedImage, "tag" | "digest">): string {
	return digest === undefined ? tag : `${tag}@${digest}`;
}
