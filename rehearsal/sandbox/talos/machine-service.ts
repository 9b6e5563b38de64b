import { gzipSync } from "node:zlib";
import { status } from "@grpc/grpc-js";
import { pack } from "tar-stream";
import { issue } from "../cluster/certificates";
import { kubeconfig } from "../cluster/kubeconfig";
import type { Caller, Handlers, Streaming } from "./api";
import { disks } from "./disks";
import { followEvents } from "./events";
import { Failure, notAuthorized } from "./failure";
import type { Partition, TalosMachine } from "./machine";

interface ApplyRequest {
	readonly data: Buffer;
	readonly mode: "REBOOT" | "AUTO" | "NO_REBOOT" | "STAGED" | "TRY";
	readonly dry_run: boolean;
}

/** internal/app/machined/internal/server/v1alpha1/v1alpha1_server.go, ApplyConfiguration (1.14: never with a reboot). */
async function applyConfiguration(machine: TalosMachine, request: ApplyRequest, caller: Caller): Promise<object> {
	const maintenance = machine.facts === undefined;
	if (!maintenance && !caller.roles.includes("os:admin")) throw notAuthorized();
	if (request.mode === "REBOOT" && !maintenance) {
		throw new Failure(
			status.UNIMPLEMENTED,
			"the REBOOT mode is not supported, please use AUTO or NO_REBOOT modes instead",
		);
	}
	if (request.mode === "TRY") {
		throw new Failure(
			status.UNIMPLEMENTED,
			"the rehearsal does not take a configuration back: mode TRY is not simulated",
		);
	}
	const configuration = request.data.toString("utf8");
	const warnings = await machine.check(configuration);
	const staged = request.mode === "STAGED";
	const details = staged
		? "Staged configuration to be applied after the next reboot"
		: "Applied configuration without a reboot";
	const answer = (text: string) => ({
		messages: [{ warnings, mode: staged ? "STAGED" : "NO_REBOOT", mode_details: text }],
	});
	if (request.dry_run) return answer(`Dry run summary:\n${details} (skipped in dry-run).\n`);
	await machine.apply(configuration, staged);
	return answer(details);
}

/** v1alpha1_server.go, Bootstrap. */
function bootstrap(machine: TalosMachine): object {
	checkControlPlane(machine, "bootstrap");
	const { controlPlane } = machine;
	if (controlPlane === undefined) throw new Failure(status.FAILED_PRECONDITION, "bootstrap is not available yet");
	if (machine.facts?.cluster?.etcdCA == null) {
		throw new Failure(status.INVALID_ARGUMENT, "etcd is not configured, bootstrap is not possible");
	}
	if (controlPlane.bootstrapped) throw new Failure(status.ALREADY_EXISTS, "etcd data directory is not empty");
	controlPlane.bootstrap();
	return { messages: [{}] };
}

/** internal/app/internal/machinehelper/machinehelper.go, CheckControlplane. */
function checkControlPlane(machine: TalosMachine, api: string): void {
	const type = machine.facts?.machine.type;
	if (type === undefined) throw new Failure(status.UNIMPLEMENTED, `machine type is not set, cannot use ${api} API`);
	if (type === "worker") throw new Failure(status.UNIMPLEMENTED, `${api} is only available on control plane nodes`);
}

/** The admin kubeconfig as one file in a tar.gz, with a certificate of its own each time (v1alpha1_server.go, Kubeconfig). */
const sendKubeconfig: Streaming = async (machine, _request, send) => {
	checkControlPlane(machine, "kubeconfig");
	const cluster = machine.facts?.cluster;
	if (!cluster?.ca?.key || cluster.adminKubeconfig === null) {
		throw new Failure(status.FAILED_PRECONDITION, "k8s API server CA config is not set");
	}
	const { commonName, organization, seconds } = cluster.adminKubeconfig;
	const client = await issue(
		{ certificate: cluster.ca.certificate, key: cluster.ca.key },
		{ commonName, organizations: [organization], usages: ["clientAuth"], seconds },
	);
	const text = kubeconfig({
		cluster: cluster.name,
		server: cluster.endpoint,
		ca: cluster.ca.certificate,
		user: "admin",
		client,
	});
	const archive = pack();
	archive.entry({ name: "kubeconfig", mode: 0o600 }, text);
	archive.finalize();
	const chunks: Buffer[] = [];
	for await (const chunk of archive) chunks.push(chunk as Buffer);
	send({ bytes: gzipSync(Buffer.concat(chunks)) });
};

interface ResetRequest {
	readonly graceful: boolean;
	readonly reboot: boolean;
	readonly mode: "ALL" | "SYSTEM_DISK" | "USER_DISKS";
	readonly system_partitions_to_wipe: readonly { readonly label: string; readonly wipe: boolean }[];
	readonly user_disks_to_wipe: readonly string[];
}

function reset(machine: TalosMachine, request: ResetRequest): object {
	if (request.mode === "USER_DISKS" || request.user_disks_to_wipe.length > 0) {
		throw new Failure(status.UNIMPLEMENTED, "the rehearsal keeps nothing on user disks: wiping them is not simulated");
	}
	const partitions: Partition[] = [];
	for (const { label, wipe } of request.system_partitions_to_wipe) {
		if (label !== "STATE" && label !== "EPHEMERAL") {
			throw new Failure(
				status.UNKNOWN,
				`failed to get volume status with label "${label}": resource VolumeStatuses.block.talos.dev(runtime/${label}@undefined) doesn't exist`,
			);
		}
		if (wipe) partitions.push(label);
	}
	const actor_id = machine.reset({
		graceful: request.graceful,
		reboot: request.reboot,
		partitions: request.system_partitions_to_wipe.length === 0 ? "all" : partitions,
	});
	return { messages: [{ actor_id }] };
}

function version(machine: TalosMachine): object {
	const { image } = machine.spec;
	return {
		messages: [
			{
				version: { tag: image.version, sha: "rehearsal", built: "", go_version: "", os: "linux", arch: "amd64" },
				platform: { name: image.platform, mode: image.platform === "metal" ? "metal" : "cloud" },
				...(machine.facts === undefined ? {} : { features: { rbac: true } }),
			},
		],
	};
}

function serviceList(machine: TalosMachine): object {
	const service = (id: string, state: string, healthy: boolean, last_message = "") => ({
		id,
		state,
		events: { events: [] },
		health: { unknown: false, healthy, last_message },
	});
	const configured = machine.facts !== undefined;
	const { kubelet, controlPlane } = machine;
	return {
		messages: [
			{
				services: [
					service("apid", "Running", true),
					service("machined", "Running", true),
					...(configured ? [service("cri", "Running", true)] : []),
					...(kubelet === undefined
						? []
						: [service("kubelet", kubelet.joined ? "Running" : "Waiting", kubelet.joined, kubelet.trouble)]),
					...(controlPlane === undefined
						? []
						: [
								service(
									"etcd",
									controlPlane.etcd.running ? "Running" : "Preparing",
									controlPlane.etcd.running,
									controlPlane.trouble,
								),
								service("trustd", "Running", true),
							]),
				],
			},
		],
	};
}

async function etcdMemberList(machine: TalosMachine): Promise<object> {
	checkControlPlane(machine, "member list");
	const etcd = machine.controlPlane?.etcd;
	if (etcd?.running !== true)
		throw new Failure(
			status.UNKNOWN,
			"failed to create etcd client: error building etcd client: context deadline exceeded",
		);
	const members = (await etcd.members()).map((member) => ({
		id: member.ID,
		hostname: member.name ?? "",
		peer_urls: member.peerURLs,
		client_urls: member.clientURLs ?? [],
		is_learner: member.isLearner ?? false,
	}));
	return { messages: [{ legacy_members: members.map(({ hostname }) => hostname), members }] };
}

/** Only what the provider reads to see that a machine rebooted. */
const read: Streaming = async (machine, request: { path: string }, send) => {
	if (request.path !== "/proc/sys/kernel/random/boot_id") {
		throw new Failure(
			status.UNIMPLEMENTED,
			`the rehearsal has no file system of the machine: ${request.path} is not simulated`,
		);
	}
	send({ bytes: Buffer.from(`${machine.bootId}\n`) });
};

function later(machine: TalosMachine, action: () => Promise<void>): object {
	setTimeout(() => void action(), 50);
	return { messages: [{ actor_id: machine.bootId }] };
}

/** What the rehearsal answers of the machine API; every other method is Unimplemented, as grpc says it. */
export const handlers: Handlers = {
	unary: {
		"/machine.MachineService/ApplyConfiguration": applyConfiguration,
		"/machine.MachineService/Bootstrap": bootstrap,
		"/machine.MachineService/EtcdMemberList": etcdMemberList,
		"/machine.MachineService/Hostname": (machine) => ({ messages: [{ hostname: machine.hostname }] }),
		"/machine.MachineService/Reboot": (machine) => later(machine, () => machine.reboot()),
		"/machine.MachineService/Reset": reset,
		"/machine.MachineService/ServiceList": serviceList,
		"/machine.MachineService/Shutdown": (machine) => later(machine, () => machine.halt()),
		"/machine.MachineService/Version": version,
		"/storage.StorageService/Disks": disks,
	},
	streaming: {
		"/machine.MachineService/Events": followEvents,
		"/machine.MachineService/Kubeconfig": sendKubeconfig,
		"/machine.MachineService/Read": read,
	},
};
