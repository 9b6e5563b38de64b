import type { z } from "zod";
import { dnsLabel, domainName } from "../addresses";
import { choice, section, text } from "../values";

/** What this environment is, and how strictly it is controlled. */
export const environment = section({
	name: dnsLabel("the stack's name, such as lab").describe("The environment's name: that of the stack."),
	class: choice(["lab", "validation", "production"]).describe(
		"How strictly it is controlled: sets which controls are mandatory. Bound to the stack's name in policy-pack/environments.yaml.",
	),
	domain: domainName("lab.gxp.example").describe("The DNS domain of its hosts and services."),
	owner: text({ must: "the name or address of who answers for it" }).describe(
		"Who answers for it: a person or a team.",
	),
	gxpImpact: choice(["direct", "indirect", "none"]).describe(
		"What it means for product quality and patient safety (GAMP 5).",
	),
});

export type Environment = z.output<typeof environment>;
