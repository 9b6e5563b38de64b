import { resolve } from "node:path";
import { expect } from "chai";
import { markFaults, readinessFault, wantedLabels, wantedTaints } from "../../../rehearsal/checks/nodes";
import { kubernetesObject } from "../../../rehearsal/kubernetes/client";
import { checkStack } from "../../../stacks/file";

const ZONE = "topology.kubernetes.io/zone";
const CONTROL_PLANE = "node-role.kubernetes.io/control-plane";

function configOf(stack: string) {
	const checked = checkStack(stack, resolve(__dirname, "../../.."));
	if ("faults" in checked) throw new Error(checked.faults.join("\n"));
	return checked.config;
}
const lab = configOf("lab");
const prod = configOf("prod");

interface Node {
	name: string;
	ready?: boolean;
	labels?: Record<string, string>;
	taints?: object[];
}
const node = ({ name, ready = true, labels = {}, taints = [] }: Node) =>
	kubernetesObject.parse({
		metadata: { name, labels },
		spec: { taints },
		status: { conditions: [{ type: "Ready", status: ready ? "True" : "False" }] },
	});

const labNodes: Node[] = [
	{ name: "lab-cp-1", labels: { [ZONE]: "pve1", [CONTROL_PLANE]: "" } },
	{ name: "lab-worker-1", labels: { [ZONE]: "pve1" } },
	{ name: "lab-storage-1", labels: { [ZONE]: "shelf-1" } },
];
const withLabels = labNodes.map((one) => ({
	...one,
	labels: { ...lab.nodes.find(({ name }) => name === one.name)?.labels, ...one.labels },
}));
const marks = (name: string, change: Partial<Node>) =>
	markFaults(
		lab,
		withLabels.map((one) => node(one.name === name ? { ...one, ...change } : one)),
	);

describe("the checks of the nodes", () => {
	it("hold for the nodes of the stack file", () => {
		expect(readinessFault(lab, withLabels.map(node))).to.equal(undefined);
		expect(markFaults(lab, withLabels.map(node))).to.deep.equal([]);
	});

	it("see a stray node that is not Ready, one that is missing, and one that is not Ready", () => {
		const wanted = "lab-cp-1, lab-storage-1, lab-worker-1";
		expect(readinessFault(lab, [...withLabels, { name: "stray", ready: false }].map(node))).to.equal(
			`nodes: ${wanted}, stray; it must be ${wanted}`,
		);
		expect(readinessFault(lab, withLabels.slice(1).map(node))).to.equal(
			`nodes: lab-storage-1, lab-worker-1; it must be ${wanted}`,
		);
		const unready = withLabels.map((one) => node({ ...one, ready: one.name !== "lab-worker-1" }));
		expect(readinessFault(lab, unready)).to.equal("not Ready: lab-worker-1");
	});

	it("see a wrong zone, a role too many and a taint too many", () => {
		expect(marks("lab-worker-1", { labels: { [ZONE]: "pve2", [CONTROL_PLANE]: "" } })).to.deep.equal([
			`lab-worker-1: ${ZONE} is "pve2"; it must be "pve1"`,
			`lab-worker-1: ${CONTROL_PLANE} is ""; it must be absent`,
		]);
		expect(marks("lab-cp-1", { taints: [{ key: CONTROL_PLANE, effect: "NoSchedule" }] })).to.deep.equal([
			`lab-cp-1: taints are ${CONTROL_PLANE}=:NoSchedule; it must be none`,
		]);
		expect(marks("lab-cp-1", { labels: {} })).to.include(`lab-cp-1: ${CONTROL_PLANE} is absent; it must be ""`);
	});

	it("want the taint and the exclusion of a control plane that runs no pods", () => {
		const [controlPlane] = prod.nodes;
		if (controlPlane === undefined) throw new Error("prod has no nodes");
		expect(wantedTaints(controlPlane)).to.deep.equal([`${CONTROL_PLANE}=:NoSchedule`]);
		expect(wantedLabels(prod, controlPlane)).to.include({
			[ZONE]: "rack-1",
			"node.kubernetes.io/exclude-from-external-load-balancers": "",
		});
	});

	it("want a taint with its value", () => {
		const [, worker] = lab.nodes;
		if (worker === undefined) throw new Error("lab has one node");
		const taints = { "gxp-lab.io/gpu": "yes:NoExecute", dedicated: "NoSchedule" };
		expect(wantedTaints({ ...worker, taints })).to.deep.equal([
			"dedicated=:NoSchedule",
			"gxp-lab.io/gpu=yes:NoExecute",
		]);
	});
});
