import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { parse } from "yaml";
import { clock } from "../controls/clock";
import { parseEnvironments } from "../controls/environments";
import { readExceptions } from "../controls/exceptionsFile";
import { Context, configuredClass } from "./context";
import { policies } from "./pack";

// The policy host starts this in the pack's folder; the files are found from here, wherever it was started.
const environments = parseEnvironments(
	parse(readFileSync(join(__dirname, "environments.yaml"), "utf8")),
	"policy-pack/environments.yaml",
);
const context = new Context(environments, readExceptions(), clock(), configuredClass(process.env));

new PolicyPack("gxp-lab", { enforcementLevel: "mandatory", policies: policies(context) });
