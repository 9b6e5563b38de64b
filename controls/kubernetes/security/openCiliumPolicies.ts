import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";
import { longestRange, longRange, longRanges, wideBlock } from "./openNetworkPolicies";

const control = controlById("SEC-003");

const ofNamespace = JSON.stringify("(^|:)io\\.(kubernetes\\.pod\\.namespace$|cilium\\.k8s\\.namespace\\.labels\\.)");
const reserved = JSON.stringify("^reserved[:.]");
/** Entities that are everything outside, or every pod inside (docs.cilium.io: Layer 3 policies, entities based). */
const everything = `["all", "world", "world-ipv4", "world-ipv6", "cluster"]`;

/** Whether a selector names a label's value, leaving out labels that a pattern matches. */
const names = (selector: string, but: string): string =>
	`${selector}.?matchLabels.orValue({}).exists(label, !label.matches(${but})) || ${selector}.?matchExpressions.orValue([]).exists(label, label.?operator.orValue("") == "In" && !label.?key.orValue("").matches(${but}))`;

/** Whether a selector says nothing of namespaces: in a namespace's policy it is then about that namespace's pods alone. */
const staysHome = [
	`object.kind == "CiliumNetworkPolicy"`,
	...[ofNamespace, reserved].flatMap((key) => [
		`!endpoint.?matchLabels.orValue({}).exists(label, label.matches(${key}))`,
		`!endpoint.?matchExpressions.orValue([]).exists(label, label.?key.orValue("").matches(${key}))`,
	]),
].join(" && ");

// Port 0 is every port (docs.cilium.io: Layer 4 policies).
const narrowPort = `port.?port.orValue("").matches("[1-9A-Za-z]") && (port.?endPort.orValue(0) == 0 || (port.port.matches("^[0-9]{1,5}$") && port.endPort - int(port.port) < ${longestRange}))`;
const longRangesOf = `to.?ports.orValue([]).filter(port, port.?endPort.orValue(0) != 0 && port.endPort - int(port.port) >= ${longRange}).size()`;
const narrowPorts = [
	"rule.?toPorts.orValue([]).size() > 0",
	`rule.?toPorts.orValue([]).all(to, to.?ports.orValue([]).size() > 0 && to.?ports.orValue([]).all(port, ${narrowPort}) && ${longRangesOf} <= ${longRanges})`,
].join(" && ");

const kindsOfPeers = ["Endpoints", "Entities", "CIDR", "CIDRSet", "FQDNs", "Services", "Nodes", "Groups"];

function narrowPeers(way: "from" | "to"): string {
	const some = kindsOfPeers.map((peers) => `rule.?${way}${peers}.orValue([]).size() > 0`).join(" || ");
	return [
		`rule.?${way}Entities.orValue([]).all(entity, !(entity in ${everything}))`,
		`rule.?${way}Endpoints.orValue([]).all(endpoint, (${staysHome}) || ${names("endpoint", reserved)})`,
		`rule.?${way}CIDR.orValue([]).all(block, !block.matches(${wideBlock}))`,
		`rule.?${way}CIDRSet.orValue([]).all(block, !block.?cidr.orValue("").matches(${wideBlock}))`,
		// A selector of groups of addresses that every group meets.
		`rule.?${way}CIDRSet.orValue([]).all(block, !block.?cidrGroupSelector.hasValue() || ${names("block.?cidrGroupSelector", reserved)})`,
		`rule.?${way}FQDNs.orValue([]).all(name, name.?matchPattern.orValue("a").matches("[A-Za-z0-9]"))`,
		// A rule without anything in it selects nothing; one of ports alone is for everybody.
		`(!rule.?toPorts.hasValue() || ${some})`,
	].join(" && ");
}

const narrow = (spec: string, optional = spec): string =>
	(["ingress", "egress"] as const)
		.map((direction) => {
			const few = names(`${optional}.?endpointSelector`, ofNamespace);
			const ofNodes = `(${optional}.?nodeSelector.hasValue() && !${optional}.?endpointSelector.hasValue())`;
			const rules = `${optional}.?${direction}.orValue([])`;
			return `(${ofNodes} || ${few} || ${rules}.all(rule, (${narrowPorts}) || (${narrowPeers(direction === "ingress" ? "from" : "to")})))`;
		})
		.join(" && ");

/** SEC-003 over Cilium's own policies, of a namespace and of the cluster, in both of their forms (`spec` and `specs`). */
export const openCiliumPolicies: KubernetesRule = {
	id: control.id,
	slug: "open-cilium-policies",
	says: "No policy of Cilium's lets everything through for every pod of a namespace or of the cluster.",
	why: control.why,
	fix: "Name the pods by a label's value, or the ports one by one, or the namespaces or addresses on the other side.",
	applies: objects({
		cilium: [
			kind("cilium.io/v2", "CiliumNetworkPolicy", "ciliumnetworkpolicies"),
			kind("cilium.io/v2", "CiliumClusterwideNetworkPolicy", "ciliumclusterwidenetworkpolicies", { cluster: true }),
		],
	}),
	cel: [narrow("object.?spec"), `object.?specs.orValue([]).all(spec, ${narrow("spec")})`].join(" && "),
	finding: (path) => `${path} lets everything through, for every pod of a namespace`,
};
