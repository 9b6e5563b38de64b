import { createHash } from "node:crypto";
import { controlById } from "../../../../controls/catalogue";
import { messagesOf } from "../../../policy-pack/cases/messages";
import { type ConfigurationCases, entry, type Given, stackResource } from "./case";

const form = "policy-pack/change.yaml";
const named = (reference: string, more: Given = {}): Given => ({
	files: { [form]: 'reference: "CHG-[1-9][0-9]*"\n' },
	changes: [{ from: "--change", reference }],
	rehearsal: false,
	...more,
});
const onStack = (id: string) => messagesOf(controlById(id), "gxp-lab-prod");
const onFile = (id: string, file: string) => messagesOf(controlById(id), file);
const reference = onStack("CHG-001");
const wrongForm = "change in --change has not the form of a reference";

export const changeReference: ConfigurationCases = {
	policy: "chg-001-change-reference",
	compliant: [{ says: "a reference", given: named("CHG-12"), messages: [] }],
	violating: [
		...["chg-12", "CHG-", "CHG-12a", "xCHG-12", "CHG-12\n", " CHG-12", "CHG-012", "CHG12"].map((text) => ({
			says: `the reference ${JSON.stringify(text)}`,
			given: named(text),
			messages: [reference.fail(wrongForm)],
		})),
		{
			says: "a rehearsal's reference in an update",
			given: named("CHG-0"),
			messages: [reference.fail("change is the reference of a rehearsal")],
		},
		{
			says: "two references",
			given: named("", {
				changes: [
					{ from: "--change", reference: "CHG-1" },
					{ from: "GXP_CHANGE", reference: "CHG-2" },
				],
			}),
			messages: [reference.fail("change is named differently by --change and GXP_CHANGE")],
		},
		{
			says: "a form that any text has",
			given: named("CHG-1", { files: { [form]: 'reference: ".*"\n' } }),
			messages: [onFile("CHG-001", `${form}:1`).fail("reference lets any text be a reference")],
		},
	],
	nearMiss: [
		{ says: "a rehearsal's reference in a rehearsal", given: named("CHG-0", { rehearsal: true }), messages: [] },
		{
			says: "one reference, named twice",
			given: named("", {
				changes: [
					{ from: "--change", reference: "CHG-1" },
					{ from: "GXP_CHANGE", reference: "CHG-1" },
				],
			}),
			messages: [],
		},
		{
			says: "another form, as it is configured",
			given: named("RFC/7", { files: { [form]: 'reference: "RFC/[0-9]+"\n' } }),
			messages: [],
		},
	],
	absent: [
		{ says: "no reference", given: named("", { changes: [] }), messages: [reference.fail("change is not named")] },
		{
			says: "no form",
			given: named("CHG-1", { files: {} }),
			messages: [onFile("CHG-001", form).fail("is not in the repository")],
		},
	],
	malformed: [
		{
			says: "a form that is no expression",
			given: named("CHG-1", { files: { [form]: 'reference: "CHG-["\n' } }),
			messages: [onFile("CHG-001", `${form}:1`).fail("reference is not a regular expression")],
		},
		{
			says: "a key twice",
			given: named("CHG-1", { files: { [form]: "reference: a\nreference: b\n" } }),
			messages: [
				messagesOf({ id: "CHG-001", fix: `Correct ${form}.` }, `${form}:2`).fail(
					"is not YAML (Map keys must be unique)",
				),
			],
		},
	],
	excepted: {
		given: named("", { changes: [], rehearsal: true }),
		exceptions: entry("CHG-001", stackResource, "change"),
		waived: [reference.waived("change is not named")],
		expired: [reference.expired("change is not named")],
	},
};

const tree = "is not as it was committed";
export const cleanTree: ConfigurationCases = {
	policy: "chg-003-clean-tree",
	compliant: [{ says: "a commit and nothing beside it", given: { rehearsal: false }, messages: [] }],
	violating: [
		{
			says: "a file that differs, and one that is not tracked",
			given: { rehearsal: false, git: { dirty: ["index.ts", "notes.txt"] } },
			messages: [onFile("CHG-003", "index.ts").fail(tree), onFile("CHG-003", "notes.txt").fail(tree)],
		},
		{
			says: "a file whose changes git is told not to see",
			given: { rehearsal: false, git: { hidden: ["index.ts"] } },
			messages: [onFile("CHG-003", "index.ts").fail("is hidden from git")],
		},
	],
	nearMiss: [
		{
			says: "a file that differs in a rehearsal, which is no update",
			given: { git: { dirty: ["index.ts"] } },
			messages: [
				onFile("CHG-003", "index.ts").undecided("").replace(" is not known yet", `${tree}; a rehearsal is no update`),
			],
		},
	],
	absent: [
		{
			says: "no commit",
			given: { rehearsal: false, git: { commit: undefined } },
			messages: [onStack("CHG-003").fail("the tree has no commit")],
		},
	],
	malformed: { never: "git is asked, and no file" },
	excepted: {
		given: { rehearsal: false, git: { hidden: ["index.ts"] } },
		exceptions: entry("CHG-003", "{ file: index.ts }", "tree", "A. Reviewer"),
		waived: [
			onFile("CHG-003", "index.ts").waived("is hidden from git").replace("rehearsal - not approved", "A. Reviewer"),
		],
		expired: [onFile("CHG-003", "index.ts").expired("is hidden from git")],
	},
};

const QUALIFIED = "qualified.lock.yaml";
const record = "docs/qualification/iq.json";
const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const repository: Record<string, string> = {
	"package-lock.json": JSON.stringify({
		packages: {
			"node_modules/@pulumi/tls": { version: "5.6.1" },
			"node_modules/@pulumi/pulumi": { version: "3.248.0" },
		},
	}),
	"policy-pack/package.json": JSON.stringify({ version: "0.1.0" }),
	"charts.lock.yaml": "charts: [{ name: minio, version: 5.4.0, sha256: unresolved }]\n",
	[record]: "{}",
};
/** The sha256 of the pack above: of the paths and the bytes of all that it consists of. */
const pack = sha256(`policy-pack/package.json\0${sha256(repository["policy-pack/package.json"] ?? "")}\n`);
const qualified = (change: { tls?: string; more?: string; pack?: string; record?: string } = {}): string =>
	[
		`record: { file: ${record}, sha256: "${change.record ?? sha256("{}")}" }`,
		"versions:",
		'  tools: { "@pulumi/pulumi": 3.248.0 }',
		`  providers: { tls: ${change.tls ?? "5.6.1"}${change.more ?? ""} }`,
		`  pack: { version: 0.1.0, sha256: "${change.pack ?? pack}" }`,
		"  charts: { minio: 5.4.0 sha256:unresolved }",
		"",
	].join("\n");
const withLock = (text: string): Given => ({ files: { ...repository, [QUALIFIED]: text } });
const lock = (line: number) => onFile("CHG-009", `${QUALIFIED}:${line}`);
const none = "record names no qualification: none was executed with these versions";

export const qualifiedVersions: ConfigurationCases = {
	policy: "chg-009-qualified-versions",
	compliant: [{ says: "every version as it was qualified", given: withLock(qualified()), messages: [] }],
	violating: [
		{ says: "no qualification", given: withLock("record: null\nversions: null\n"), messages: [lock(1).fail(none)] },
		{
			says: "versions without a qualification",
			given: withLock("record: null\nversions: { tools: {}, providers: {}, pack: {}, charts: {} }\n"),
			messages: [lock(1).fail(none), lock(2).fail("versions are stated without a qualification's record")],
		},
		{
			says: "another provider",
			given: withLock(qualified({ tls: "5.6.0" })),
			messages: [lock(4).fail("versions.providers.tls is not the version that was qualified")],
		},
		{
			says: "another pack",
			given: withLock(qualified({ pack: "0".repeat(64) })),
			messages: [lock(5).fail("versions.pack.sha256 is not the version that was qualified")],
		},
		{
			says: "a provider that is not used",
			given: withLock(qualified({ more: ", aws: 6.0.0" })),
			messages: [lock(4).fail("versions.providers.aws was qualified and is not used")],
		},
		{
			says: "a record that was changed afterwards",
			given: withLock(qualified({ record: "0".repeat(64) })),
			messages: [lock(1).fail("record.sha256 is not that of the record")],
		},
	],
	nearMiss: [
		{
			says: "an exception more, which is no part of the pack",
			given: { files: { ...withLock(qualified()).files, "policy-pack/exceptions.yaml": "exceptions: [ ]\n" } },
			messages: [],
		},
	],
	absent: [
		{
			says: "no file",
			given: { files: repository },
			messages: [onFile("CHG-009", QUALIFIED).fail("is not in the repository")],
		},
		{
			says: "a file that is not tracked",
			given: { files: repository, untracked: { [QUALIFIED]: qualified() } },
			messages: [
				messagesOf({ id: "CHG-009", fix: `Add ${QUALIFIED} to git, and commit it.` }, QUALIFIED).fail(
					"is not in the repository",
				),
			],
		},
		{
			says: "no record where it says",
			given: withLock(qualified().replace(record, "docs/none.json")),
			messages: [lock(1).fail("record.file is not in the repository")],
		},
	],
	malformed: [
		{
			says: "a record without a file",
			given: withLock("record: { sha256: 0 }\nversions: null\n"),
			messages: [
				lock(1).fail("record.file Invalid input: expected string, received undefined"),
				lock(1).fail("record.sha256 Invalid input: expected string, received number"),
			],
		},
	],
	excepted: {
		given: withLock("record: null\nversions: null\n"),
		exceptions: entry("CHG-009", `{ file: ${QUALIFIED} }`, "record"),
		waived: [lock(1).waived(none)],
		expired: [lock(1).expired(none)],
	},
};
