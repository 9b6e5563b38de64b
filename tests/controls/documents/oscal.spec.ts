import { expect } from "chai";
import { catalogue } from "../../../controls/catalogue";
import { matrix } from "../../../controls/documents/matrix";
import { type OscalOptions, oscalDocuments, uuid } from "../../../controls/documents/oscal";
import { standards } from "../../../controls/documents/standards";
import type { Standing } from "../../../controls/documents/standing";
import type { Exception } from "../../../controls/exceptions";

/** The members that the OSCAL 1.2.1 JSON schemas require; the schemas themselves are in no package to install. */
type Tree = Record<string, unknown>;

const standing: Standing = {
	prod: {
		environmentClass: "production",
		controls: { "SEC-001": ["resources"], "CHG-008": ["whole"], "ACC-006": [] },
		releases: [],
		open: {},
	},
};
const exception: Exception = {
	...{ control: "CHG-008", resource: { type: "a", name: "b" }, finding: "ignoreChanges" },
	...{ reason: "a test", risk: "none", approver: "rehearsal - not approved", until: "2027-10-31" },
};
const rows = matrix((id) => [`${id.toLowerCase()}-test`]);
const options: OscalOptions = {
	environmentClass: "production",
	version: "0.1.0",
	now: new Date("2026-11-21T12:00:00Z"),
	testsOf: (id) => [`${id.toLowerCase()}-test`],
	rows,
	standing,
	exceptions: [exception],
};
const documents = oscalDocuments(options) as Record<string, Tree>;

const part = (file: string, key: string): Tree => documents[file]?.[key] as Tree;
const every = (value: unknown, visit: (tree: Tree) => void): void => {
	if (Array.isArray(value)) for (const one of value) every(one, visit);
	else if (typeof value === "object" && value !== null) {
		visit(value as Tree);
		for (const one of Object.values(value)) every(one, visit);
	}
};

describe("the OSCAL documents, by the members that OSCAL 1.2.1 requires", () => {
	it("have an identifier and the required metadata each", () => {
		for (const document of Object.values(documents)) {
			const [content] = Object.values(document) as [Tree];
			expect(content.uuid).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
			expect(content.metadata).to.include({ "oscal-version": "1.2.1", "last-modified": "2026-11-21T12:00:00.000Z" });
			expect(content.metadata).to.include.keys("title", "version");
		}
	});

	it("use tokens that are NCNames, unique identifiers, and no empty list", () => {
		for (const document of Object.values(documents)) {
			const ids: unknown[] = [];
			every(document, (tree) => {
				for (const key of ["id", "id-ref", "control-id", "name", "class"])
					if (key in tree) expect(tree[key], key).to.match(/^[\p{L}_][\p{L}\p{N}.\-_]*$/u);
				if ("uuid" in tree) ids.push(tree.uuid);
				for (const [key, value] of Object.entries(tree)) if (Array.isArray(value)) expect(value, key).not.to.be.empty;
			});
			expect(new Set(ids).size).to.equal(ids.length);
		}
	});

	it("hold every control once in the catalog, in a group with a title", () => {
		const { groups } = part("catalog.json", "catalog") as { groups: { title: string; controls: Tree[] }[] };
		const ids = groups.flatMap(({ controls }) => controls.map(({ id }) => id));
		expect(ids).to.have.members(catalogue.map(({ id }) => id.toLowerCase()));
		for (const { title, controls } of groups) {
			expect(title).not.to.equal("");
			for (const control of controls) expect(control).to.include.keys("id", "title", "parts");
		}
	});

	it("say for every applied control how it is implemented, with its tests", () => {
		const { components } = part("component-definition.json", "component-definition") as { components: Tree[] };
		const [component = {}] = components;
		expect(component).to.include.keys("uuid", "type", "title", "description");
		const [implementation] = component["control-implementations"] as Tree[];
		expect(implementation).to.include.keys("uuid", "source", "description");
		const requirements = implementation?.["implemented-requirements"] as Tree[];
		expect(requirements.map((one) => one["control-id"])).to.have.members(
			catalogue.filter(({ enforcement }) => enforcement.production !== "none").map(({ id }) => id.toLowerCase()),
		);
		for (const one of requirements) expect(one).to.include.keys("uuid", "description", "props");
	});

	it("say of every applied control how far the platform implements it, as a property of the project's own", () => {
		const statusOf = (id: string, file: Record<string, Tree> = documents): Tree | undefined => {
			const definition = file["component-definition.json"]?.["component-definition"] as { components: Tree[] };
			const [component = {}] = definition.components;
			const [implementation] = component["control-implementations"] as Tree[];
			const requirements = implementation?.["implemented-requirements"] as { "control-id": string; props: Tree[] }[];
			const own = requirements.find((one) => one["control-id"] === id.toLowerCase())?.props ?? [];
			const [status, ...more] = own.filter(({ name }) => name === "implementation-status");
			expect(more).to.deep.equal([]);
			expect(status).to.have.all.keys("name", "ns", "value", "remarks");
			expect(status?.ns).not.to.include("nist.gov");
			return status;
		};
		expect(statusOf("SEC-001")).to.include({
			value: "implemented",
			remarks: "In the platform's program: judged: resources.",
		});
		expect(statusOf("CHG-008")).to.include({
			value: "partial",
			remarks: "In the platform's program: judged: the whole stack; 1 exception.",
		});
		expect(statusOf("ACC-006")).to.include({
			value: "planned",
			remarks: "In the platform's program: nothing there to judge yet.",
		});
		for (const { id, enforcement } of catalogue)
			if (enforcement.production !== "none")
				expect(statusOf(id)?.value, id).to.be.oneOf(["implemented", "partial", "planned", "not-applicable"]);
		const validation = oscalDocuments({ ...options, environmentClass: "validation" }) as Record<string, Tree>;
		expect(statusOf("SEC-001", validation)).to.include({
			value: "planned",
			remarks: "The repository has no stack of this class: nothing was judged.",
		});
	});

	it("map every clause of every control, and point at a resource that is there", () => {
		const collection = part("mapping-collection.json", "mapping-collection");
		expect(collection.provenance).to.include.keys("method", "matching-rationale", "status", "mapping-description");
		const mappings = collection.mappings as { "target-resource": { href: string }; maps: Tree[] }[];
		const resources = (collection["back-matter"] as { resources: Tree[] }).resources.map(
			(one) => `#${String(one.uuid)}`,
		);
		for (const mapping of mappings) {
			expect(resources).to.include(mapping["target-resource"].href);
			for (const map of mapping.maps) expect(map).to.include.keys("uuid", "relationship", "sources", "targets");
		}
		const mapped = mappings.reduce((sum, { maps }) => sum + maps.length, 0);
		const named = catalogue.flatMap(({ clauses }) => clauses.filter(({ source }) => source in standards));
		expect(mapped).to.equal(
			new Set(
				catalogue.flatMap(({ id, clauses }) =>
					clauses
						.filter(({ source }) => source in standards)
						.map(({ source, reference }) => `${id} ${source} ${reference}`),
				),
			).size,
		);
		expect(named.length).to.equal(mapped);
	});

	it("say of a mapped clause what it is cited as, under an identifier that stays what it was", () => {
		const { mappings } = part("mapping-collection.json", "mapping-collection") as {
			mappings: { maps: { uuid: string; sources: Tree[]; targets: (Tree & { props: Tree[] })[] }[] }[];
		};
		const targets = mappings.flatMap(({ maps }) => maps.flatMap((map) => map.targets));
		const cited = new Map(targets.map((one) => [one["id-ref"], one.props[0]?.value]));
		expect(cited.get("iso-27001-a-8.2")).to.equal("A.8.2");
		expect(cited.get("part-11-11.10-e")).to.equal("11.10(e)");
		const maps = mappings.flatMap((mapping) => mapping.maps);
		const privileged = maps.find(
			({ sources, targets }) => sources[0]?.["id-ref"] === "acc-003" && targets[0]?.["id-ref"] === "iso-27001-a-8.2",
		);
		expect(privileged?.uuid).to.equal(uuid("map ISO/IEC 27001:2022 8.2 ACC-003"));
	});

	it("give the same thing the same identifier in every export", () => {
		expect(uuid("catalog")).to.equal(uuid("catalog"));
		expect(uuid("catalog")).not.to.equal(uuid("component"));
	});
});
