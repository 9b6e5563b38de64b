import { expect } from "chai";
import type { Exception } from "../../../controls/exceptions";
import { formatFault } from "../../../controls/gate/fault";
import { violated } from "../../../controls/judgement";
import type { ResourceRule, StackRule } from "../../../policy-pack/rule";
import { judge, judgeAll, nearby, source } from "./judging";

/** Finds at every path of an object's annotation `paths`. */
const pointing: ResourceRule = {
	id: "SEC-001",
	slug: "pointing",
	says: "",
	fix: "Fix it.",
	judge: ({ properties }) => {
		const { annotations = {} } = (properties.metadata ?? {}) as { annotations?: Record<string, string> };
		return (annotations.paths ?? "").split(" ").flatMap((path) => (path === "" ? [] : [violated(path, "is wrong")]));
	},
};
const judges = { rules: [pointing], stackRules: [] };
const pod = (paths: string) => `apiVersion: v1
kind: Pod
metadata:
  name: web
  namespace: shop
  annotations: { paths: "${paths}" }
  labels:
    app.kubernetes.io/name: web
spec: &spec
  containers:
    - name: first
      image: a
    - name: second.part
      image: b
      env:
        - value: c
`;

async function linesOf(text: string): Promise<Record<string, number | null>> {
	const { findings, faults } = await judge(text, { judges });
	expect(faults).to.deep.equal([]);
	return Object.fromEntries(findings.map(({ path, line }) => [path, line]));
}

describe("a finding's line", () => {
	it("is that of the field, or of what stands nearest above it", async () => {
		const lines = {
			kind: 2,
			"metadata.labels[app.kubernetes.io/name]": 8,
			"metadata.labels.app.kubernetes.io/name": 8,
			"metadata.labels[absent]": 7,
			spec: 9,
			"spec.hostNetwork": 9,
			"spec.containers": 10,
			"spec.containers[first].image": 12,
			"spec.containers[second.part].image": 14,
			"spec.containers[second.part].securityContext.privileged": 13,
			"spec.containers[1].env[0].value": 16,
			"spec.containers[7].image": 10,
		};
		expect(await linesOf(pod(Object.keys(lines).join(" ")))).to.deep.equal(lines);
	});

	it("counts from the beginning of the stream", async () => {
		const text = `# a comment\n---\n${pod("kind")}---\n---\n${pod("spec.containers")}`;
		expect(await linesOf(text)).to.deep.equal({ kind: 4, "spec.containers": 30 });
	});

	it("is found behind an alias and a merged mapping", async () => {
		const text = `apiVersion: v1
kind: Pod
metadata: { name: web, annotations: { paths: "spec.hostPID spec.containers[a].image" } }
base: &base
  hostPID: true
container: &a
  name: a
  image: b
spec:
  <<: *base
  containers: [*a]
`;
		expect(await linesOf(text)).to.deep.equal({ "spec.hostPID": 5, "spec.containers[a].image": 8 });
	});

	it("is found in the items of lists, and in JSON", async () => {
		const one = (name: string) =>
			`{"apiVersion":"v1","kind":"Pod","metadata":{"name":"${name}","annotations":{"paths":"kind"}}}`;
		const text = `{"apiVersion":"v1","kind":"List","items":[\n${one("a")},\n{"apiVersion":"v1","kind":"PodList","items":[\n${one("b")}]}]}`;
		const { findings, objects } = await judge(text, { judges });
		expect(findings.map(({ name, line }) => [name, line])).to.deep.equal([
			["a", 2],
			["b", 4],
		]);
		expect(objects).to.equal(2);
	});
});

describe("the objects of a manifest", () => {
	const kinds = async (text: string) => {
		const seen: string[] = [];
		const rule = {
			...pointing,
			judge: ({ type, name }: { type: string; name: string }) => void seen.push(`${type} ${name}`),
		};
		const { faults } = await judge(text, { judges: { rules: [rule as ResourceRule], stackRules: [] } });
		// The gate asks each rule about a kind that nobody has heard of, to know which rules judge everything.
		return [...seen.filter((one) => !one.includes("probe.invalid")), ...faults.map(formatFault)];
	};

	it("are those of a list by its kind, whose items need not say theirs", async () => {
		expect(await kinds("apiVersion: apps/v1\nkind: DeploymentList\nitems: [{ metadata: { name: a } }]")).to.deep.equal([
			"kubernetes:apps/v1:Deployment a",
		]);
	});

	it("are the items of anything that has items, because kubectl takes it for a list, and the thing itself", async () => {
		const hidden =
			"apiVersion: v1\nkind: ConfigMap\nmetadata: { name: list }\nitems:\n  - { apiVersion: v1, kind: Pod, metadata: { name: hidden } }";
		expect(await kinds(hidden)).to.deep.equal(["kubernetes:core/v1:Pod hidden", "kubernetes:core/v1:ConfigMap list"]);
	});

	it("are named as the API server will begin to name them", async () => {
		expect(await kinds("apiVersion: v1\nkind: Pod\nmetadata: { generateName: job- , namespace: shop }")).to.deep.equal([
			"kubernetes:core/v1:Pod shop/job-",
		]);
	});

	it("have the values that kubectl reads, which is YAML 1.1", async () => {
		const text = `apiVersion: v1
kind: Pod
metadata: { name: web }
values: [yes, off, 0o17, 017, 0X1f, 0b11, 1_000, 2026-11-21, 1:30, "yes", 0e0, ~]
`;
		let values: unknown;
		const rule: ResourceRule = {
			...pointing,
			judge: ({ properties }) => {
				values = properties.values;
				return [];
			},
		};
		await judge(text, { judges: { rules: [rule], stackRules: [] } });
		expect(values).to.deep.equal([true, false, 15, 15, 31, 3, 1000, "2026-11-21", "1:30", "yes", 0, null]);
	});
});

describe("what the gate reports", () => {
	const privileged = `apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop }
spec:
  containers:
    - name: web
      image: docker.io/library/nginx:1.29
`;
	const exception: Exception = {
		control: "INT-001",
		resource: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: "web" },
		finding: "spec.containers[web].image",
		reason: "A test.",
		risk: "None.",
		approver: "A. Person",
		until: "2026-11-21",
	};
	const ofInt001 = { path: "spec.containers[web].image", line: 7, control: "INT-001" };

	it("is what the pack's own rules find", async () => {
		const { findings } = await judge(privileged);
		const found = findings.find(({ control }) => control === "INT-001");
		expect(found).to.deep.equal({
			...ofInt001,
			level: "mandatory",
			file: "given.yaml",
			apiVersion: "v1",
			kind: "Pod",
			namespace: "shop",
			name: "web",
			message:
				"spec.containers[web].image is not pinned by digest; Write the image as name@sha256:digest, with the digest that its registry gives.",
		});
	});

	it("has the level of the class", async () => {
		const levels = async (environmentClass: "lab" | "production") =>
			(await judge(privileged, { environmentClass })).findings.find(({ control }) => control === "INT-001")?.level;
		expect(await levels("lab")).to.equal("advisory");
		expect(await levels("production")).to.equal("mandatory");
	});

	it("says what an exception waives, and until when", async () => {
		const { findings, waived, unused } = await judge(privileged, { exceptions: [exception] });
		expect(findings.filter(({ control }) => control === "INT-001")).to.deep.equal([]);
		expect(waived.map(nearby)).to.deep.equal([
			{
				...ofInt001,
				message:
					"spec.containers[web].image is not pinned by digest (excepted until 2026-11-21, A. Person); Write the image as name@sha256:digest, with the digest that its registry gives.",
			},
		]);
		expect(unused).to.deep.equal([]);
	});

	it("has a violation again on the day after an exception's last", async () => {
		const { findings } = await judge(privileged, { exceptions: [{ ...exception, until: "2026-11-20" }] });
		expect(findings.find(({ control }) => control === "INT-001")?.message).to.contain(
			"(its exception ended on 2026-11-20)",
		);
	});

	it("lists the exceptions that matched nothing, and leaves out those that no manifest can match", async () => {
		const other: Exception = {
			...exception,
			resource: { ...exception.resource, name: "other" } as Exception["resource"],
		};
		const program: Exception = { ...exception, resource: { type: "kubernetes:core/v1:Pod", name: "web" } };
		const elsewhere: Exception = { ...other, stack: "prod" };
		const { unused } = await judge(privileged, { exceptions: [exception, other, program, elsewhere] });
		expect(unused).to.deep.equal([
			{ control: "INT-001", resource: "v1/Pod shop/other", path: "spec.containers[web].image", until: "2026-11-21" },
		]);
	});

	it("counts files and objects", async () => {
		const { files, objects } = await judgeAll([
			source(privileged, "a.yaml"),
			source(`${privileged}---\n${privileged}`, "b.yaml"),
		]);
		expect({ files, objects }).to.deep.equal({ files: 2, objects: 3 });
	});
});

describe("a rule over the whole set", () => {
	const twice: StackRule = {
		id: "SEC-001",
		slug: "twice",
		says: "",
		fix: "Fix it.",
		overObjects: true,
		judge: (resources, stack) => {
			const pods = resources.filter(({ type }) => type === "kubernetes:core/v1:Pod");
			const absent = resources.some(({ type }) => type.endsWith(":Service"))
				? []
				: [{ ...violated("", "there is no Service"), resource: stack }];
			return [
				...pods.map((resource) => ({ ...violated("spec.containers[0].image", "is in a set"), resource })),
				...absent,
			];
		},
	};
	const text = `${pod("")}---\n${pod("").replace("name: web", "name: two")}`;

	it("judges all objects together, and its findings have their lines", async () => {
		const { findings } = await judgeAll([source(text, "a.yaml"), source(pod(""), "b.yaml")], {
			judges: { rules: [], stackRules: [twice] },
			whole: true,
		});
		expect(findings.map(({ file, line, name }) => [file, line, name])).to.deep.equal([
			[null, null, null],
			["a.yaml", 12, "web"],
			["a.yaml", 29, "two"],
			["b.yaml", 12, "web"],
		]);
	});

	it("does not take what is missing from a part of a cluster for a finding, and says so once", async () => {
		const { findings, notEvaluated } = await judge(text, {
			judges: { rules: [], stackRules: [{ ...twice, says: "All is there." }] },
		});
		expect(findings.map(({ line }) => line)).to.deep.equal([12, 29]);
		expect(notEvaluated.map(nearby)).to.deep.equal([
			{
				control: "SEC-001",
				line: null,
				path: "",
				message: "a part of a cluster does not show whether this holds; give all of its manifests with --whole",
			},
		]);
	});

	it("that needs the program's other resources is left out", async () => {
		const { findings } = await judge(text, { judges: { rules: [], stackRules: [{ ...twice, overObjects: false }] } });
		expect(findings).to.deep.equal([]);
	});

	it("finds the object's line where its source cannot be read again", async () => {
		const { findings } = await judgeAll([{ ...source(text), again: false }], {
			judges: { rules: [], stackRules: [twice] },
			whole: true,
		});
		expect(findings.map(({ line }) => line)).to.deep.equal([null, 1, 18]);
	});
});
