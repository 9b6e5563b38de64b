import { expect } from "chai";
import { repositoryText, type Verdict } from "../../../cli/controls/repositoryText";
import type { RepositoryFinding } from "../../../controls/repository/judge";

const plain = (_colour: string, text: string) => text;
const FILE = "policy-pack/exceptions.yaml";
const verdict: Verdict = {
	stack: "prod",
	environmentClass: "production",
	commit: "0123456789abcdef",
	counts: { pass: 4, fail: 2, waived: 0, notApplicable: 0, notEvaluated: 0 },
	exitCode: 1,
};

type Given = Pick<RepositoryFinding, "control" | "path"> & Partial<RepositoryFinding> & { what: string; fix?: string };

function finding({ what, fix = "Correct it.", ...given }: Given): RepositoryFinding {
	const { control, path, outcome = "FAIL", level = "mandatory", file = null, line = null } = given;
	const shown = file === null ? "gxp-lab-prod" : line === null ? file : `${file}:${line}`;
	const message = `[${control}] ${outcome} ${shown}: ${path} ${what}; ${fix}`;
	return { control, policy: "p", outcome, level, file, line, path, message };
}
const approver = (index: number, line: number, subject: string, more = ""): RepositoryFinding =>
	finding({
		control: "CHG-011",
		file: FILE,
		line,
		path: `exceptions[${index}].approver`,
		what: `names nobody who approved it, for ${subject}${more}`,
	});
const text = (findings: RepositoryFinding[], of: Partial<Verdict> = {}, width = 80): string[] =>
	repositoryText({ findings, unused: [] }, { ...verdict, ...of }, plain, width).split("\n");

describe("the check of the repository, for a person", () => {
	it("counts equal findings as one, with their subjects by kind, the lines of each, and the fix once", () => {
		const lines = text([
			approver(0, 13, "apps/v1/DaemonSet kube-system/cilium"),
			approver(1, 20, "v1/Namespace metallb-system"),
			approver(2, 28, "apps/v1/DaemonSet kube-system/proxy"),
			approver(3, 36, "apps/v1/DaemonSet kube-system/cilium"),
			approver(4, 43, "static pod kube-system/kube-apiserver"),
			approver(5, 50, "pulumi:pulumi:Stack::gxp-lab-prod"),
			approver(6, 58, "charts.lock.yaml"),
		]);
		expect(lines.slice(0, -4)).to.deep.equal([
			"mandatory  CHG-011  7 findings",
			"    policy-pack/exceptions.yaml: exceptions[…].approver names nobody who",
			"      approved it, for (line):",
			"      apps/v1/DaemonSet: kube-system/cilium (13, 36), kube-system/proxy (28)",
			"      v1/Namespace: metallb-system (20)",
			"      static pod: kube-system/kube-apiserver (43)",
			"      pulumi:pulumi:Stack: gxp-lab-prod (50)",
			"      charts.lock.yaml (58)",
			"    fix: Correct it.",
		]);
	});

	it("ends with one verdict: what was judged, what was found, and what the exit code means", () => {
		const lines = text([approver(0, 13, "v1/Namespace a")], { counts: { ...verdict.counts, notApplicable: 2 } }, 400);
		expect(lines.slice(-1)).to.deep.equal([
			"not held: repository of prod (class production) at 0123456789ab: 1 mandatory finding, 0 advisory, 0 not evaluated, 0 waived; controls: 4 pass, 2 fail, 2 not for this class; exit code 1: a mandatory finding",
		]);
	});

	it("does not call held what could not be read or was not evaluated", () => {
		const counts = { ...verdict.counts, fail: 0 };
		const last = (of: Partial<Verdict>) => text([], { counts, ...of }, 400).at(-1);
		expect(last({ exitCode: 0 })).to.match(/^held: .*; exit code 0: no mandatory finding$/);
		const open = { ...counts, notEvaluated: 1, waived: 2 };
		expect(last({ exitCode: 0, counts: open })).to.match(
			/^held as far as it was judged: .*; controls: 4 pass, 0 fail, 2 waived, 1 not evaluated; exit code 0: /,
		);
		expect(last({ exitCode: 2, commit: undefined })).to.match(
			/^not judged: repository of prod \(class production\) at no commit: .*; exit code 2: something could not be read, or nothing was judged$/,
		);
	});

	it("has mandatory findings first, and waived ones last", () => {
		const of = (control: string, more: Partial<RepositoryFinding>) =>
			finding({ control, path: "record", what: "is not there", file: "a.yaml", line: 3, ...more });
		const lines = text([
			of("CHG-001", { outcome: "WAIVED", level: "advisory" }),
			of("CHG-002", { outcome: "NOT EVALUATED", level: "advisory" }),
			of("CHG-003", { level: "advisory" }),
			of("CHG-009", {}),
		]);
		expect(lines.filter((line) => /^[a-z].*[A-Z]{3}-/.test(line))).to.deep.equal([
			"mandatory  CHG-009",
			"advisory   CHG-003",
			"not evaluated  CHG-002",
			"waived     CHG-001",
		]);
	});

	it("says one finding as it is, and names the files where the same is found in several", () => {
		const dirty = (file: string) => finding({ control: "CHG-003", path: "tree", what: "is not as committed", file });
		const lines = text([
			finding({ control: "CHG-001", path: "change", what: "is not named" }),
			approver(4, 13, "v1/Namespace a"),
			dirty("a.ts"),
			dirty("b.ts"),
		]);
		expect(lines.slice(0, -4)).to.deep.equal([
			"mandatory  CHG-001",
			"    the stack: change is not named",
			"    fix: Correct it.",
			"",
			"mandatory  CHG-011",
			"    policy-pack/exceptions.yaml:13: exceptions[4].approver names nobody who",
			"      approved it, for v1/Namespace a",
			"    fix: Correct it.",
			"",
			"mandatory  CHG-003  2 findings",
			"    tree is not as committed:",
			"      a.ts, b.ts",
			"    fix: Correct it.",
		]);
	});

	it("keeps apart what differs in more than its subject", () => {
		const lines = text([
			approver(0, 1, "v1/Namespace a"),
			approver(1, 2, "v1/Namespace b", " (its exception is not approved)"),
			finding({ control: "CHG-011", file: FILE, line: 3, path: "exceptions[2].until", what: "has passed, for a/b" }),
		]);
		expect(lines[0]).to.equal("mandatory  CHG-011  3 findings");
		expect(lines.filter((line) => /^ {4}\S/.test(line))).to.have.length(4);
	});

	it("names an exception that matched nothing", () => {
		const unused = [{ control: "SEC-010", resource: "charts.lock.yaml", finding: "charts" }];
		expect(repositoryText({ findings: [], unused }, verdict, plain, 80).split("\n")[0]).to.equal(
			"unused     the exception from SEC-010 for charts.lock.yaml charts matches",
		);
	});
});
