import { expect } from "chai";
import { diagnose, type Machine } from "../../cli/diagnosis";

/** A machine where everything is there, but for what the test takes away. */
function machine(changes: {
	node?: string;
	platform?: string;
	missing?: string[];
	settings?: Record<string, string>;
	go?: string;
}): Machine {
	const missing = changes.missing ?? [];
	return {
		platform: changes.platform ?? "linux",
		nodeVersion: changes.node ?? "20.19.0",
		run: (program, ...args) => {
			const what = program === "unshare" && args[0] !== "--version" ? "namespaces" : program;
			if (missing.includes(what)) return undefined;
			return program === "go" ? `go version go${changes.go ?? "1.26.8"} linux/amd64` : `${program} 1.0`;
		},
		setting: (name) => changes.settings?.[name],
	};
}

const fixes = (changes: Parameters<typeof machine>[0]) =>
	diagnose(machine(changes)).flatMap(({ name, found, fix }) =>
		fix === undefined ? [] : [`${name}: ${found}; ${fix}`],
	);

describe("lab doctor", () => {
	it("finds nothing missing on a machine that has everything", () => {
		expect(fixes({})).to.deep.equal([]);
	});

	it("accepts a newer Node and refuses an older one", () => {
		expect(fixes({ node: "24.1.0" })).to.deep.equal([]);
		expect(fixes({ node: "20.18.3" })).to.deep.equal([
			"node: 20.18.3; install Node 20.19 or later, see https://nodejs.org",
		]);
	});

	it("asks for a Go that can fetch the toolchain by itself", () => {
		const fix =
			"install Go 1.26 or later, see https://go.dev/doc/install (1.21 and later fetch the toolchain that is asked for)";
		expect(fixes({ missing: ["go"] })).to.deep.equal([`go: not on PATH; ${fix}`]);
		expect(fixes({ go: "1.19.8" })).to.deep.equal([`go: go version go1.19.8 linux/amd64; ${fix}`]);
		expect(fixes({ go: "1.21.0" })).to.deep.equal([]);
	});

	it("names the package of each tool that is missing", () => {
		expect(fixes({ missing: ["git", "ip", "setpriv", "nsenter", "flock"] })).to.deep.equal([
			"git: not on PATH; apt install git",
			"ip: not on PATH; apt install iproute2",
			"setpriv: not on PATH; apt install util-linux",
			"nsenter: not on PATH; apt install util-linux",
			"flock: not on PATH; apt install util-linux",
		]);
	});

	it("names both ways on where AppArmor restricts user namespaces", () => {
		const settings = { "kernel.apparmor_restrict_unprivileged_userns": "1" };
		expect(fixes({ missing: ["namespaces"], settings })).to.deep.equal([
			"user namespaces: restricted by AppArmor (kernel.apparmor_restrict_unprivileged_userns is 1); " +
				"sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; or run the rehearsal as root: sudo ./lab rehearse",
		]);
	});

	it("names both ways on where unprivileged user namespaces are off", () => {
		const settings = { "kernel.unprivileged_userns_clone": "0" };
		expect(fixes({ missing: ["namespaces"], settings })).to.deep.equal([
			"user namespaces: off (kernel.unprivileged_userns_clone is 0); " +
				"sudo sysctl -w kernel.unprivileged_userns_clone=1; or run the rehearsal as root: sudo ./lab rehearse",
		]);
	});

	it("does not blame a setting when namespaces work in spite of it", () => {
		expect(fixes({ settings: { "kernel.apparmor_restrict_unprivileged_userns": "1" } })).to.deep.equal([]);
	});

	it("says that it runs on Linux only", () => {
		expect(fixes({ platform: "darwin" })).to.deep.equal([
			"system: darwin; the rehearsal runs on Linux only; use a Linux machine or VM",
		]);
	});
});
