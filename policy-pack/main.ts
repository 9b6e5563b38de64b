import { existsSync } from "node:fs";
import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { clock, isRehearsal, notARehearsalsState, onlyInRehearsals } from "../controls/clock";
import { parseEnvironments } from "../controls/environments";
import { readExceptions } from "../controls/exceptionsFile";
import { readYaml } from "../controls/readYaml";
import { OVERLAY_VARIABLE } from "../stacks/lock-overlay";
import { Context, type StatedClassSource, statedClassFrom, statedEnvironmentFrom } from "./context";
import { deserializeOnce } from "./deserializeOnce";
import { readHanded } from "./handed";
import { policies } from "./pack";

// The policy host starts this in the pack's folder; the files are found from here, wherever it was started.
const environments = parseEnvironments(
	readYaml(join(__dirname, "environments.yaml"), "policy-pack/environments.yaml"),
	"policy-pack/environments.yaml",
);
// The stack files and the exceptions lie beside the pack, but where a rehearsal has some of its own. A variable that is set elsewhere is
// not used, and the stack is refused with its name.
const pretended = notARehearsalsState();
const misused = [
	...pretended,
	...onlyInRehearsals(["GXP_LAB_NOW", "GXP_LAB_STACK_FILES", "GXP_LAB_EXCEPTIONS", OVERLAY_VARIABLE]),
];
const rehearsal = isRehearsal() && pretended.length === 0;
const environment = rehearsal ? process.env : {};
const stackFiles = environment.GXP_LAB_STACK_FILES ?? join(__dirname, "..");
const source: StatedClassSource = {
	configuration: process.env.PULUMI_CONFIG,
	stackFile: (stack) => {
		const name = `Pulumi.${stack}.yaml`;
		const file = join(stackFiles, name);
		return existsSync(file) ? readYaml(file, name) : undefined;
	},
};
const context = new Context(environments, readExceptions(environment.GXP_LAB_EXCEPTIONS), clock(environment), {
	statedClass: statedClassFrom(source),
	statedEnvironment: statedEnvironmentFrom(source),
	misused,
	rehearsal,
	handed: readHanded(join(__dirname, ".."), environment),
});

deserializeOnce();
new PolicyPack("gxp-lab", { enforcementLevel: "mandatory", policies: policies(context) });
