import type { z } from "zod";
import { choice, list, mapping, section, text } from "../values";

const extensionName = text({
	must: "an official extension such as siderolabs/qemu-guest-agent",
	pattern: "^siderolabs/[a-z0-9][a-z0-9.-]*$",
	fault: (value) =>
		/^siderolabs\/[a-z0-9][a-z0-9.-]*$/.test(value)
			? undefined
			: `${value} is no official extension; it must be like siderolabs/qemu-guest-agent, without registry or tag`,
});

/** An Image Factory schematic: what is added to the plain Talos image, and the id that this list hashes to. */
export const schematic = section({
	id: text({
		must: "64 hex digits",
		pattern: "^[0-9a-f]{64}$",
		fault: (value) =>
			/^[0-9a-f]{64}$/.test(value) ? undefined : `${value} is no schematic id; it must be 64 lower-case hex digits`,
	}).describe("The factory's id of it: the sha256 of the canonical YAML. Checked against the extensions."),
	extensions: list(extensionName, "extensions").describe("The official extensions, sorted by name."),
});

export type Schematic = z.output<typeof schematic>;

const logDestination = text({
	must: "a URL such as udp://10.20.0.41:5140",
	pattern: "^(tcp|udp)://",
	fault: (value) => {
		const match = /^(tcp|udp):\/\/([^/:]+):([0-9]+)\/?$/.exec(value);
		const port = Number(match?.[3]);
		return match !== null && port >= 1 && port <= 65535
			? undefined
			: `${value} is no log destination; it must be tcp://<address>:<port> or udp://<address>:<port>`;
	},
});

export const talos = section({
	version: text({
		must: "a release such as v1.14.0",
		pattern: "^v[0-9]+\\.[0-9]+\\.[0-9]+$",
	}).describe("The Talos release that the nodes run, in full."),
	contract: choice(["v1.13"]).describe(
		"The layout of the generated machine configuration: pinned for the cluster's life, at most what the Talos provider knows.",
	),
	schematics: section({
		vm: schematic.describe("The schematic of the VMs' image."),
		bareMetal: schematic.describe("The schematic of the bare-metal machines' image."),
	}).describe("What the images contain beside plain Talos."),
	diskEncryption: choice(["nodeID", "tpm", "off"]).describe(
		"What the keys of the STATE and EPHEMERAL partitions are bound to: the node's id, a TPM 2.0, or no encryption.",
	),
	logDestinations: list(logDestination, "URLs").describe("Where the Talos services send their logs."),
	sysctls: mapping("a mapping of sysctls to text", (key, value) =>
		!/^[a-z0-9_]+([./][A-Za-z0-9_*-]+)+$/.test(key)
			? "is no sysctl; it must be like vm.max_map_count"
			: value === ""
				? "is empty; it must be a value"
				: undefined,
	).describe("Kernel parameters of every node."),
	kernelModules: list(
		text({
			must: "a kernel module such as br_netfilter",
			pattern: "^[A-Za-z0-9_-]+$",
			fault: (value) =>
				/^[A-Za-z0-9_-]+$/.test(value)
					? undefined
					: `${value} is no kernel module; it must be a name such as br_netfilter, without path`,
		}),
		"kernel modules",
	).describe("Kernel modules that every node loads."),
});

export type Talos = z.output<typeof talos>;
