import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Finding {
	readonly name: string;
	/** What is there. */
	readonly found: string;
	/** How to get what is missing; absent when nothing is. */
	readonly fix?: string;
}

/** How the machine is asked; a test answers instead. */
export interface Machine {
	readonly platform: string;
	readonly nodeVersion: string;
	/** The first line of a program's output, or undefined when it is not there or fails. */
	run(program: string, ...args: string[]): string | undefined;
	/** A kernel setting as /proc/sys has it, or undefined. */
	setting(name: string): string | undefined;
}

const thisMachine: Machine = {
	platform: process.platform,
	nodeVersion: process.versions.node,
	run: (program, ...args) => {
		const { status, stdout, stderr } = spawnSync(program, args, { encoding: "utf8", timeout: 20_000 });
		return status === 0 ? (`${stdout}${stderr}`.trim().split("\n")[0] ?? "") : undefined;
	},
	setting: (name) => {
		try {
			return readFileSync(`/proc/sys/${name.replaceAll(".", "/")}`, "utf8").trim();
		} catch {
			return undefined; // A kernel without this setting does not restrict by it.
		}
	},
};

const tools: readonly { name: string; ask: readonly string[]; fix: string }[] = [
	{ name: "git", ask: ["git", "--version"], fix: "apt install git" },
	{ name: "ip", ask: ["ip", "-Version"], fix: "apt install iproute2" },
	{ name: "unshare", ask: ["unshare", "--version"], fix: "apt install util-linux" },
	{ name: "setpriv", ask: ["setpriv", "--version"], fix: "apt install util-linux" },
	{ name: "nsenter", ask: ["nsenter", "--version"], fix: "apt install util-linux" },
	{ name: "flock", ask: ["flock", "--version"], fix: "apt install util-linux" },
];

/** Everything that `./lab rehearse` needs, in the order in which it is needed. */
export function diagnose(machine: Machine = thisMachine): Finding[] {
	if (machine.platform !== "linux") {
		return [
			{ name: "system", found: machine.platform, fix: "the rehearsal runs on Linux only; use a Linux machine or VM" },
		];
	}
	return [
		nodeFinding(machine),
		goFinding(machine),
		...tools.map((tool) => toolFinding(machine, tool)),
		namespaceFinding(machine),
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
