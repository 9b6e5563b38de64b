import { isPulumiUnknown } from "../unknown";
import { at } from "./installed";
import { elements, every, type Known, not, same, some } from "./known";
import { isTree, type Tree } from "./machinePatch";

/** Whether a label selector selects labels. One that is absent selects nothing; what cannot be read selects nothing. */
export function selects(selector: unknown, labels: unknown): Known {
	if (isPulumiUnknown(selector) || isPulumiUnknown(labels)) return "unknown";
	if (!isTree(selector)) return false;
	const bears: Tree = isTree(labels) ? labels : {};
	const given = at(selector, "matchLabels");
	if (isPulumiUnknown(given)) return "unknown";
	const matched = Object.entries(isTree(given) ? given : {}).map(([key, value]) => same(bears[key], value));
	const expressions = elements(selector, "matchExpressions").map((one) => expression(one, bears));
	return every(...matched, ...expressions);
}

function expression(one: unknown, labels: Tree): Known {
	if (isPulumiUnknown(one)) return "unknown";
	const key = at(one, "key");
	const operator = at(one, "operator");
	if (isPulumiUnknown(key) || isPulumiUnknown(operator)) return "unknown";
	if (typeof key !== "string") return false;
	const value = labels[key];
	const has = value !== undefined && value !== null;
	const listed = some(elements(one, "values").map((each) => same(each, value)));
	switch (operator) {
		case "Exists":
			return has;
		case "DoesNotExist":
			return !has;
		case "In":
			return every(has, listed);
		case "NotIn":
			return has ? not(listed) : true;
		default:
			return false;
	}
}
