import { type Machine, thisMachine } from "./machine";
import { diskFindings, memoryFinding, partsFinding, registryFindings } from "./resources";

export interface Finding {
	readonly name: string;
	/** What is there. */
	readonly found: string;
	/** What has to be there, where that is an amount or not always needed. */
	readonly needs?: string;
	/** How to get what is missing; absent when nothing is. */
	readonly fix?: string;
	/** What will be missing later, and what to do before that; nothing is missing now. */
	readonly later?: string;
}

const tools: readonly { name: string; ask: readonly string[]; fix: string }[] = [
	{ name: "git", ask: ["git", "--version"], fix: "apt install git" },
	{ name: "ip", ask: ["ip", "-Version"], fix: "apt install iproute2" },
	{ name: "unshare", ask: ["unshare", "--version"], fix: "apt install util-linux" },
	{ name: "setpriv", ask: ["setpriv", "--version"], fix: "apt install util-linux" },
	{ name: "nsenter", ask: ["nsenter", "--version"], fix: "apt install util-linux" },
	{ name: "flock", ask: ["flock", "--version"], fix: "apt install util-linux" },
];

/** Everything that `./lab rehearse` needs, in the order in which it is needed. */
export async function diagnose(machine: Machine = thisMachine): Promise<Finding[]> {
	if (machine.platform !== "linux") {
		return [
			{ name: "system", found: machine.platform, fix: "the rehearsal runs on Linux only; use a Linux machine or VM" },
		];
	}
	const go = goFinding(machine);
	const parts = go.fix === undefined ? await machine.parts() : undefined;
	return [
		nodeFinding(machine),
		go,
		...tools.map((tool) => toolFinding(machine, tool)),
		namespaceFinding(machine),
		...partsFinding(parts),
		...diskFindings(machine, parts),
		memoryFinding(machine, parts),
		...(await registryFindings(machine, parts)),
	];
}

function toolFinding(machine: Machine, { name, ask, fix }: (typeof tools)[number]): Finding {
	const [program = "", ...args] = ask;
	const found = machine.run(program, ...args);
	return found === undefined ? { name, found: "not on PATH", fix } : { name, found };
}

function nodeFinding({ nodeVersion }: Machine): Finding {
	const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
	const enough = major > 20 || (major === 20 && minor >= 19);
	return {
		name: "node",
		found: nodeVersion,
		...(enough ? {} : { fix: "install Node 20.19 or later, see https://nodejs.org" }),
	};
}

function goFinding(machine: Machine): Finding {
	const found = machine.run("go", "version");
	const fix =
		"install Go 1.26 or later, see https://go.dev/doc/install (1.21 and later fetch the toolchain that is asked for)";
	if (found === undefined) return { name: "go", found: "not on PATH", fix };
	const minor = Number(/go1\.(\d+)/.exec(found)?.[1] ?? "0");
	return { name: "go", found, ...(minor >= 21 ? {} : { fix }) };
}

/** User namespaces are tried, not guessed; the settings only explain a refusal. */
function namespaceFinding(machine: Machine): Finding {
	const name = "user namespaces";
	if (machine.run("unshare", "-Urn", "--mount", "--pid", "--fork", "--mount-proc", "true") !== undefined) {
		return { name, found: "work" };
	}
	const sudo = "or run the rehearsal as root: sudo ./lab rehearse";
	if (machine.setting("kernel.apparmor_restrict_unprivileged_userns") === "1") {
		return {
			name,
			found: "restricted by AppArmor (kernel.apparmor_restrict_unprivileged_userns is 1)",
			fix: `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; ${sudo}`,
		};
	}
	if (machine.setting("kernel.unprivileged_userns_clone") === "0") {
		return {
			name,
			found: "off (kernel.unprivileged_userns_clone is 0)",
			fix: `sudo sysctl -w kernel.unprivileged_userns_clone=1; ${sudo}`,
		};
	}
	if (machine.setting("user.max_user_namespaces") === "0") {
		return {
			name,
			found: "off (user.max_user_namespaces is 0)",
			fix: `sudo sysctl -w user.max_user_namespaces=10000; ${sudo}`,
		};
	}
	return {
		name,
		found: "refused, no setting says why (a container's seccomp profile does this)",
		fix: `allow them for this user; ${sudo}`,
	};
}
