import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import type { Resource, ResourceRule, Surroundings } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { isTree } from "../machinePatch";
import { retentionOf } from "./recordBuckets";

const control = controlById("BCM-006");
export const lifecycleType = "minio:index/ilmPolicy:IlmPolicy";

/** BCM-006 over a lifecycle policy of MinIO (@pulumi/minio 0.17.1, IlmPolicy), against the least retention of its class. */
export const recordLifecycle: ResourceRule = {
	id: control.id,
	slug: "record-lifecycle",
	says: control.says,
	fix: control.fix,
	judge,
};

function judge({ type, properties }: Resource, { environmentClass }: Surroundings): Judgement[] | undefined {
	if (type !== lifecycleType) return undefined;
	const { bucket } = properties;
	if (isPulumiUnknown(bucket)) return [undecided("bucket")];
	const retention = retentionOf({ properties });
	return retention === undefined ? [] : expiries(properties, retention[environmentClass]);
}

const known = ["id", "expiration", "filter", "noncurrentVersionExpirationDays", "status", "tags", "__defaults"];

/** What of a policy's rules deletes before so many days; a rule that cannot be read is held to delete. */
export function expiries({ rules }: Resource["properties"], days: number): Judgement[] {
	if (isPulumiUnknown(rules)) return [undecided("rules")];
	if (!Array.isArray(rules)) return [violated("rules", "is not a list")];
	return rules.flatMap((rule: unknown, i): Judgement[] => {
		const path = `rules[${i}]`;
		if (isPulumiUnknown(rule)) return [undecided(path)];
		if (!isTree(rule)) return [violated(path, "is not a rule")];
		if (rule.status === "Disabled") return [];
		const strange = Object.keys(rule).filter(
			(key) => !known.includes(key) && rule[key] !== undefined && rule[key] !== null,
		);
		const found = [
			...strange.map((key) => violated(`${path}.${key}`, "cannot be judged")),
			...judgeDays(rule.expiration, `${path}.expiration`, days),
			...judgeDays(rule.noncurrentVersionExpirationDays, `${path}.noncurrentVersionExpirationDays`, days),
		];
		// Whether the rule is on at all is not known yet.
		return isPulumiUnknown(rule.status) && found.length > 0 ? [undecided(`${path}.status`)] : found;
	});
}

/** `30d`, a number of days, `DeleteMarker` (which removes no version of an object), or a date, which knows no object's age. */
function judgeDays(value: unknown, path: string, days: number): Judgement[] {
	if (value === undefined || value === null || value === "" || value === "DeleteMarker") return [];
	if (isPulumiUnknown(value)) return [undecided(path)];
	const given = /^(\d+)d?$/.exec(String(value))?.[1];
	// Zero is the provider's way to say that there is none.
	if (given !== undefined && (Number(given) >= days || value === 0)) return [];
	return [violated(path, "deletes inside the bucket's retention")];
}
