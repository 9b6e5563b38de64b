import { coversPath, describeResource, type Exception } from "../exceptions";
import { type Family, familyOf, groupVersion, type Scope } from "./scope";

/** Whether an object is new, so that who asks for it has made it. */
export const WHEN_CREATED = `request.operation == "CREATE"`;

/** The kinds that a controller makes of a kind, and the controller's account. */
const makers: Readonly<Record<string, { makes: "Pod" | "ReplicaSet" | "Job"; account: string }>> = {
	DaemonSet: { makes: "Pod", account: "daemon-set-controller" },
	StatefulSet: { makes: "Pod", account: "statefulset-controller" },
	ReplicaSet: { makes: "Pod", account: "replicaset-controller" },
	Job: { makes: "Pod", account: "job-controller" },
	ReplicationController: { makes: "Pod", account: "replication-controller" },
	Deployment: { makes: "ReplicaSet", account: "deployment-controller" },
	CronJob: { makes: "Job", account: "cronjob-controller" },
};

/**
 * An admission policy's match conditions for its control's exceptions: exact names, no pattern but the one that a controller
 * itself makes names by. None covers an ephemeral container: a debugging container in a privileged pod needs its own exception.
 */
export function exceptionConditions(
	scope: Scope,
	family: Family,
	exceptions: readonly Exception[],
): { name: string; expression: string }[] {
	if (family.paths.podSpec === undefined) return [];
	return exceptions.flatMap((exception, i) => {
		checkFinding(scope, exception);
		const excepted = conditions(family, exception).map((condition) => `(${condition})`);
		if (excepted.length === 0) return [];
		const expression = `request.?subResource.orValue("") != "" || !(${excepted.join(" || ")})`;
		return [{ name: `exception-${i + 1}`, expression }];
	});
}

/**
 * Where a family carries no pod, an exception lets go the parts of a rule that are about its finding's path, and no other: a match
 * condition would let the whole object go. The alternatives to a part about `path`, none where nothing excepts it.
 */
export function exceptionAlternatives(family: Family, exceptions: readonly Exception[], path: string): string[] {
	if (family.paths.podSpec !== undefined) return [];
	return exceptions.flatMap((exception) => {
		const { resource } = exception;
		if (!("kind" in resource) || !coversPath(exception, path)) return [];
		if (!family.kinds.some((kind) => groupVersion(kind) === resource.apiVersion && kind.kind === resource.kind))
			return [];
		const conditions = all(
			`object.kind == ${quote(resource.kind)}`,
			`object.metadata.?namespace.orValue("") == ${quote(resource.namespace ?? "")}`,
			`object.metadata.?name.orValue("") == ${quote(resource.name)}`,
		);
		return [`(${conditions})`];
	});
}

/** A match condition lets the whole object go: an exception for less than its pod would become one for more. */
function checkFinding(scope: Scope, { control, resource, finding }: Exception): void {
	if ("type" in resource || "file" in resource) return;
	const pod = "kind" in resource ? familyOf(scope, resource.apiVersion, resource.kind)?.paths.podSpec : "spec";
	if (pod === undefined || pod === finding) return;
	throw new Error(
		`policy-pack/exceptions.yaml: ${control} ${describeResource(resource)}: its finding is ${finding}; admission excepts an object's whole pod, ${pod}`,
	);
}

function conditions(family: Family, { resource }: Exception): string[] {
	if ("type" in resource || "file" in resource) return [];
	if ("staticPod" in resource) {
		if (!family.kinds.some((kind) => kind.kind === "Pod")) return [];
		// A node may make mirror pods of its own static pods only (NodeRestriction); it names them after itself.
		return [
			all(
				`request.namespace == ${quote(resource.namespace)}`,
				`has(object.spec.nodeName)`,
				`object.metadata.name == ${quote(`${resource.staticPod}-`)} + object.spec.nodeName`,
				`object.metadata.?annotations[?"kubernetes.io/config.mirror"].hasValue()`,
				madeOrUnchanged(`request.userInfo.username == "system:node:" + object.spec.nodeName`, family),
			),
		];
	}
	if ("podsMadeBy" in resource) {
		if (!family.kinds.some((kind) => kind.kind === "Pod")) return [];
		const { namespace, serviceAccount } = resource.podsMadeBy;
		return [
			all(
				`request.namespace == ${quote(resource.namespace)}`,
				`object.metadata.name.startsWith(${quote(resource.namePrefix)})`,
				madeOrUnchanged(
					`request.userInfo.username == ${quote(`system:serviceaccount:${namespace}:${serviceAccount}`)}`,
					family,
				),
			),
		];
	}
	return family.kinds.flatMap((kind) => {
		if (kind.resource.includes("/")) return [];
		const namespace = `request.?namespace.orValue("") == ${quote(resource.namespace ?? "")}`;
		const isKind = `request.kind.kind == ${quote(kind.kind)}`;
		if (groupVersion(kind) === resource.apiVersion && kind.kind === resource.kind)
			return [all(namespace, isKind, `object.metadata.?name.orValue("") == ${quote(resource.name)}`)];
		return madeBy(family, kind.kind, resource.kind, resource.name).map((condition) =>
			all(namespace, isKind, condition),
		);
	});
}

/** Conditions for an object of `kind` that controllers made, directly or through one step, of the named workload. */
function madeBy(family: Family, kind: string, workload: string, name: string): string[] {
	const maker = makers[workload];
	if (maker === undefined) return [];
	if (maker.makes === kind) return [all(ownedBy(workload, quote(name)), createdBy(maker.account, family))];
	const step = makers[maker.makes];
	if (step === undefined || step.makes !== kind) return [];
	// A Deployment's ReplicaSet is named after the Deployment and the pod template's hash, which its pods bear as a label.
	if (workload === "Deployment") {
		const replicaSet = `${quote(`${name}-`)} + object.metadata.labels["pod-template-hash"]`;
		return [
			all(
				`object.metadata.?labels[?"pod-template-hash"].hasValue()`,
				ownedBy("ReplicaSet", replicaSet),
				createdBy(step.account, family),
			),
		];
	}
	// A CronJob's Job is named after the CronJob and the scheduled minute (job controller, getJobName).
	return [
		all(
			`object.metadata.?labels[?"batch.kubernetes.io/job-name"].orValue("").matches(${quote(`^${escapeDots(name)}-[0-9]+$`)})`,
			ownedBy("Job", `object.metadata.labels["batch.kubernetes.io/job-name"]`),
			createdBy(step.account, family),
		),
	];
}

function ownedBy(kind: string, name: string): string {
	return `object.metadata.?ownerReferences.orValue([]).exists(owner, owner.?controller.orValue(false) && owner.kind == ${quote(kind)} && owner.name == ${name})`;
}

/** kube-controller-manager acts as one service account a controller (`--use-service-account-credentials`), or as itself. */
function createdBy(account: string, family: Family): string {
	const users = [`system:serviceaccount:kube-system:${account}`, "system:kube-controller-manager"];
	return madeOrUnchanged(`request.userInfo.username in ${JSON.stringify(users)}`, family);
}

/**
 * Who made it is known when it is made. Later anybody who may write it could claim another owner, so that an update is let go
 * only if it leaves the pod as it is (labels, finalizers).
 */
function madeOrUnchanged(maker: string, family: Family): string {
	const spec = family.paths.podSpec ?? "spec";
	return `(${WHEN_CREATED} ? ${maker} : object.${spec} == oldObject.${spec})`;
}

function all(...parts: string[]): string {
	return parts.join(" && ");
}

function quote(text: string): string {
	return JSON.stringify(text);
}

function escapeDots(name: string): string {
	return name.replaceAll(".", "\\.");
}
