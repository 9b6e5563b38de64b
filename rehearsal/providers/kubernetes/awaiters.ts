/**
 * When an object has become what it should be (pulumi-kubernetes, provider/pkg/await). A check says what is still
 * missing, or `undefined` when nothing is; `Failed` ends the wait at once.
 */
import { isObject, type Properties, type Value } from "../framework/value";
import type { Api } from "./api";
import { annotation, at, numberAt, textAt } from "./objects";

export class Failed extends Error {}

export interface Waiting {
	api: Api;
	object: Properties;
	/** Whether this is a change of an object that was there. */
	updating: boolean;
}

type Check = (waiting: Waiting) => string | undefined | Promise<string | undefined>;

export function conditionOf(object: Properties, type: string): Properties | undefined {
	const conditions = at(object, "status", "conditions");
	const found = Array.isArray(conditions) ? conditions.find((one) => textAt(one, "type") === type) : undefined;
	return isObject(found) ? found : undefined;
}

function condition(object: Properties, type: string, status = "True"): string | undefined {
	const found = conditionOf(object, type);
	if (textAt(found ?? null, "status")?.toLowerCase() === status.toLowerCase()) return undefined;
	const message = textAt(found ?? null, "message");
	return `condition ${type} is not ${status}${message === undefined ? "" : `: ${message}`}`;
}

function observed(object: Properties): string | undefined {
	const generation = numberAt(object, "metadata", "generation") ?? 0;
	const seen = numberAt(object, "status", "observedGeneration") ?? 0;
	return seen < generation ? "its controller has not seen the change yet" : undefined;
}

function replicas(object: Properties, wanted: number, ...counts: string[]): string | undefined {
	const short = counts.find((count) => (numberAt(object, "status", count) ?? 0) < wanted);
	if (short === undefined) return undefined;
	return `${numberAt(object, "status", short) ?? 0} of ${wanted} replicas: ${short}`;
}

const deployment: Check = ({ object }) => {
	const wanted = numberAt(object, "spec", "replicas") ?? 1;
	const progressing = conditionOf(object, "Progressing");
	const rolledOut = textAt(progressing ?? null, "reason") === "NewReplicaSetAvailable";
	return (
		observed(object) ??
		replicas(object, wanted, "updatedReplicas", "availableReplicas") ??
		(rolledOut || wanted === 0 ? undefined : (textAt(progressing ?? null, "message") ?? "the rollout has not finished"))
	);
};

const statefulSet: Check = ({ object }) => {
	const wanted = numberAt(object, "spec", "replicas") ?? 1;
	const current = textAt(object, "status", "currentRevision");
	const updated = textAt(object, "status", "updateRevision");
	return (
		observed(object) ??
		replicas(object, wanted, "updatedReplicas", "readyReplicas") ??
		(current === updated ? undefined : "the rollout has not finished")
	);
};

const daemonSet: Check = ({ object }) =>
	observed(object) ??
	replicas(
		object,
		numberAt(object, "status", "desiredNumberScheduled") ?? 0,
		"updatedNumberScheduled",
		"numberAvailable",
	);

const job: Check = ({ object }) => {
	const failed = conditionOf(object, "Failed");
	if (textAt(failed ?? null, "status") === "True") {
		throw new Failed(`the Job failed: ${textAt(failed ?? null, "message") ?? "no reason given"}`);
	}
	return condition(object, "Complete");
};

/** A Service is ready when it has an address (LoadBalancer) and somebody behind it (unless nobody can be told). */
const service: Check = async ({ api, object }) => {
	const type = textAt(object, "spec", "type") ?? "ClusterIP";
	if (type === "LoadBalancer" && textAt(object, "status", "loadBalancer", "ingress", 0, "ip") === undefined) {
		const host = textAt(object, "status", "loadBalancer", "ingress", 0, "hostname");
		if (host === undefined) return "no address from the load balancer yet";
	}
	const selector = at(object, "spec", "selector");
	const selects = isObject(selector) && Object.keys(selector).length > 0;
	const headless = textAt(object, "spec", "clusterIP") === "None";
	if (type === "ExternalName" || !selects || headless) return undefined;
	const slices = await api.list(
		{ apiVersion: "discovery.k8s.io/v1", kind: "EndpointSlice" },
		textAt(object, "metadata", "namespace"),
		`kubernetes.io/service-name=${textAt(object, "metadata", "name") ?? ""}`,
	);
	const ready = slices.some((slice) => {
		const endpoints = slice.endpoints;
		return Array.isArray(endpoints) && endpoints.some((one) => at(one as Value, "conditions", "ready") !== false);
	});
	return ready ? undefined : "Service does not target any Pods: no ready endpoint";
};

const claim: Check = async ({ api, object, updating }) => {
	const phase = textAt(object, "status", "phase");
	if (phase === "Bound") return undefined;
	const storageClass = textAt(object, "spec", "storageClassName");
	if (storageClass !== undefined && !updating) {
		const found = await api
			.get({ apiVersion: "storage.k8s.io/v1", kind: "StorageClass" }, undefined, storageClass)
			.catch(() => undefined);
		if (found?.volumeBindingMode === "WaitForFirstConsumer" && phase === "Pending") return undefined;
	}
	return `the claim is ${phase ?? "new"}, not Bound`;
};

const phase =
	(...wanted: string[]): Check =>
	({ object }) => {
		const found = textAt(object, "status", "phase");
		return found !== undefined && wanted.includes(found) ? undefined : `phase is ${found ?? "not set"}`;
	};

const pod: Check = ({ object }) =>
	textAt(object, "status", "phase") === "Succeeded" ? undefined : condition(object, "Ready");

const ingress: Check = ({ object }) =>
	at(object, "status", "loadBalancer", "ingress", 0) === undefined ? "no address for the Ingress yet" : undefined;

const CHECKS: Record<string, Check> = {
	"apps/v1/DaemonSet": daemonSet,
	"apps/v1/Deployment": deployment,
	"apps/v1/StatefulSet": statefulSet,
	"batch/v1/Job": job,
	"v1/PersistentVolume": phase("Available", "Bound"),
	"v1/PersistentVolumeClaim": claim,
	"v1/Pod": pod,
	"v1/Service": service,
	"networking.k8s.io/v1/Ingress": ingress,
	// The official provider retries the custom resources instead; waiting here has the same end.
	"apiextensions.k8s.io/v1/CustomResourceDefinition": ({ object }) =>
		condition(object, "NamesAccepted") ?? condition(object, "Established"),
};

/** `jsonpath={.status.phase}=Bound`: keys and indices, which is what our programs need. */
function jsonPath(expression: string): Check {
	const match = /^jsonpath=\{?([^}=]+)\}?(?:=(.*))?$/.exec(expression);
	if (match === null) throw new Failed(`pulumi.com/waitFor: "${expression}" is not understood`);
	const [, path = "", wanted] = match;
	const keys = [...path.matchAll(/\.([A-Za-z0-9_-]+)|\[(\d+)\]/g)].map(([, key, index]) =>
		index === undefined ? (key ?? "") : Number(index),
	);
	return ({ object }) => {
		const found = at(object, ...keys);
		const held = wanted === undefined ? found !== undefined : String(found) === wanted;
		return held ? undefined : `waiting for ${expression}`;
	};
}

function waitFor(value: string): Check[] {
	const parse = (): string[] => {
		try {
			const list: unknown = JSON.parse(value);
			return Array.isArray(list) ? list.map(String) : [value];
		} catch {
			return [value];
		}
	};
	return parse().map((expression): Check => {
		if (expression.startsWith("jsonpath=")) return jsonPath(expression);
		const match = /^condition=([^=]+)(?:=(.*))?$/.exec(expression);
		if (match === null) {
			throw new Failed(`expected a "jsonpath=" or "condition=" prefix, got "${expression}"`);
		}
		const [, type = "", status] = match;
		return ({ object }) => condition(object, type, status);
	});
}

/** What to wait for, by the object's annotations, else by its kind. */
export function checksFor(object: Properties): Check[] {
	if (annotation(object, "pulumi.com/skipAwait") === "true") return [];
	const custom = annotation(object, "pulumi.com/waitFor");
	if (custom !== undefined) return waitFor(custom);
	const known = CHECKS[`${textAt(object, "apiVersion")}/${textAt(object, "kind")}`];
	return known === undefined ? [] : [known];
}
