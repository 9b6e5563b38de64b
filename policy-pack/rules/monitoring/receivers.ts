import { isPulumiUnknown } from "../../unknown";
import { at, elements } from "../installed";
import { isTree } from "../machinePatch";

/** A receiver's member that tells somebody: `email_configs` of Alertmanager, `emailConfigs` of the operator's resource. */
const notification = /^[a-z0-9]+(_configs|Configs)$/;

/** What an operator of Prometheus sends so that its absence is seen; to tell somebody of it helps nobody. */
const heartbeats =
	/^(alertname\s*=\s*"?(Watchdog|InfoInhibitor)"?|alertname\s*=~\s*"?(Watchdog|InfoInhibitor)(\|(Watchdog|InfoInhibitor))*"?)$/;

/**
 * Whether the routes of an Alertmanager configuration end at receivers that notify somebody: the one at the top, and each below it, but
 * one for a heartbeat. Not where that depends on something that is not known yet.
 */
export function notifies(configuration: unknown): boolean {
	const told = new Set(
		elements(at(configuration, "receivers"))
			.filter(isTree)
			.filter((receiver) =>
				Object.entries(receiver).some(([key, list]) => notification.test(key) && elements(list).length > 0),
			)
			.map(({ name }) => name),
	);
	const reaches = (receiver: unknown): boolean =>
		typeof receiver === "string" && !isPulumiUnknown(receiver) && told.has(receiver);
	const route = at(configuration, "route");
	return reaches(at(route, "receiver")) && allEndAtSomebody(at(route, "routes"), reaches);
}

type Reaches = (receiver: unknown) => boolean;

function allEndAtSomebody(routes: unknown, reaches: Reaches): boolean {
	return !isPulumiUnknown(routes) && elements(routes).every((one) => endsAtSomebody(one, reaches));
}

/** A route without a receiver has that of the route above. */
function endsAtSomebody(route: unknown, reaches: Reaches): boolean {
	if (isHeartbeat(route)) return true;
	const receiver = at(route, "receiver");
	return (receiver === undefined || reaches(receiver)) && allEndAtSomebody(at(route, "routes"), reaches);
}

function isHeartbeat(route: unknown): boolean {
	const matchers = elements(at(route, "matchers"));
	const named = matchers.some((one) => typeof one === "string" && heartbeats.test(one.trim()));
	const older = at(route, "match", "alertname");
	return named || older === "Watchdog" || older === "InfoInhibitor";
}
