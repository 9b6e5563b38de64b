import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";

const control = controlById("SEC-012");

/** The provider's types that make a virtual machine. */
export const machineTypes: readonly string[] = [
	"proxmoxve:index/vmLegacy:VmLegacy",
	"proxmoxve:index/vm2Legacy:Vm2Legacy",
	"proxmoxve:index/vm:Vm",
	"proxmoxve:cloned/vmLegacy:VmLegacy",
	"proxmoxve:cloned/vm:Vm",
];

/** SEC-012 over each virtual machine: every card's firewall, and the machine's protection. Its VLAN is seen in the whole stack. */
export const guardedMachines: ResourceRule = {
	id: control.id,
	slug: "guarded-machines",
	says: "Every network card of a machine has the firewall on, and what is no worker is protected.",
	fix: "Set firewall: true on every network device, and protection: true on every machine that is no worker.",
	judge,
};

function judge({ type, properties }: Resource): Judgement[] | undefined {
	if (!machineTypes.includes(type)) return undefined;
	return [...judgeCards(properties), ...judgeProtection(properties)];
}

/** The cards of a machine with their paths: a list, or (in the newer types) a mapping by their names. */
export function cardsOf(
	properties: Resource["properties"],
): { path: string; card: unknown }[] | { unknown: string } | undefined {
	const member = properties.networkDevices === undefined ? "network" : "networkDevices";
	const cards = properties[member];
	if (isPulumiUnknown(cards)) return { unknown: member };
	if (typeof cards !== "object" || cards === null) return undefined;
	return Object.entries(cards).map(([key, card]) => ({
		path: Array.isArray(cards) ? `${member}[${key}]` : `${member}.${key}`,
		card,
	}));
}

function judgeCards(properties: Resource["properties"]): Judgement[] {
	const cards = cardsOf(properties);
	if (cards === undefined) return [];
	if ("unknown" in cards) return [undecided(cards.unknown)];
	return cards.flatMap(({ path, card }) => {
		const firewall = at(card, "firewall");
		if (isPulumiUnknown(card)) return [undecided(path)];
		if (isPulumiUnknown(firewall)) return [undecided(`${path}.firewall`)];
		return firewall === true ? [] : [violated(`${path}.firewall`, "is not on")];
	});
}

/** A worker holds nothing that is not elsewhere, and is removed by scaling; one without a role may hold anything. */
function judgeProtection({ tags, protection }: Resource["properties"]): Judgement[] {
	if (protection === true) return [];
	if (isPulumiUnknown(tags)) return [undecided("tags")];
	const roles = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string" && tag.startsWith("role-")) : [];
	const open = Array.isArray(tags) && tags.some(isPulumiUnknown);
	if (open && roles.every((role) => role === "role-worker")) return [undecided("tags")];
	if (roles.length > 0 && roles.every((role) => role === "role-worker")) return [];
	if (isPulumiUnknown(protection)) return [undecided("protection")];
	return [violated("protection", "is not on")];
}
