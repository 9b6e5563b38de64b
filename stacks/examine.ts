/** From the plain values of a stack to its configuration, or to all of its faults at once. No Pulumi, no files. */
import { type Fault, faultsOf, formatFault } from "./faults";
import { isMapping, type Mapping, merged } from "./merge";
import { defaultProfile, profiles } from "./profiles";
import { type LabConfig, labConfig, secretKeys } from "./schema";

/** What a stack says: the values of the keys after `gxp-lab:`, and which of them are encrypted. */
export interface StackValues {
	readonly stack: string;
	readonly values: Mapping;
	readonly encrypted: ReadonlySet<string>;
}

export type Examined =
	| { readonly config: LabConfig; readonly warnings: readonly string[] }
	| { readonly faults: string[]; readonly warnings: readonly string[] };

export function examine(stack: StackValues): Examined {
	const plain = Object.fromEntries(
		Object.entries(stack.values).filter(([key]) => !(key in secretKeys) && !stack.encrypted.has(key)),
	);
	const faults: Fault[] = [];
	const parsed = labConfig.safeParse(withDefaults(plain));
	if (!parsed.success) faults.push(...faultsOf(parsed.error));
	if (faults.length > 0 || !parsed.success) return { faults: faults.map(formatFault), warnings: [] };
	return { config: parsed.data, warnings: [] };
}

function withDefaults(values: Mapping): unknown {
	const name = values.profile ?? defaultProfile;
	const defaults: unknown = typeof name === "string" && name in profiles ? profiles[name as keyof typeof profiles] : {};
	return merged(isMapping(defaults) ? { profile: defaultProfile, ...defaults } : {}, values);
}
