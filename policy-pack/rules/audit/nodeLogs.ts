import { controlById } from "../../../controls/catalogue";
import { undecided } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import {
	documentsOf,
	judgeMachine,
	type MachineConfiguration,
	type MachineFinding,
	memberOf,
} from "../machineConfiguration";

const control = controlById("AUD-002");

/**
 * AUD-002 over each node: the logs of Talos' services (`machine.logging.destinations`) and of the kernel (KmsgLogConfig) go to
 * another machine. A destination on the node itself (loopback, or its own address) leaves nothing.
 */
export const nodeLogs: ResourceRule = {
	id: control.id,
	slug: "node-logs",
	says: "The logs of a node's services and of its kernel leave the node.",
	fix: control.fix,
	judge: (resource) => {
		const found = judgeMachine(resource, {
			guarded: ["/machine/logging"],
			guardedAs: "the log destinations",
			judge: judgeLogs,
		});
		// A destination may be the node's own address.
		const open = addresses.find((key) => isPulumiUnknown(resource.properties[key]));
		return found?.length === 0 && open !== undefined ? [undecided(open)] : found;
	},
};

const addresses = ["node", "endpoint"] as const;

function judgeLogs(configuration: MachineConfiguration, { properties }: Resource): MachineFinding[] {
	const own = addresses.map((key) => properties[key]).filter((address) => typeof address === "string");
	const path = "machine.logging.destinations";
	const destinations = memberOf(configuration.main, "machine", "logging", "destinations") ?? [];
	const services = Array.isArray(destinations) ? destinations.map((one) => memberOf(one, "endpoint")) : [undefined];
	const kernel = documentsOf(configuration, "KmsgLogConfig").map(({ url }) => url);
	return [...judgeList(path, services, own), ...judgeList("KmsgLogConfig", kernel, own)];
}

function judgeList(path: string, endpoints: readonly unknown[], own: readonly string[]): MachineFinding[] {
	if (endpoints.length === 0) return [{ path, what: "is missing: these logs do not leave the node", absent: true }];
	const hosts = endpoints.map(hostOf);
	if (hosts.some((host) => host === undefined))
		return [{ path, what: "holds what is no address of a receiver (tcp:// or udp://, host and port)" }];
	const away = hosts.some((host) => host !== undefined && !isLocal(host) && !own.includes(host));
	return away ? [] : [{ path, what: "name this node only", absent: true }];
}

/** `udp://10.20.0.41:5140` and `tcp://[fd00::1]:5140`; Talos takes nothing else (KmsgLogConfig's URL: no path, a port). */
function hostOf(endpoint: unknown): string | undefined {
	if (typeof endpoint !== "string") return undefined;
	return /^(?:tcp|udp):\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d+\/?$/.exec(endpoint)?.[1]?.toLowerCase();
}

function isLocal(host: string): boolean {
	return /^(localhost|.*\.localhost|127\..*|0\.0\.0\.0|0|\[::1?\]|\[::ffff:127\..*\])\.?$/.test(host);
}
