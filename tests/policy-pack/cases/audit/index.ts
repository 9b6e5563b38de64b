import type { RuleCases, StackRuleCases } from "../case";
import { auditedApiServer } from "./auditedApiServer";
import { componentAuditLogsCases } from "./componentAuditLogs";
import { componentAuditValuesCases } from "./componentAuditValues";
import { falcoEverywhereCases } from "./falcoEverywhere";
import { falcoOutputCases } from "./falcoOutput";
import { lockedBucketsCases, retainedBucketsCases } from "./lockedBuckets";
import { logCollectorCases } from "./logCollector";
import { lokiRetentionCases } from "./lokiRetention";
import { nodeLogsCases } from "./nodeLogs";
import { runtimeDetectionCases } from "./runtimeDetection";
import { timeServersCases } from "./timeServers";

export const ruleCases: readonly RuleCases[] = [
	auditedApiServer,
	nodeLogsCases,
	lokiRetentionCases,
	lockedBucketsCases,
	falcoEverywhereCases,
	falcoOutputCases,
	timeServersCases,
	componentAuditLogsCases,
	componentAuditValuesCases,
];

export const stackRuleCases: readonly StackRuleCases[] = [
	logCollectorCases,
	retainedBucketsCases,
	runtimeDetectionCases,
];
