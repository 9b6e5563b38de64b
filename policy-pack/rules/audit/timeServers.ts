import { controlById } from "../../../controls/catalogue";
import type { EnvironmentClass } from "../../../controls/types";
import type { ResourceRule } from "../../rule";
import { elements } from "../installed";
import {
	documentsOf,
	judgeMachine,
	type MachineConfiguration,
	type MachineFinding,
	memberOf,
} from "../machineConfiguration";

const control = controlById("AUD-006");
const leastServers: Readonly<Record<EnvironmentClass, number>> = { lab: 1, validation: 1, production: 2 };

/**
 * AUD-006 over each node: `machine.time` or the document TimeSyncConfig (Talos refuses both together). Without either Talos asks
 * a public server of its own choice. A PTP device is the host's clock, not a time server.
 */
export const timeServers: ResourceRule = {
	id: control.id,
	slug: "time-servers",
	says: control.says,
	fix: control.fix,
	judge: (resource, { environmentClass }) =>
		judgeMachine(resource, {
			guarded: ["/machine/time"],
			guardedAs: "the time servers",
			judge: (configuration) => judgeTime(configuration, leastServers[environmentClass]),
		}),
};

// YAML 1.1 has more words for it, and Talos reads them.
const off = (value: unknown): boolean =>
	value === false || (typeof value === "string" && /^(n|no|off|false)$/i.test(value));
const on = (value: unknown): boolean =>
	value === true || (typeof value === "string" && /^(y|yes|on|true)$/i.test(value));

function judgeTime(configuration: MachineConfiguration, least: number): MachineFinding[] {
	const documents = documentsOf(configuration, "TimeSyncConfig");
	const machine = memberOf(configuration.main, "machine", "time");
	const path = machine === undefined ? "TimeSyncConfig.ntp.servers" : "machine.time.servers";
	const servers = [
		...elements(memberOf(machine, "servers")),
		...documents.flatMap((document) => elements(memberOf(document, "ntp", "servers"))),
	];
	const found: MachineFinding[] = [];
	if (on(memberOf(machine, "disabled")))
		found.push({ path: "machine.time.disabled", what: "stops the clock's synchronisation" });
	if (documents.some(({ enabled }) => off(enabled)))
		found.push({ path: "TimeSyncConfig.enabled", what: "stops the clock's synchronisation" });
	const different = new Set(
		servers.flatMap((server) =>
			typeof server === "string" && /^[A-Za-z0-9.:-]+$/.test(server) ? [server.toLowerCase().replace(/\.$/, "")] : [],
		),
	);
	if (different.size >= least) return found;
	const what = different.size === 0 ? "names no time server" : `names fewer than ${least} different time servers`;
	return [...found, { path, what, absent: true }];
}
