import { guardedMachines as rule } from "../../../../policy-pack/rules/security/guardedMachines";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const card = { bridge: "vmbr0", firewall: true };
const vm = (properties: Record<string, unknown>, type = "proxmoxve:index/vmLegacy:VmLegacy") =>
	resource(type, { networkDevices: [card], protection: true, tags: ["role-control-plane"], ...properties });
const firewall = "networkDevices[0].firewall is not on";
const protection = "protection is not on";

export const guardedMachines: RuleCases = {
	policy: "sec-012-guarded-machines",
	compliant: [
		{ says: "a control plane", resource: vm({}), messages: [] },
		{
			says: "a worker, which is not protected",
			resource: vm({ tags: ["role-worker"], protection: false }),
			messages: [],
		},
	],
	violating: [
		{
			says: "a card without firewall",
			resource: vm({ networkDevices: [{ ...card, firewall: false }] }),
			messages: [fail(firewall)],
		},
		{
			says: "the second card",
			resource: vm({ networkDevices: [card, { bridge: "vmbr1" }] }),
			messages: [fail("networkDevices[1].firewall is not on")],
		},
		{
			says: "a text for the firewall",
			resource: vm({ networkDevices: [{ ...card, firewall: "true" }] }),
			messages: [fail(firewall)],
		},
		{
			says: "a worker's card",
			resource: vm({ tags: ["role-worker"], networkDevices: [{ bridge: "vmbr0" }] }),
			messages: [fail(firewall)],
		},
		{ says: "a control plane without protection", resource: vm({ protection: false }), messages: [fail(protection)] },
		{
			says: "a storage machine without protection",
			resource: vm({ protection: false, tags: ["role-storage"] }),
			messages: [fail(protection)],
		},
		{
			says: "a worker that is a control plane too",
			resource: vm({ protection: false, tags: ["role-worker", "role-control-plane"] }),
			messages: [fail(protection)],
		},
		{
			says: "a card of the newer type",
			resource: vm({ networkDevices: undefined, network: { net0: { bridge: "vmbr0" } } }, "proxmoxve:cloned/vm:Vm"),
			messages: [fail("network.net0.firewall is not on")],
		},
	],
	absent: [
		{
			says: "no protection and no role",
			resource: vm({ protection: undefined, tags: undefined }),
			messages: [fail(protection)],
		},
		{ says: "no card", resource: vm({ networkDevices: undefined }), messages: [] },
		{
			says: "a card that says nothing of it",
			resource: vm({ networkDevices: [{ bridge: "vmbr0" }] }),
			messages: [fail(firewall)],
		},
	],
	nearMiss: [{ says: "two cards with firewall", resource: vm({ networkDevices: [card, card] }), messages: [] }],
	otherKind: [resource("proxmoxve:download/file:File", {}), resource("talos:machine/secrets:Secrets", {})],
	unknown: {
		alone: [
			{ says: "unknown cards", resource: vm({ networkDevices: unknown }), messages: [undecided("networkDevices")] },
			{
				says: "an unknown firewall",
				resource: vm({ networkDevices: [{ firewall: unknown }] }),
				messages: [undecided("networkDevices[0].firewall")],
			},
			{
				says: "an unknown tag beside a worker's, which may be another role",
				resource: vm({ tags: ["role-worker", unknown], protection: false }),
				messages: [undecided("tags")],
			},
			{ says: "unknown tags", resource: vm({ tags: unknown, protection: false }), messages: [undecided("tags")] },
			{ says: "an unknown protection", resource: vm({ protection: unknown }), messages: [undecided("protection")] },
		],
		besideViolation: [
			{
				says: "an unknown card beside one without firewall",
				resource: vm({ networkDevices: [unknown, { bridge: "vmbr0" }] }),
				messages: [undecided("networkDevices[0]"), fail("networkDevices[1].firewall is not on")],
			},
		],
	},
	excepted: {
		resource: vm({ networkDevices: [{ bridge: "vmbr0" }] }),
		exception: {
			control: "SEC-012",
			resource: { type: "proxmoxve:index/vmLegacy:VmLegacy", name: "proof" },
			finding: "networkDevices[0].firewall",
			...dated,
		},
		waived: [waived(firewall)],
		expired: [expired(firewall)],
	},
};
