import type { Control } from "../types";
import { annex, iso, part11 } from "./clauses";
import { advisoryInLab, everywhere } from "./enforcement";

/** What can be reached, and by whom: SEC-003, 004, 009 and 012. */
export const networkSecurity: readonly Control[] = [
	{
		id: "SEC-003",
		says: "Every namespace denies by default, and the network plugin enforces it.",
		why: "Without a deny, whatever gets into one pod reaches every other; with one that nobody enforces, the same, and it looks safe.",
		clauses: [
			annex(
				"12.1",
				"Access to what holds data is restricted on the network too: what is not listed does not get through.",
			),
			iso("A.8.20", "Traffic between workloads is controlled by default, and by a plugin that is known to do it."),
			iso("A.8.22", "Each namespace is a segment of its own until a policy connects it."),
		],
		where: ["kubernetes", "stack"],
		enforcement: advisoryInLab,
		fix: "Give the namespace a NetworkPolicy with podSelector: {}, policyTypes [Ingress, Egress] and no rules, and no policy beside it that allows everything; run Cilium.",
		residualRisk:
			"Of the other policies of a namespace only those are refused that let everything through for all of its pods: how much a narrower one allows (up to three ranges of a quarter of all ports each and five of up to 1,024, and whatever ports it lists one by one; in Cilium's kinds short ranges are not counted, nor those of several rules together), several together, the addresses of a CiliumCIDRGroup, or one of another plugin's own kinds (Calico, Antrea, the cluster's administrator's), is for its review. Pods on the host's network are outside network policies, and namespaces that nobody declares (kube-system) are not seen.",
	},
	{
		id: "SEC-004",
		says: "Ingress is TLS only, from the lab's CA or ACME, 1.2 or later.",
		why: "A sign-in or a record that crosses the network in the clear can be read and changed on the way.",
		clauses: [
			annex("12.1", "Credentials that give access are not shown to the network."),
			part11("11.30", "Encryption protects the authenticity, integrity and confidentiality of records on their way."),
			iso("A.8.24", "Cryptography is used by a rule: which versions, and whose certificates."),
		],
		where: ["kubernetes"],
		enforcement: everywhere,
		fix: "List each host under tls with a secretName, annotate cert-manager.io/cluster-issuer, and leave old TLS versions off.",
		residualRisk:
			"Only Ingress, the Gateway API and Traefik's routes and TLS options are read; what a controller serves by kinds of its own (Istio, Contour, NGINX), and traffic behind the ingress, is not. Who made the Secret that a route of Traefik's names is not seen there. For ACME by HTTP-01 cert-manager makes an Ingress without TLS, which is refused: it needs a dated exception, or DNS-01.",
	},
	{
		id: "SEC-009",
		says: "What is exposed is on the list.",
		why: "A port that somebody opened for a test is how the next one comes in, and nobody watches it.",
		clauses: [
			annex("12.1", "The ways in from outside the cluster are few, known and decided."),
			iso("A.8.20", "The network services that are offered are a reviewed list."),
		],
		where: ["kubernetes"],
		enforcement: advisoryInLab,
		fix: "Use a ClusterIP behind the ingress; or add the Service's namespace, name, type and ports to controls/exposed.ts in a change of its own.",
		residualRisk:
			"A pod on the host's network can listen on ports that it does not declare; SEC-001 makes those dated exceptions. A load balancer also opens node ports.",
	},
	{
		id: "SEC-012",
		says: "Machines have the firewall on, the VLAN of their environment, and protection.",
		why: "A machine on another environment's network, or open to all of its own, is reached past every control inside the cluster.",
		clauses: [
			annex("12.1", "Machines that hold or process data are reached only through what the firewall lets in."),
			iso("A.8.20", "The hypervisor filters each network card."),
			iso("A.8.22", "Environments are separate networks, each with its own VLAN."),
		],
		where: ["provider", "stack"],
		enforcement: advisoryInLab,
		fix: "Set firewall: true and the environment's vlanId on every network device, and protection: true on every machine that is no worker.",
		residualRisk:
			"The card's switch has an effect only where the firewall of the data centre and of the node is on, and its rules are Proxmox VE's. Bare metal has its VLAN at the switch. A worker is not protected: it holds nothing that is not elsewhere.",
	},
];
