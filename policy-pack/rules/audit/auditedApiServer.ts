import { controlById } from "../../../controls/catalogue";
import type { Judgement } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { type MachineConfiguration, readMachineConfiguration } from "../machineConfiguration";
import { judgeAuditPolicy } from "./auditPolicy";

const control = controlById("AUD-001");

/** AUD-001 over the machine configuration of each control plane, with the patches that the resource puts on it. */
export const auditedApiServer: ResourceRule = {
	id: control.id,
	slug: "audited-api-server",
	says: control.says,
	fix: control.fix,
	judge,
};

// Arguments that would put another policy, or no log, in the place of what the machine configuration says.
const overriding = ["audit-policy-file", "audit-log-path", "audit-log-truncate-enabled"];

function judge({ type, properties }: Resource): Judgement[] | undefined {
	if (type !== "talos:machine/configurationApply:ConfigurationApply") return undefined;
	const configuration = readMachineConfiguration(properties);
	if (configuration.machineType === "worker" && configuration.faults.length === 0 && configuration.unknown.length === 0)
		return undefined;
	const undecided = configuration.unknown.map(
		(path): Judgement => ({ outcome: "undecided", path, finding: `${path} is not known yet` }),
	);
	const faults = configuration.faults.map(({ path, what }): Judgement => violated(path, what));
	return [...faults, ...judgeApiServer(configuration), ...undecided];
}

function judgeApiServer({ machineType, auditPolicy, extraArgs, unknown }: MachineConfiguration): Judgement[] {
	if (machineType === "worker") return [];
	const found = overriding
		.filter((argument) => extraArgs.has(argument))
		.map((argument) =>
			violated(`cluster.apiServer.extraArgs.${argument}`, "takes the place of the audit policy or its log"),
		);
	const path = "cluster.apiServer.auditPolicy";
	if (auditPolicy !== undefined)
		return [...found, ...judgeAuditPolicy(auditPolicy, path).map(({ path, what }) => violated(path, what))];
	// What is unknown may still hold one.
	return unknown.length > 0 ? found : [...found, violated(path, "is missing")];
}

function violated(path: string, what: string): Judgement {
	return { outcome: "violated", path, finding: `${path} ${what}` };
}
