import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { at, chartOf, releaseType } from "../installed";
import { judgeMachine, memberOf } from "../machineConfiguration";

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
		judge: ({ main }) =>
			memberOf(main, "cluster", "apiServer", "extraArgs", "disable-admission-plugins") === undefined
				? []
				: [{ path: "cluster.apiServer.extraArgs.disable-admission-plugins", what: "turns admission plugins off" }],
	});
}

function judgeRelease(resource: Resource): Judgement[] {
	const { values } = resource.properties;
	if (isPulumiUnknown(values)) return [undecided("values")];
	const asked = required[chartOf(resource) ?? ""] ?? [];
	const missing = asked
		.filter((key) => at(values, key) === undefined)
		.map((key) => violated(`values.${key}`, "is missing, and the chart's default is Ignore"));
	return [...missing, ...open(values, "values")];
}

/** `failurePolicy: Ignore` wherever a chart takes it, and the switches that force it. */
function open(value: unknown, path: string): Judgement[] {
	if (Array.isArray(value)) return value.flatMap((item: unknown, i) => open(item, `${path}[${i}]`));
	if (typeof value !== "object" || value === null) return [];
	return Object.entries(value).flatMap(([key, inner]) => {
		const place = `${path}.${key}`;
		if (/failurePolicy$/i.test(key)) {
			if (isPulumiUnknown(inner)) return [undecided(place)];
			return typeof inner === "string" && inner !== "Fail" ? [violated(place, "is not Fail")] : open(inner, place);
		}
		if (/forceFailurePolicyIgnore$/i.test(key)) {
			const on = typeof inner === "object" ? at(inner, "enabled") : inner;
			if (isPulumiUnknown(on)) return [undecided(place)];
			return on === true || on === "true" ? [violated(place, "lets pass what cannot be judged")] : [];
		}
		return open(inner, place);
	});
}
