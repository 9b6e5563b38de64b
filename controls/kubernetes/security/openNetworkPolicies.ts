import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";

const control = controlById("SEC-003");

/** Blocks of addresses that are most of all there are: shorter than 10.0.0.0/8, and than fc00::/7. */
export const wideBlock = JSON.stringify("^([0-9.]+/0*[0-7]|.*:.*/0*[0-6])$");

/** Whether a selector names a label's value. `Exists`, `NotIn` and `DoesNotExist` can be true of every pod. */
const names = (selector: string): string =>
	`(${selector}.?matchLabels.orValue({}).size() > 0 || ${selector}.?matchExpressions.orValue([]).exists(label, label.operator == "In"))`;

/**
 * How many ports a range has at the most that is not most of all there are: as many as the highest one of IANA's (RFC 6335: 49152 to
 * 65535). Three long ones are not all either; with a fourth they can be. Short ones add up as well: three long and five short ones
 * are 54,272 ports of 65,535 at the most.
 */
export const longestRange = 16_384;
export const longRange = 1_024;
export const longRanges = 3;
const mostRanges = 8;

const narrowPort = `port.?port.hasValue() && (!port.?endPort.hasValue() || (type(port.port) == int && port.endPort - port.port < ${longestRange}))`;
const narrowPorts = [
	"(rule.?ports.orValue([]).size() > 0",
	`rule.?ports.orValue([]).all(port, ${narrowPort})`,
	`rule.?ports.orValue([]).filter(port, port.?endPort.hasValue() && port.endPort - port.port >= ${longRange}).size() <= ${longRanges}`,
	`rule.?ports.orValue([]).filter(port, port.?endPort.hasValue()).size() <= ${mostRanges})`,
].join(" && ");

const narrowPeer = [
	`(!peer.?ipBlock.hasValue() || !peer.ipBlock.cidr.matches(${wideBlock}))`,
	// Without a selector of namespaces it is about pods of the policy's own (networking.k8s.io/v1, NetworkPolicyPeer).
	`(peer.?ipBlock.hasValue() || (peer.?podSelector.hasValue() && !peer.?namespaceSelector.hasValue()) || ${names("peer.?podSelector")} || ${names("peer.?namespaceSelector")})`,
].join(" && ");

const narrowPeers = (peers: string): string =>
	`(rule.?${peers}.orValue([]).size() > 0 && rule.?${peers}.orValue([]).all(peer, ${narrowPeer}))`;

const narrow = (direction: string, peers: string): string => {
	const rules = `object.?spec.?${direction}.orValue([])`;
	// Rules add up as ranges do: those that name no other side may have ranges in one of them.
	const withRanges = `rule.?ports.orValue([]).exists(port, port.?endPort.hasValue()) && !${narrowPeers(peers)}`;
	return `(${names("object.?spec.?podSelector")} || (${rules}.all(rule, ${narrowPorts} || ${narrowPeers(peers)}) && ${rules}.filter(rule, ${withRanges}).size() <= 1))`;
};

/**
 * SEC-003: network policies add up, so that one which allows everything undoes the deny beside it (kubernetes.io: Network
 * Policies, "Allow all ingress traffic"; networking.k8s.io/v1: empty or absent `from`, `to` and `ports` are all of them).
 */
export const openNetworkPolicies: KubernetesRule = {
	id: control.id,
	slug: "open-network-policies",
	says: "No NetworkPolicy lets everything through for every pod of its namespace.",
	why: control.why,
	fix: "Name the pods by a label's value, or the ports one by one, or the namespaces or addresses on the other side.",
	applies: objects({ networkpolicies: [kind("networking.k8s.io/v1", "NetworkPolicy", "networkpolicies")] }),
	cel: [narrow("ingress", "from"), narrow("egress", "to")].join(" && "),
	finding: (path) => `${path} lets everything through, for every pod of the namespace`,
};
