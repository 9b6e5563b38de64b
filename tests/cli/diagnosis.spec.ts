import { expect } from "chai";
import { diagnose } from "../../cli/diagnosis";
import { machine } from "./machines";

const fixes = async (changes: Parameters<typeof machine>[0]) =>
	(await diagnose(machine(changes))).flatMap(({ name, found, fix }) =>
		fix === undefined ? [] : [`${name}: ${found}; ${fix}`],
	);

describe("lab doctor", () => {
	it("finds nothing missing on a machine that has everything", async () => {
		expect(await fixes({})).to.deep.equal([]);
	});

	it("names everything that it looked at, in the order in which it is needed", async () => {
		expect((await diagnose(machine({}))).map(({ name }) => name)).to.deep.equal([
			...["node", "go", "git", "ip", "unshare", "setpriv", "nsenter", "flock", "user namespaces"],
			...["parts", "disk", "memory", "npm registry", "Go proxy"],
		]);
	});

	it("accepts a newer Node and refuses an older one", async () => {
		expect(await fixes({ node: "24.1.0" })).to.deep.equal([]);
		expect(await fixes({ node: "20.18.3" })).to.deep.equal([
			"node: 20.18.3; install Node 20.19 or later, see https://nodejs.org",
		]);
	});

	it("asks for a Go that can fetch the toolchain by itself", async () => {
		const fix =
			"install Go 1.26 or later, see https://go.dev/doc/install (1.21 and later fetch the toolchain that is asked for)";
		expect(await fixes({ missing: ["go"] })).to.deep.equal([`go: not on PATH; ${fix}`]);
		expect(await fixes({ go: "1.19.8" })).to.deep.equal([`go: go version go1.19.8 linux/amd64; ${fix}`]);
		expect(await fixes({ go: "1.21.0" })).to.deep.equal([]);
	});

	it("names the package of each tool that is missing", async () => {
		expect(await fixes({ missing: ["git", "ip", "setpriv", "nsenter", "flock"] })).to.deep.equal([
			"git: not on PATH; apt install git",
			"ip: not on PATH; apt install iproute2",
			"setpriv: not on PATH; apt install util-linux",
			"nsenter: not on PATH; apt install util-linux",
			"flock: not on PATH; apt install util-linux",
		]);
	});

	it("names both ways on where AppArmor restricts user namespaces", async () => {
		const settings = { "kernel.apparmor_restrict_unprivileged_userns": "1" };
		expect(await fixes({ missing: ["namespaces"], settings })).to.deep.equal([
			"user namespaces: restricted by AppArmor (kernel.apparmor_restrict_unprivileged_userns is 1); " +
				"sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0; or run the rehearsal as root: sudo ./lab rehearse",
		]);
	});

	it("names both ways on where unprivileged user namespaces are off", async () => {
		const settings = { "kernel.unprivileged_userns_clone": "0" };
		expect(await fixes({ missing: ["namespaces"], settings })).to.deep.equal([
			"user namespaces: off (kernel.unprivileged_userns_clone is 0); " +
				"sudo sysctl -w kernel.unprivileged_userns_clone=1; or run the rehearsal as root: sudo ./lab rehearse",
		]);
	});

	it("does not blame a setting when namespaces work in spite of it", async () => {
		expect(await fixes({ settings: { "kernel.apparmor_restrict_unprivileged_userns": "1" } })).to.deep.equal([]);
	});

	it("says that it runs on Linux only", async () => {
		expect(await fixes({ platform: "darwin" })).to.deep.equal([
			"system: darwin; the rehearsal runs on Linux only; use a Linux machine or VM",
		]);
	});
});
