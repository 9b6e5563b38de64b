import type { Disk } from "../hardware";
import type { TalosMachine } from "./machine";

/** internal/app/storaged/server.go: the legacy listing that the provider reads first. */
export function disks(machine: TalosMachine): object {
	return {
		messages: [
			{ disks: machine.spec.disks.map((disk, at) => describe(disk, at === 0 && machine.facts !== undefined)) },
		],
	};
}

function describe(disk: Disk, systemDisk: boolean): object {
	return {
		device_name: disk.device,
		size: String(disk.sizeGiB * 1024 ** 3),
		serial: disk.serial ?? "",
		type: disk.device.startsWith("/dev/nvme") ? "NVME" : disk.rotational ? "HDD" : "SSD",
		bus_path: disk.byId ?? "",
		subsystem: "/sys/class/block",
		system_disk: systemDisk,
		readonly: false,
	};
}
