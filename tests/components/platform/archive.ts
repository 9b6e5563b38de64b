import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { buffer } from "node:stream/consumers";
import { gzipSync } from "node:zlib";
import { pack } from "tar-stream";

/** Writes a chart archive with these files and gives its bytes. */
export async function writeArchive(path: string, files: Record<string, string>): Promise<Buffer> {
	const tar = pack();
	for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
	tar.finalize();
	const bytes = gzipSync(await buffer(tar));
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, bytes);
	return bytes;
}

export const sealedSecretCrd = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: sealedsecrets.bitnami.com
spec:
  group: bitnami.com
  names: { kind: SealedSecret, plural: sealedsecrets }
  scope: Namespaced
  versions: [{ name: v1alpha1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
status: { acceptedNames: {} }
`;
