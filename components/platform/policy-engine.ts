import type * as pulumi from "@pulumi/pulumi";
import type { ExportedPolicy } from "../../controls/export/policies";
import type { LabConfig } from "../../stacks/config";
import type { Locks } from "../../stacks/locks";

/** A policy engine beside the admission policies. */
export interface PolicyEngine {
	/** Its pods: what it judges is refused until they are there, so that everything else waits for them. */
	readonly ready: pulumi.Resource[];
	/**
	 * Makes its policies after this, which has waited for `ready`: one resource, because Pulumi's engine follows every path between the
	 * resources of a destroy, and with a few edges from each of a hundred policies it spends minutes.
	 */
	enforce(after: pulumi.Resource): void;
}

export interface EngineArgs {
	config: Pick<LabConfig, "environment">;
	locks: Locks;
	/** The project's folder, which the chart's archive path is relative to. */
	root: string;
	/** What the engine judges by: the policies that the API server has too. */
	policies: readonly ExportedPolicy[];
	/** What must be there first. */
	after: pulumi.Resource[];
}
