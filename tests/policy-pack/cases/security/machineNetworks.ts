import { machineNetworks as rule } from "../../../../policy-pack/rules/security/machineNetworks";
import { dated, resource, root, type StackRuleCases, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const machines = (vlanId?: unknown) =>
	resource(
		"lab:machines:Machines",
		{ environmentClass: "production", ...(vlanId === undefined ? {} : { vlanId }) },
		{},
		"machines",
	);
const vm = (...networkDevices: unknown[]) => resource("proxmoxve:index/vmLegacy:VmLegacy", { networkDevices });
const other = "networkDevices[0].vlanId is not that of the environment";

export const machineNetworks: StackRuleCases = {
	policy: "sec-012-machine-networks",
	compliant: [{ says: "the environment's VLAN", resources: [machines(30), vm({ vlanId: 30 })], messages: [] }],
	violating: [
		{ says: "another VLAN", resources: [machines(30), vm({ vlanId: 20 })], messages: [fail(other)] },
		{
			says: "another VLAN on the second card",
			resources: [machines(30), vm({ vlanId: 30 }, { vlanId: 20 })],
			messages: [fail("networkDevices[1].vlanId is not that of the environment")],
		},
		{
			says: "a VLAN where the environment has none",
			resources: [machines(), vm({ vlanId: 20 })],
			messages: [fail(other)],
		},
		{ says: "a text for the number", resources: [machines(30), vm({ vlanId: "30" })], messages: [fail(other)] },
		{
			says: "further VLANs through a trunk",
			resources: [machines(30), vm({ vlanId: 30, trunks: "20;30" })],
			messages: [fail("networkDevices[0].trunks reaches further VLANs")],
		},
		{
			says: "a machine of nobody's",
			resources: [vm({ vlanId: 30 })],
			messages: [messagesOf(rule, root.name).fail("network.vlanId is stated by no lab:machines:Machines")],
		},
	],
	absent: [
		{ says: "no VLAN where the environment has one", resources: [machines(30), vm({})], messages: [fail(other)] },
	],
	nearMiss: [
		{
			says: "no VLAN where the environment has none",
			resources: [machines(), vm({}), vm({ vlanId: 0 })],
			messages: [],
		},
		{ says: "a trunk of nothing", resources: [machines(30), vm({ vlanId: 30, trunks: "" })], messages: [] },
	],
	otherKind: [{ says: "a stack without machines", resources: [machines(30)], messages: [] }],
	unknown: {
		alone: [
			{
				says: "an unknown VLAN",
				resources: [machines(30), vm({ vlanId: unknown })],
				messages: [undecided("networkDevices[0].vlanId")],
			},
			{
				says: "an unknown VLAN of the environment",
				resources: [machines(unknown), vm({ vlanId: 30 })],
				messages: [messagesOf(rule, "machines").undecided("vlanId")],
			},
		],
		besideViolation: [
			{
				says: "an unknown card beside one on another VLAN",
				resources: [machines(30), vm(unknown, { vlanId: 20 })],
				messages: [undecided("networkDevices[0]"), fail("networkDevices[1].vlanId is not that of the environment")],
			},
			{
				says: "an unknown VLAN beside a trunk",
				resources: [machines(30), vm({ vlanId: unknown, trunks: "20" })],
				messages: [undecided("networkDevices[0].vlanId"), fail("networkDevices[0].trunks reaches further VLANs")],
			},
		],
	},
	excepted: {
		resources: [machines(30), vm({ vlanId: 20 })],
		exception: {
			control: "SEC-012",
			resource: { type: "proxmoxve:index/vmLegacy:VmLegacy", name: "proof" },
			finding: "networkDevices[0].vlanId",
			...dated,
		},
		waived: [waived(other)],
		expired: [expired(other)],
	},
};
