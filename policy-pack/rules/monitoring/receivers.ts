import { isPulumiUnknown } from "../../unknown";
import { at, elements } from "../installed";
import { isTree } from "../machinePatch";

/** A receiver's member that tells somebody: `email_configs` of Alertmanager, `emailConfigs` of the operator's resource. */
const notification = /^[a-z0-9]+(_configs|Configs)$/;

/** Whether the route at the top of an Alertmanager configuration ends at a receiver that notifies somebody. */
export function notifies(configuration: unknown): boolean {
	const name = at(configuration, "route", "receiver");
	if (typeof name !== "string" || isPulumiUnknown(name)) return false;
	return elements(at(configuration, "receivers")).some(
		(receiver) =>
			isTree(receiver) &&
			receiver.name === name &&
			Object.entries(receiver).some(([key, list]) => notification.test(key) && elements(list).length > 0),
	);
}
