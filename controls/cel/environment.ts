import { Environment } from "@marcbachmann/cel-js";

const base = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });

/** A CEL environment with what Kubernetes' CEL has and the library lacks; variables are the caller's. */
export function celEnvironment(): Environment {
	return base.clone();
}
