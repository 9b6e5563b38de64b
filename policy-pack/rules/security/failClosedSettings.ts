import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { type ApiServerArgument, apiServerArguments } from "../apiServerArguments";
import { at, chartOf, hasUnknownChart, releaseType } from "../installed";
import { judgeMachine, type MachineFinding } from "../machineConfiguration";
import { chartExemptions } from "./chartExemptions";

const control = controlById("SEC-011");

/** What a policy engine's chart must be told, because its default fails open (gatekeeper: validatingWebhookFailurePolicy Ignore). */
const required: Readonly<Record<string, readonly string[]>> = {
	gatekeeper: ["validatingWebhookFailurePolicy", "mutatingWebhookFailurePolicy"],
};

/** SEC-011 over what becomes admission: the values of charts, and the API server's own plugins. */
export const failClosedSettings: ResourceRule = {
	id: control.id,
	slug: "fail-closed-settings",
	says: "No chart is told to let pass what it cannot judge, and the API server's admission plugins stay on.",
	fix: "Set the chart's failure policy to Fail; leave disable-admission-plugins out of the API server's arguments.",
	judge,
};

function judge(resource: Resource): Judgement[] | undefined {
	if (resource.type === releaseType) return judgeRelease(resource);
	return judgeMachine(resource, {
		controlPlanesOnly: true,
		guarded: ["/cluster/apiServer/extraArgs"],
		guardedAs: "the API server's arguments",
		judge: (configuration) => apiServerArguments(configuration).flatMap(judgeArgument),
	});
}

const admissionApi = /(^|,)\s*(admissionregistration\.k8s\.io(\/[a-z0-9]+)?|api\/(all|ga))\s*=\s*(false|f|0)/i;

/** kubernetes.io, kube-apiserver: what turns plugins off, brings others' configuration, admits all, or takes the policies' API away. */
function judgeArgument({ name, path, values }: ApiServerArgument): MachineFinding[] {
	const text = values.map(String).join(",");
	switch (name) {
		case "disable-admission-plugins":
			return [{ path, what: "turns admission plugins off" }];
		case "admission-control-config-file":
			return [{ path, what: "takes the place of the admission that the machine configuration has" }];
		case "enable-admission-plugins":
			return /\bAlwaysAdmit\b/.test(text) ? [{ path, what: "admits whatever comes" }] : [];
		case "runtime-config":
			return admissionApi.test(text) ? [{ path, what: "takes the API of admission policies away" }] : [];
	}
	return [];
}

function judgeRelease(resource: Resource): Judgement[] {
	const { values } = resource.properties;
	if (isPulumiUnknown(values)) return [undecided("values")];
	const asked = required[chartOf(resource) ?? ""] ?? [];
	const missing = asked
		.filter((key) => at(values, key) === undefined)
		.map((key) => violated(`values.${key}`, "is missing, and the chart's default is Ignore"));
	const asks = hasUnknownChart(resource) ? [undecided("chart")] : [];
	// What is not known yet is found wherever it is in the values.
	const decided = chartExemptions(resource).filter(({ outcome }) => outcome === "violated");
	return [...asks, ...missing, ...decided, ...open(values, "values")];
}

/** `failurePolicy: Ignore` wherever a chart takes it, and the switches that force it. What is not known yet may hold either. */
function open(value: unknown, path: string): Judgement[] {
	if (isPulumiUnknown(value)) return [undecided(path)];
	if (Array.isArray(value)) return value.flatMap((item: unknown, i) => open(item, `${path}[${i}]`));
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => {
		const place = `${path}.${key}`;
		if (/failurePolicy$/i.test(key)) {
			return typeof inner === "string" && inner !== "Fail" && !isPulumiUnknown(inner)
				? [violated(place, "is not Fail")]
				: open(inner, place);
		}
		if (/forceFailurePolicyIgnore$/i.test(key)) {
			const on = typeof inner === "object" ? at(inner, "enabled") : inner;
			if (isPulumiUnknown(on)) return [undecided(place)];
			return on === true || on === "true" ? [violated(place, "lets pass what cannot be judged")] : [];
		}
		return open(inner, place);
	});
}
