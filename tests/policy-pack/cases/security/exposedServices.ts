import { exposedServices as rule } from "../../../../controls/kubernetes/security/exposedServices";
import { dated, type RuleCases, resource, unknown } from "../case";
import { messagesOf } from "../messages";

const { fail, undecided, waived, expired } = messagesOf(rule);
const service = (spec: Record<string, unknown>, name = "proof", namespace = "proof") =>
	resource("kubernetes:core/v1:Service", {
		metadata: { name, namespace },
		spec: { selector: { app: "proof" }, ports: [{ name: "http", port: 80 }], ...spec },
	});
const s3 = (spec: Record<string, unknown> = {}, name = "minio", namespace = "minio") =>
	service({ type: "LoadBalancer", ports: [{ name: "https", port: 9000 }], ...spec }, name, namespace);
const exposed = "spec.type exposes the Service, and it is not on the list with these ports";
const claimed = "spec.externalIPs take traffic for addresses that nobody gave the Service";

export const exposedServices: RuleCases = {
	policy: "sec-009-exposed-services",
	compliant: [
		{ says: "a cluster IP", resource: service({ type: "ClusterIP" }), messages: [] },
		{ says: "what is on the list", resource: s3(), messages: [] },
	],
	violating: [
		{
			says: "a list whose item is none",
			resource: resource("kubernetes:core/v1:ServiceList", { items: [null] }),
			messages: [fail("items[0] is not an object")],
			notInAdmission: "the API server takes no list",
		},
		{ says: "a node port", resource: service({ type: "NodePort" }), messages: [fail(exposed)] },
		{ says: "a load balancer", resource: service({ type: "LoadBalancer" }), messages: [fail(exposed)] },
		{ says: "the listed name in another namespace", resource: s3({}, "minio", "proof"), messages: [fail(exposed)] },
		{ says: "a name that only begins alike", resource: s3({}, "minio-console"), messages: [fail(exposed)] },
		{
			says: "another port beside the listed one",
			resource: s3({
				ports: [
					{ name: "https", port: 9000 },
					{ name: "console", port: 9001 },
				],
			}),
			messages: [fail(exposed)],
		},
		{ says: "the listed Service as a node port", resource: s3({ type: "NodePort" }), messages: [fail(exposed)] },
		{ says: "addresses of its own", resource: service({ externalIPs: ["10.20.0.99"] }), messages: [fail(claimed)] },
		{
			says: "addresses of its own beside the listed ones",
			resource: s3({ externalIPs: ["10.20.0.99"] }),
			messages: [fail(claimed)],
		},
	],
	absent: [{ says: "no type: a cluster IP by default", resource: service({}), messages: [] }],
	nearMiss: [
		{ says: "a headless Service", resource: service({ clusterIP: "None" }), messages: [] },
		{
			says: "a name elsewhere",
			resource: resource("kubernetes:core/v1:Service", {
				metadata: { name: "proof", namespace: "proof" },
				spec: { type: "ExternalName", externalName: "db.lab.gxp.example" },
			}),
			messages: [],
		},
		{ says: "no addresses of its own", resource: service({ externalIPs: [] }), messages: [] },
	],
	otherKind: [resource("kubernetes:core/v1:Endpoints", {}), resource("kubernetes:networking.k8s.io/v1:Ingress", {})],
	unknown: {
		alone: [{ says: "an unknown type", resource: service({ type: unknown }), messages: [undecided("spec.type")] }],
		besideViolation: [
			{
				says: "an unknown type beside addresses of its own",
				resource: service({ type: unknown, externalIPs: ["10.20.0.99"] }),
				messages: [undecided("spec.type"), fail(claimed)],
			},
		],
	},
	excepted: {
		resource: service({ type: "NodePort" }),
		exception: {
			control: "SEC-009",
			resource: { apiVersion: "v1", kind: "Service", namespace: "proof", name: "proof" },
			finding: "spec.type",
			...dated,
		},
		waived: [waived(exposed)],
		expired: [expired(exposed)],
	},
};
