import { controlById } from "../../../controls/catalogue";
import { type Judgement, violated } from "../../../controls/judgement";
import type { ResourceRule } from "../../rule";
import { blueprintsOf, type Entry, refersTo } from "./blueprint";

const control = controlById("ACC-009");

/**
 * ACC-009 over Authentik's blueprints, which are YAML in a ConfigMap or a Secret: every authentication flow that is declared has
 * an authenticator validation stage that lets nobody by without a device, and no policy that decides whether it is shown.
 */
export const secondFactor: ResourceRule = {
	id: control.id,
	slug: "second-factor",
	says: control.says,
	fix: control.fix,
	judge: (resource) => {
		const read = blueprintsOf(resource);
		if (read === undefined) return undefined;
		return [...authenticationFlows(read.entries).flatMap((flow) => judgeFlow(flow, read.entries)), ...read.judgements];
	},
};

const flowModel = "authentik_flows.flow";
const bindingModel = "authentik_flows.flowstagebinding";
const validationModel = "authentik_stages_authenticator_validate.authenticatorvalidatestage";

/** The flow that Authentik itself brings keeps its designation where a blueprint does not say it again. */
export function authenticationFlows(entries: readonly Entry[]): Entry[] {
	return entries.filter(
		({ model, absent, fields }) =>
			model === flowModel &&
			!absent &&
			(fields.designation === "authentication" || fields.slug === "default-authentication-flow"),
	);
}

export function judgeFlow(flow: Entry, entries: readonly Entry[]): Judgement[] {
	const bindings = entries.filter(({ model, always, fields }) => {
		return model === bindingModel && always && fields.enabled !== false && refersTo(fields.target, flow);
	});
	const stages = entries.filter(({ model, always }) => model === validationModel && always);
	const bound = bindings.flatMap((binding) => {
		const stage = stages.find((one) => refersTo(binding.fields.stage, one));
		return stage === undefined ? [] : [{ binding, stage }];
	});
	if (bound.length === 0) return [violated(flow.path, "is an authentication flow without a second factor")];
	const faults = bound.map(({ binding, stage }) => judgeStage(binding, stage, entries));
	// One that holds is enough.
	return faults.some((found) => found.length === 0) ? [] : (faults[0] ?? []);
}

/** Without `not_configured_action`, whoever has no device goes on (authentik, AuthenticatorValidateStage: skip). */
function judgeStage(binding: Entry, stage: Entry, entries: readonly Entry[]): Judgement[] {
	const action = stage.fields.not_configured_action;
	const found: Judgement[] = [];
	if (action !== "deny" && action !== "configure")
		found.push(violated(stage.path, "lets whoever has no second factor go on"));
	const decides = entries.some(
		({ model, absent, fields }) =>
			model.startsWith("authentik_policies") && !absent && refersTo(fields.target, binding) && fields.enabled !== false,
	);
	if (decides) found.push(violated(binding.path, "is shown only where a policy says so"));
	return found;
}
