import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { clock } from "../controls/clock";
import { parseEnvironments } from "../controls/environments";
import { readExceptions } from "../controls/exceptionsFile";
import { readYaml } from "../controls/readYaml";
import { Context, configuredClass } from "./context";
import { policies } from "./pack";

// The policy host starts this in the pack's folder; the files are found from here, wherever it was started.
const environments = parseEnvironments(
	readYaml(join(__dirname, "environments.yaml"), "policy-pack/environments.yaml"),
	"policy-pack/environments.yaml",
);
const context = new Context(environments, readExceptions(), clock(), configuredClass(process.env));

new PolicyPack("gxp-lab", { enforcementLevel: "mandatory", policies: policies(context) });
