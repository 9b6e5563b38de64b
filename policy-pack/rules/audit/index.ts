import type { ResourceRule, StackRule } from "../../rule";
import { auditedApiServer } from "./auditedApiServer";
import { componentAuditValues } from "./componentAuditValues";
import { falcoOutput } from "./falcoOutput";
import { lockedBuckets, retainedBuckets } from "./lockedBuckets";
import { logCollector } from "./logCollector";
import { lokiRetention } from "./lokiRetention";
import { nodeLogs } from "./nodeLogs";
import { runtimeDetection } from "./runtimeDetection";
import { timeServers } from "./timeServers";

/** The rules over resources of the program of the controls AUD. */
export const resourceRules: readonly ResourceRule[] = [
	auditedApiServer,
	nodeLogs,
	lokiRetention,
	lockedBuckets,
	falcoOutput,
	timeServers,
	componentAuditValues,
];

/** The rules over whole stacks. */
export const stackRules: readonly StackRule[] = [logCollector, retainedBuckets, runtimeDetection];
