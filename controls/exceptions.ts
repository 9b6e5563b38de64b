import { z } from "zod";
import { isNobody } from "./labels";

/** `what`: what has to be written there. */
const textOf = (what: string) =>
	z
		.string({ error: ({ input }) => (input === undefined ? `is missing; it must be ${what}` : `must be ${what}`) })
		.trim()
		.min(1, { error: `is empty; it must be ${what}` });

/** An exception is exact: a name with a wildcard or a regular expression's signs is refused (CHG-011). */
const exactly = (what: string) =>
	textOf(what).refine((value) => !/[*?^$|\\]/.test(value), {
		error: "is a pattern; it must name one thing exactly",
	});
const exact = exactly("a text");

/** A resource of the program: its type token and its name. */
const programResource = z.strictObject({ type: exact, name: exact });

/**
 * What makes an object that the program does not declare itself: a Helm release, or Talos when it bootstraps a cluster: always, or
 * only where a release is not there that does its work (flannel and kube-proxy without cilium).
 */
const maker = z.union(
	[z.strictObject({ release: exact }), z.literal("talos"), z.strictObject({ talosWithout: exact })],
	{ error: "must be {release: <name>}, talos or {talosWithout: <release>}" },
);

/** A Kubernetes object; it covers what the cluster's own controllers make of it (a DaemonSet's pods). */
const kubernetesObject = z.strictObject({
	apiVersion: exact,
	kind: exact,
	namespace: exact.optional(),
	name: exact,
	madeBy: maker.optional(),
});

/** The mirror pod of a static pod, which a node makes of a file: `kube-apiserver` is `kube-apiserver-<node>`. */
const staticPod = z.strictObject({ staticPod: exact, namespace: exact });

/** Pods that one service account makes in one namespace, and whose names begin alike (local-path's helper pods). */
const podsBy = z.strictObject({
	podsMadeBy: z.strictObject({ namespace: exact, serviceAccount: exact }),
	namespace: exact,
	namePrefix: exact,
	madeBy: maker.optional(),
});

/** A file of the repository: what a control over the repository finds something in. */
const repositoryFile = z.strictObject({ file: exact });

const idError = { error: "must be a control's id, such as SEC-001" };
const controlId = z.string(idError).regex(/^[A-Z]{3}-\d{3}$/, idError);

const members = {
	control: controlId,
	/** The stack that it holds in; every stack where it is absent. */
	stack: exact.optional(),
	resource: z.union([programResource, kubernetesObject, staticPod, podsBy, repositoryFile], {
		error:
			"must be {type, name}, {apiVersion, kind, namespace, name, madeBy}, {staticPod, namespace}, {podsMadeBy, namespace, namePrefix, madeBy} or {file}, without a pattern",
	}),
	/** The path that a finding names: it covers the path itself and what is below it. */
	finding: exactly("the path that the finding names"),
	reason: textOf("why the control is not held"),
	risk: textOf("what can happen meanwhile"),
	approver: textOf("who approved it"),
	/** The last day on which it holds, in UTC. */
	until: z.iso.date({ error: "must be a day, such as 2027-06-30" }),
};

const notMapping = "must be a mapping with control, resource, finding, reason, risk, approver and until";
export const exceptionSchema = z.strictObject(members, {
	error: ({ code }) => (code === "invalid_type" ? notMapping : undefined),
});

export type Exception = z.output<typeof exceptionSchema>;
export type Maker = z.output<typeof maker>;

export type ExceptedResource = Exception["resource"];

/** One entry may except several controls for one thing with one reason; each becomes an exception of its own. */
const several = { error: "must be a list of controls' ids, such as [SEC-001]" };
const sharedSchema = exceptionSchema.omit({ control: true }).extend({
	controls: z.array(controlId, several).min(1, several),
});

const fileSchema = z.strictObject(
	{ exceptions: z.array(z.unknown(), { error: "must be a list of exceptions" }) },
	{ error: ({ code }) => (code === "invalid_type" ? "must be a mapping with the key exceptions" : undefined) },
);

/** Parses the parsed YAML of an exceptions file; throws one error that holds every fault, one a line. */
export function parseExceptions(data: unknown, file: string): Exception[] {
	const list = fileSchema.safeParse(data);
	const faults: string[] = [];
	const add = (path: readonly PropertyKey[], { issues }: z.ZodError, known: object): void => {
		for (const issue of issues) {
			const at = [...path, ...issue.path];
			if (issue.code !== "unrecognized_keys") faults.push(`${file}: ${at.join(".")}: ${issue.message}`);
			else
				for (const key of issue.keys)
					faults.push(
						`${file}: ${[...at, key].join(".")}: is no known key; known are ${Object.keys(known).join(", ")}`,
					);
		}
	};
	if (!list.success) add([], list.error, fileSchema.shape);
	const exceptions = (list.data?.exceptions ?? []).flatMap((entry, i): Exception[] => {
		if (typeof entry === "object" && entry !== null && "controls" in entry) {
			const shared = sharedSchema.safeParse(entry);
			if (!shared.success) add(["exceptions", i], shared.error, sharedSchema.shape);
			const { controls = [], ...rest } = shared.data ?? {};
			return controls.map((control) => ({ control, ...rest }) as Exception);
		}
		const single = exceptionSchema.safeParse(entry);
		if (!single.success) add(["exceptions", i], single.error, exceptionSchema.shape);
		return single.success ? [single.data] : [];
	});
	if (faults.length > 0) throw new Error(faults.join("\n"));
	return exceptions;
}

export function isExpired(exception: Exception, now: Date): boolean {
	return now.toISOString().slice(0, 10) > exception.until;
}

/** How many days an exception still holds after today, in UTC; 0 on its last day, negative after it. */
export function daysLeft(exception: Exception, now: Date): number {
	return (Date.parse(exception.until) - Date.parse(now.toISOString().slice(0, 10))) / 86_400_000;
}

/**
 * Whether an exception ends later than on the same day of the next year, in UTC: for longer it would be a decision that nobody has to
 * make again. Days as they are written are in the order of time, so that a 29 February needs no day of its own in the next year.
 */
export function isTooLong(exception: Exception, now: Date): boolean {
	const today = now.toISOString().slice(0, 10);
	return exception.until > `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`;
}

/** Why an exception waives nothing, wherever it is asked: in the pack, in the gate and in admission. Undefined where it holds. */
export function objectionTo(exception: Exception, now: Date, rehearsal: boolean): string | undefined {
	if (isExpired(exception, now)) return `its exception ended on ${exception.until}`;
	if (isTooLong(exception, now)) return `its exception ends on ${exception.until}, more than a year on`;
	// Only in a rehearsal does an exception hold that nobody approved.
	if (!rehearsal && !isApproved(exception)) return "its exception is not approved";
	return undefined;
}

/** What is written where somebody is still to approve it, in whatever spelling (the project ships `rehearsal - not approved`). */
const pending =
	/\b(not|not yet|yet to be|to be|un)[^\p{L}]*(approved|signed|reviewed)\b|\b(pending|awaiting|waiting|rehearsal|tbd|tbc|todo|draft|proposed|n[^\p{L}]?a)\b/iu;

/**
 * The exceptions that a cluster with these Helm releases needs: what is not made there is a name that anybody could take. All of them
 * where nobody knows its releases.
 */
export function ofReleases(exceptions: readonly Exception[], releases: readonly string[] | undefined): Exception[] {
	return exceptions.filter(({ resource }) => {
		if (releases === undefined || !("madeBy" in resource) || typeof resource.madeBy !== "object") return true;
		const { madeBy } = resource;
		return "release" in madeBy ? releases.includes(madeBy.release) : !releases.includes(madeBy.talosWithout);
	});
}

/** Nobody stands for an exception that is not approved: it holds in a rehearsal only. */
export function isApproved({ approver }: Exception): boolean {
	const text = approver.normalize("NFKC");
	return /\p{L}/u.test(text) && !isNobody(text) && !pending.test(text);
}

/** Whether a finding's path is the exception's, or below it. */
export function coversPath(exception: Pick<Exception, "finding">, path: string): boolean {
	if (path === exception.finding) return true;
	const next = path.startsWith(exception.finding) ? path[exception.finding.length] : undefined;
	return next === "." || next === "[";
}

export function describeResource(resource: ExceptedResource): string {
	if ("type" in resource) return `${resource.type}::${resource.name}`;
	if ("file" in resource) return resource.file;
	if ("staticPod" in resource) return `static pod ${resource.namespace}/${resource.staticPod}`;
	if ("podsMadeBy" in resource)
		return `pods ${resource.namespace}/${resource.namePrefix}… of service account ${resource.podsMadeBy.namespace}/${resource.podsMadeBy.serviceAccount}`;
	return `${resource.apiVersion}/${resource.kind} ${resource.namespace === undefined ? "" : `${resource.namespace}/`}${resource.name}`;
}
