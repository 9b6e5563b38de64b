/** Random bytes in their several encodings (resource_bytes.go, resource_id.go, resource_uuid.go). */
import { randomBytes, randomUUID } from "node:crypto";
import { resource } from "../framework/provider";

type Keepers = { keepers?: { [name: string]: string } };

export const randomBytesResource = resource<Keepers & { length: number }>({
	check: ({ inputs }) => {
		const { length } = inputs;
		const tooShort = typeof length === "number" && length < 1;
		return {
			inputs,
			failures: tooShort ? [{ reason: `expected length to be at least 1, got ${length}` }] : [],
		};
	},
	replaceOn: "all",
	create: async ({ inputs }) => {
		const bytes = randomBytes(inputs.length);
		// The official resource names itself, not its value: the value is secret.
		return { id: "none", outputs: { ...inputs, base64: bytes.toString("base64"), hex: bytes.toString("hex") } };
	},
});

export const randomId = resource<Keepers & { byteLength: number; prefix?: string }>({
	replaceOn: "all",
	create: async ({ inputs }) => {
		const bytes = randomBytes(inputs.byteLength);
		const prefix = inputs.prefix ?? "";
		const hex = bytes.toString("hex");
		return {
			id: bytes.toString("base64url"),
			outputs: {
				...inputs,
				b64Std: prefix + bytes.toString("base64"),
				b64Url: prefix + bytes.toString("base64url"),
				dec: prefix + BigInt(`0x${hex}`).toString(),
				hex: prefix + hex,
			},
		};
	},
});

export const randomUuid = resource<Keepers>({
	replaceOn: "all",
	create: async ({ inputs }) => {
		const result = randomUUID();
		return { id: result, outputs: { ...inputs, result } };
	},
});
