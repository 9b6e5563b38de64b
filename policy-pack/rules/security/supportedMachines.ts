import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { outOfSupport } from "../../../controls/support/support";
import type { Resource, ResourceRule, Surroundings } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { judgeMachine, type MachineConfiguration, type MachineFinding, memberOf } from "../machineConfiguration";

const control = controlById("SEC-010");

/** SEC-010 over what machines run: the images in their configuration, and the image that they boot from. */
export const supportedMachines: ResourceRule = {
	id: control.id,
	slug: "supported-machines",
	says: "Talos and Kubernetes on the machines are in support.",
	fix: control.fix,
	judge,
};

function judge(resource: Resource, { now }: Surroundings): Judgement[] | undefined {
	if (resource.type === "proxmoxve:download/file:File") return judgeBootImage(resource.properties, now);
	return judgeMachine(resource, {
		guarded: [
			"/machine/install/image",
			"/machine/kubelet/image",
			...ofControlPlanes.map((one) => `/cluster/${one}/image`),
		],
		guardedAs: "the versions that the machine runs",
		judge: (configuration) => judgeImages(configuration, now),
	});
}

const ofControlPlanes = ["apiServer", "controllerManager", "scheduler", "proxy"];

function judgeImages({ main }: MachineConfiguration, now: Date): MachineFinding[] {
	// Without an installer of its own a machine stays at the version of its boot image.
	const installer = judgeImage(main, ["machine", "install", "image"], "talos", now);
	const kubelet = memberOf(main, "machine", "kubelet", "image") === undefined;
	return [
		...installer,
		...(kubelet
			? [
					{
						path: "machine.kubelet.image",
						what: "is missing, so that the version is whatever Talos brings",
						absent: true as const,
					},
				]
			: judgeImage(main, ["machine", "kubelet", "image"], "kubernetes", now)),
		...ofControlPlanes.flatMap((one) => judgeImage(main, ["cluster", one, "image"], "kubernetes", now)),
	];
}

function judgeImage(main: unknown, path: string[], product: string, now: Date): MachineFinding[] {
	const image = memberOf(main, ...path);
	if (image === undefined) return [];
	const tag = typeof image === "string" ? /:([^:/@]+)(?:@.*)?$/.exec(image)?.[1] : undefined;
	const what = tag === undefined ? "names no version" : outOfSupport(product, tag, now);
	return what === undefined ? [] : [{ path: path.join("."), what }];
}

/** The boot image of the lab's machines says its release in its name (components/machines/boot-image.ts). */
function judgeBootImage({ fileName }: Resource["properties"], now: Date): Judgement[] | undefined {
	if (isPulumiUnknown(fileName)) return [undecided("fileName")];
	if (typeof fileName !== "string" || !/talos/i.test(fileName)) return undefined;
	const version = /v\d+\.\d+\.\d+/.exec(fileName)?.[0];
	const what = version === undefined ? "names no version" : outOfSupport("talos", version, now);
	return what === undefined ? [] : [violated("fileName", what)];
}
