import { createHash } from "node:crypto";
import { controlById } from "../../../../controls/catalogue";
import { messagesOf } from "../../../policy-pack/cases/messages";
import { type ConfigurationCases, entry, type Given } from "./case";

const onFile = (id: string, file: string) => messagesOf(controlById(id), file);
const RESTORES = "docs/qualification/restores.yaml";
const record = "docs/qualification/restore.json";
const sha256 = createHash("sha256").update("{}").digest("hex");
const restore = (change: Record<string, unknown> = {}) => ({
	what: "etcd",
	on: "2026-12-01",
	backup: "etcd-1",
	by: "A. Operator",
	result: "held",
	record: { file: record, sha256 },
	...change,
});
const restores = (...all: object[]): Given => ({
	files: { [record]: "{}", [RESTORES]: JSON.stringify({ restores: all }) },
});
const objects = restore({ what: "objects" });
const { fail, waived, expired } = onFile("BCM-007", `${RESTORES}:1`);
const none = (what: string) => `restores hold none of ${what} that held in the last 90 days`;

export const testedRestores: ConfigurationCases = {
	policy: "bcm-007-tested-restores",
	compliant: [{ says: "a restore of each", given: restores(restore(), objects), messages: [] }],
	violating: [
		{ says: "no restore", given: restores(), messages: [fail(none("etcd")), fail(none("objects"))] },
		{ says: "an old restore", given: restores(restore({ on: "2026-10-01" }), objects), messages: [fail(none("etcd"))] },
		{
			says: "one that failed",
			given: restores(restore({ result: "failed" }), objects),
			messages: [fail(none("etcd"))],
		},
		{
			says: "one that is still to come",
			given: restores(restore({ on: "2027-01-02" }), objects),
			messages: [fail("restores[0].on is a day that has not come"), fail(none("etcd"))],
		},
		{
			says: "a record that was changed afterwards",
			given: restores(restore({ record: { file: record, sha256: "0".repeat(64) } }), objects),
			messages: [fail("restores[0].record.sha256 is not that of the record"), fail(none("etcd"))],
		},
	],
	nearMiss: [
		{ says: "90 days ago", given: restores(restore({ on: "2026-10-02" }), objects), messages: [] },
		{
			says: "a failed one before one that held",
			given: restores(restore({ result: "failed" }), restore(), objects),
			messages: [],
		},
	],
	absent: [
		{ says: "no file", given: {}, messages: [onFile("BCM-007", RESTORES).fail("is not in the repository")] },
		{
			says: "no record where it says",
			given: restores(restore({ record: { file: "docs/none.json", sha256 } }), objects),
			messages: [fail("restores[0].record.file is not in the repository"), fail(none("etcd"))],
		},
	],
	malformed: [
		{
			says: "nobody who did it",
			given: restores(restore({ by: "TBD" }), objects),
			messages: [fail("restores[0].by must name who did it")],
		},
		{
			says: "a day that is none",
			given: restores(restore({ on: "last week" }), objects),
			messages: [fail("restores[0].on must be a day, such as 2027-06-30")],
		},
	],
	excepted: {
		given: restores(objects),
		exceptions: entry("BCM-007", `{ file: ${RESTORES} }`, "restores"),
		waived: [waived(none("etcd"))],
		expired: [expired(none("etcd"))],
	},
};

const ROWS = "docs/inventory/all.yaml";
const row = (kind: string, name: string, change: Record<string, unknown> = {}) => ({
	...{ name, kind, owner: "platform@gxp.example", supplier: "its makers", gampCategory: 4, risk: "high" },
	because: "it stores records",
	...change,
});
const rows = [
	row("chart", "minio"),
	row("provider", "tls"),
	row("package", "@grpc"),
	row("part", "helm.sh/helm/v4/cmd/helm"),
	row("system", "Talos Linux"),
];
const brought = {
	"charts.lock.yaml": "charts: [{ name: minio }]\n",
	"package.json": JSON.stringify({ dependencies: { "@pulumi/tls": "5", "@pulumi/pulumi": "3", "@grpc/grpc-js": "1" } }),
	"rehearsal/parts/clients/go.mod": "module clients\n",
	"rehearsal/parts/clients/tools.go": 'import _ "helm.sh/helm/v4/cmd/helm"\n',
	"Pulumi.prod.yaml": "config: { gxp-lab:talos: {} }\n",
};
const inventory = (all: object[], more: Record<string, string> = {}): Given => ({
	files: { ...brought, [ROWS]: JSON.stringify({ components: [...all, row("package", "@pulumi")] }), ...more },
});
const inRows = onFile("VAL-001", `${ROWS}:1`);
const charts = onFile("VAL-001", "charts.lock.yaml");
const [, ...withoutChart] = rows;
const noRow = "chart[minio] has no row in docs/inventory";
const faulty = (change: Record<string, unknown>) => inventory([row("chart", "minio", change), ...withoutChart]);

export const completeInventory: ConfigurationCases = {
	policy: "val-001-complete-inventory",
	compliant: [{ says: "a row for each component, and no other", given: inventory(rows), messages: [] }],
	violating: [
		{ says: "a chart without a row", given: inventory(withoutChart), messages: [charts.fail(noRow)] },
		{
			says: "a row of what nothing brings",
			given: inventory([...rows, row("chart", "loki")]),
			messages: [inRows.fail("components[5] is the row of loki, a chart that nothing here brings")],
		},
		{
			says: "a row twice",
			given: inventory([...rows, row("chart", "minio")]),
			messages: [inRows.fail("components[5] is a second row of the chart minio")],
		},
		...["optionalDependencies", "peerDependencies", "devDependencies"].map((list) => ({
			says: `a package of ${list} without a row`,
			given: inventory(rows, { "policy-pack/package.json": JSON.stringify({ [list]: { "left-pad": "1" } }) }),
			messages: [onFile("VAL-001", "policy-pack/package.json").fail("package[left-pad] has no row in docs/inventory")],
		})),
		{
			says: "a part without a row",
			given: inventory(rows, { "rehearsal/parts/talos/go.mod": "module talos\n" }),
			messages: [onFile("VAL-001", "rehearsal/parts").fail("part[rehearsal/parts/talos] has no row in docs/inventory")],
		},
	],
	nearMiss: [
		{
			says: "two packages of one family",
			given: inventory(rows, {
				"policy-pack/package.json": JSON.stringify({ dependencies: { "@grpc/proto-loader": "1" } }),
			}),
			messages: [],
		},
	],
	absent: [
		{
			says: "no inventory",
			given: {
				files: { ...brought, "package.json": "{}", "rehearsal/parts/clients/go.mod": "", "Pulumi.prod.yaml": "{}" },
			},
			messages: [
				onFile("VAL-001", "docs/inventory").fail("holds no inventory"),
				charts.fail(noRow),
				onFile("VAL-001", "rehearsal/parts").fail("part[helm.sh/helm/v4/cmd/helm] has no row in docs/inventory"),
			],
		},
	],
	malformed: [
		{
			says: "a stack's file that cannot be read, by which no system's row is one of nothing",
			given: inventory(rows, { "Pulumi.prod.yaml": "config: {a: 1\n" }),
			messages: [],
		},
		{
			says: "an owner that is nobody",
			given: faulty({ owner: "tbd" }),
			messages: [inRows.fail("components[0].owner must say who answers for it"), charts.fail(noRow)],
		},
		{
			says: "GAMP's category 2",
			given: faulty({ gampCategory: 2 }),
			messages: [inRows.fail("components[0].gampCategory must be 1, 3, 4 or 5"), charts.fail(noRow)],
		},
		{
			says: "a risk outside the vocabulary",
			given: faulty({ risk: "none" }),
			messages: [inRows.fail("components[0].risk must be low, medium or high"), charts.fail(noRow)],
		},
	],
	excepted: {
		given: inventory(withoutChart),
		exceptions: entry("VAL-001", "{ file: charts.lock.yaml }", "chart[minio]"),
		waived: [charts.waived(noRow)],
		expired: [charts.expired(noRow)],
	},
};
