import { controlById } from "../../../controls/catalogue";
import { undecided } from "../../../controls/judgement";
import type { Resource, StackJudgement, StackRule } from "../../rule";
import { isPulumiUnknown } from "../../unknown";
import { expiries, lifecycleType } from "./recordLifecycle";

const control = controlById("BCM-006");

/** BCM-006 against the retention that the stack itself gives a bucket (lab:index:BucketRetention), however long that is. */
export const lifecycleOfLocked: StackRule = {
	id: control.id,
	slug: "lifecycle-of-locked-buckets",
	says: control.says,
	fix: control.fix,
	overObjects: false,
	judge,
};

function judge(resources: readonly Resource[]): StackJudgement[] | undefined {
	const policies = resources.filter(({ type }) => type === lifecycleType);
	if (policies.length === 0) return undefined;
	const retentions = resources.filter(({ type }) => type === "lab:index:BucketRetention");
	return policies.flatMap((resource): StackJudgement[] => {
		const { bucket } = resource.properties;
		if (isPulumiUnknown(bucket)) return [{ ...undecided("bucket"), resource }];
		const own = retentions.filter(({ properties }) => properties.bucket === bucket);
		// One of a bucket that is not known yet may be this one's.
		const other = retentions.find(
			({ properties: { bucket: of, days } }) =>
				isPulumiUnknown(of) &&
				expiries(resource.properties, isPulumiUnknown(days) ? Infinity : Number(days)).length > 0,
		);
		const open = other === undefined ? [] : [{ ...undecided("bucket"), resource: other }];
		const found = own.flatMap(({ properties: { days } }) => {
			if (isPulumiUnknown(days)) return [{ ...undecided("the retention of its bucket"), resource }];
			return expiries(resource.properties, Number(days)).map((judgement) => ({ ...judgement, resource }));
		});
		return [...found, ...open];
	});
}
