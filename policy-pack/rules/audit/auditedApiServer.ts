import { controlById } from "../../../controls/catalogue";
import type { ResourceRule } from "../../rule";
import { type ApiServerArgument, apiServerArguments } from "../apiServerArguments";
import {
	documentsOf,
	judgeMachine,
	type MachineConfiguration,
	type MachineFinding,
	memberOf,
} from "../machineConfiguration";
import { judgeAuditPolicy } from "./auditPolicy";

const control = controlById("AUD-001");

/** AUD-001 over the machine configuration of each control plane, with the patches that the resource puts on it. */
export const auditedApiServer: ResourceRule = {
	id: control.id,
	slug: "audited-api-server",
	says: control.says,
	fix: control.fix,
	judge: (resource) =>
		judgeMachine(resource, {
			controlPlanesOnly: true,
			guarded: ["/cluster/apiServer/auditPolicy", "/cluster/apiServer/extraArgs"],
			guardedAs: "the API server's audit",
			judge: judgeApiServer,
		}),
};

// Arguments that would put another policy, or no log, in the place of what the machine configuration says.
const overriding = ["audit-policy-file", "audit-log-path", "audit-log-truncate-enabled"];

/**
 * How much of the log a node keeps: what Talos sets (siderolabs/talos, k8s/control_plane_final.go), and the CIS benchmark asks for
 * (1.2.17 to 1.2.19). 0 is no bound to the API server; the disk is one then, and a full one stops it.
 */
const atLeast: Readonly<Record<string, number>> = {
	"audit-log-maxage": 30,
	"audit-log-maxbackup": 10,
	"audit-log-maxsize": 100,
};

/** What else the log may be told; `batch` drops events where its buffer is full (k8s.io/apiserver v0.36.3, options/audit.go). */
const oneOf: Readonly<Record<string, readonly string[]>> = {
	"audit-log-mode": ["blocking", "blocking-strict"],
	"audit-log-format": ["json"],
	"audit-log-version": ["audit.k8s.io/v1"],
};

function judgeApiServer(configuration: MachineConfiguration): MachineFinding[] {
	const found = apiServerArguments(configuration).flatMap(judgeArgument);
	const path = "cluster.apiServer.auditPolicy";
	const policies: { path: string; policy: unknown; absent?: true }[] = [
		{ path, policy: memberOf(configuration.main, "cluster", "apiServer", "auditPolicy") },
		// From contract 1.14 on it may be a document of its own; Talos takes one of both.
		...documentsOf(configuration, "KubeAuditPolicyConfig").map((document) => ({
			path: "KubeAuditPolicyConfig.configuration",
			policy: document.configuration ?? {},
			// Its rules come after those of a document that is not known yet, which may decide first.
			absent: true as const,
		})),
	].filter(({ policy }) => policy !== undefined);
	if (policies.length === 0) return [...found, { path, what: "is missing", absent: true }];
	return [
		...found,
		...policies.flatMap(({ path, policy, absent }) =>
			judgeAuditPolicy(policy, path).map((fault) => ({ ...fault, ...(absent && { absent }) })),
		),
	];
}

function judgeArgument({ name, path, values }: ApiServerArgument): MachineFinding[] {
	if (overriding.includes(name)) return [{ path, what: "takes the place of the audit policy or its log" }];
	const least = Object.hasOwn(atLeast, name) ? atLeast[name] : undefined;
	if (least !== undefined && !(values.length > 0 && values.every((value) => isAtLeast(value, least))))
		return [{ path, what: `keeps less of the audit log than ${least}` }];
	const allowed = Object.hasOwn(oneOf, name) ? oneOf[name] : undefined;
	if (allowed !== undefined && !values.every((value) => allowed.includes(String(value))))
		return [{ path, what: `is not ${allowed.join(" or ")}` }];
	return [];
}

function isAtLeast(value: unknown, least: number): boolean {
	const text = String(value);
	return /^\d{1,9}$/.test(text) && Number(text) >= least;
}
