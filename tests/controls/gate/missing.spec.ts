import { expect } from "chai";
import { type Given, judge } from "./judging";

describe("a rule over the whole set that finds what another object should bring", () => {
	const image = `registry.k8s.io/a@sha256:${"a".repeat(64)}`;
	const claim = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };
	const object = (apiVersion: string, kind: string, spec: object) =>
		JSON.stringify({ apiVersion, kind, metadata: { name: "one", namespace: "shop" }, spec });
	const lone = {
		"SEC-003": {
			text: JSON.stringify({ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } }),
			found: "metadata.name is of a namespace without a policy that denies everything",
		},
		"BCM-005": {
			text: object("apps/v1", "Deployment", {
				replicas: 2,
				template: { spec: { containers: [{ name: "a", image }] } },
			}),
			found: "no PodDisruptionBudget selects it",
		},
		"BCM-001": {
			text: object("postgresql.cnpg.io/v1", "Cluster", { instances: 3 }),
			found: "spec.backup has no ScheduledBackup of the cluster that runs",
		},
		"BCM-002": {
			text: object("v1", "PersistentVolumeClaim", claim),
			found: "spec is backed up by no schedule, and does not say why it needs none",
		},
		"CHG-005": {
			text: object("argoproj.io/v1alpha1", "Application", {
				source: { targetRevision: "refs/tags/v1" },
				project: "p",
			}),
			found: "spec.source.targetRevision is a tag, and no project here asks for its signature",
		},
	};
	for (const [id, { text, found }] of Object.entries(lone)) {
		const of = async (given: Given) => {
			const { findings, notEvaluated } = await judge(text, given);
			return {
				found: findings.filter(({ control, message }) => control === id && message.startsWith(found)).length,
				left: notEvaluated.filter(
					({ control, message }) => control === id && message.startsWith("a part of a cluster does not show"),
				).length,
			};
		};
		it(`leaves ${id} open for a part of a cluster, and not for a whole one or a rendered chart`, async () => {
			expect(await of({})).to.deep.equal({ found: 0, left: 1 });
			expect(await of({ whole: true })).to.deep.equal({ found: 1, left: 0 });
			expect(await of({ rendered: true })).to.include({ found: 1 });
		});
	}

	it("refuses in a part, too, what is wrong with an object that is there", async () => {
		const project = object("argoproj.io/v1alpha1", "AppProject", {}).replace('"one"', '"p"');
		const { findings } = await judge(`${lone["CHG-005"].text}\n---\n${project}`);
		expect(
			findings.map(({ message }) => message).filter((one) => one.startsWith(lone["CHG-005"].found)),
		).to.have.length(1);
	});
});
