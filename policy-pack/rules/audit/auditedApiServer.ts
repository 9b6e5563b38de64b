import { controlById } from "../../../controls/catalogue";
import type { ResourceRule } from "../../rule";
import { judgeMachine, type MachineConfiguration, type MachineFinding, memberOf } from "../machineConfiguration";
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

function judgeApiServer({ main }: MachineConfiguration): MachineFinding[] {
	const at = "cluster.apiServer";
	const found = overriding
		.filter((argument) => memberOf(main, "cluster", "apiServer", "extraArgs", argument) !== undefined)
		.map((argument) => ({
			path: `${at}.extraArgs.${argument}`,
			what: "takes the place of the audit policy or its log",
		}));
	const path = `${at}.auditPolicy`;
	const policy = memberOf(main, "cluster", "apiServer", "auditPolicy");
	if (policy !== undefined) return [...found, ...judgeAuditPolicy(policy, path)];
	return [...found, { path, what: "is missing", absent: true }];
}
