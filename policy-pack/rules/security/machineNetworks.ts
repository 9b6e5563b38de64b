import { controlById } from "../../../controls/catalogue";
import { undecided, violated } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at } from "../installed";
import { cardsOf, machineTypes } from "./guardedMachines";

const control = controlById("SEC-012");

/**
 * SEC-012: the VLAN of the environment is what the stack's configuration says, which the machines' component states as an input;
 * CHG-010 sees to it that no two environments say the same. Where it states none, the bridge is of the environment, and a card
 * with a VLAN of its own leaves it.
 */
export const machineNetworks: StackRule = {
	id: control.id,
	slug: "machine-networks",
	says: "Every network card of a machine is on the VLAN of its environment.",
	fix: "Set vlanId of every network device to network.vlanId of the stack.",
	overObjects: false,
	judge,
};

function judge(resources: readonly Resource[], stack: Resource): StackJudgement[] | undefined {
	const machines = resources.filter(({ type }) => machineTypes.includes(type));
	if (machines.length === 0) return undefined;
	const [component] = resources.filter(({ type }) => type === "lab:machines:Machines");
	if (component === undefined)
		return [{ ...violated("network.vlanId", "is stated by no lab:machines:Machines"), resource: stack }];
	const own = component.properties.vlanId ?? undefined;
	if (isPulumiUnknown(own)) return [{ ...undecided("vlanId"), resource: component }];
	return machines.flatMap((resource) => judgeMachine(resource, own).map((one) => ({ ...one, resource })));
}

function judgeMachine({ properties }: Resource, own: unknown) {
	const cards = cardsOf(properties);
	if (cards === undefined) return [];
	if ("unknown" in cards) return [undecided(cards.unknown)];
	return cards.flatMap(({ path, card }) => {
		if (isPulumiUnknown(card)) return [undecided(path)];
		// `vlanId` of the older types, `tag` and `trunks` of the newer; 0 is the provider's for none.
		const vlan = at(card, "vlanId") ?? at(card, "tag");
		const trunks = at(card, "trunks");
		const isOwn = (vlan === 0 ? undefined : vlan) === own;
		return [
			...(isPulumiUnknown(vlan)
				? [undecided(`${path}.vlanId`)]
				: isOwn
					? []
					: [violated(`${path}.vlanId`, "is not that of the environment")]),
			...(trunks === undefined || trunks === "" || (Array.isArray(trunks) && trunks.length === 0)
				? []
				: [
						isPulumiUnknown(trunks) ? undecided(`${path}.trunks`) : violated(`${path}.trunks`, "reaches further VLANs"),
					]),
		];
	});
}
