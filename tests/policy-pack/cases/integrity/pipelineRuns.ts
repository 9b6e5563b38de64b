import { pipelineRuns } from "../../../../controls/kubernetes/integrity/pipelineRuns";
import { carrying, container, podSpec } from "../../../controls/proof/fixtures";
import { type Case, type RuleCases, resource, unknown } from "../case";
import { wordingOf, workloadToken } from "../wording";

const { fail, notKnown, excepted } = wordingOf(pipelineRuns);
const commit = "0123456789abcdef0123456789abcdef01234567";
const digest = `sha256:${"a".repeat(64)}`;
const recorded = {
	"gxp-lab.io/pipeline-revision": commit,
	"gxp-lab.io/pipeline-parameters": digest,
	"gxp-lab.io/pipeline-containers": digest,
};
const image = `registry.lab.gxp.example/tools/nextflow:25.04${`@${digest}`}`;
const shell = `registry.lab.gxp.example/tools/bash:5${`@${digest}`}`;
const run = (...more: string[]) => ["run", "https://forgejo.lab.gxp.example/lab/rnaseq", ...more];
const file = ["-params-file", "/run/parameters.json"];
const good = run("-r", commit, ...file);

const runner = (change: Record<string, unknown>) =>
	podSpec({ containers: [container("run", { image, command: ["nextflow"], args: good, ...change })] });
const pod = (spec: Record<string, unknown>, annotations: unknown = recorded) =>
	resource("kubernetes:core/v1:Pod", { metadata: { name: "proof", namespace: "proof", annotations }, spec });
const withArgs = (...args: string[]) => pod(runner({ args }));
const inShell = (text: string) => pod(runner({ image: shell, command: ["/bin/sh", "-c"], args: [text] }));

const at = "spec.containers[run].command";
const notAt = (path: string): string =>
	`${path} does not run one pipeline at a commit of 40 hexadecimal digits, with its parameters in a file alone`;
const notRecorded = (path: string): string =>
	`${path} does not record the pipeline's revision, parameters and containers`;

const commands: [string, Case["resource"]][] = [
	["a branch", withArgs(...run("-r", "master", ...file))],
	["a tag", withArgs(...run("-r", "3.18.0", ...file))],
	["no -r", withArgs(...run(...file))],
	["a short commit", withArgs(...run("-r", commit.slice(0, 39), ...file))],
	["a commit of 41 digits", withArgs(...run("-r", `${commit}0`, ...file))],
	["a commit with a letter that is no digit", withArgs(...run("-r", `g${commit.slice(1)}`, ...file))],
	["-r without a value", withArgs(...run(...file, "-r"))],
	["a second -r with a branch", withArgs(...run("-r", commit, "-r", "master", ...file))],
	["-revision with a branch after -r", withArgs(...run("-r", commit, "-revision", "dev", ...file))],
	["-r=master", withArgs(...run("-r", commit, "-r=master", ...file))],
	["no parameter file", withArgs(...run("-r", commit))],
	["a parameter beside the file", withArgs(...good, "--genome", "GRCh38")],
	["a parameter called --r beside the file", withArgs(...good, "--r", "master")],
	["a parameter in a shell's text", inShell(`nextflow run a ${good.slice(2).join(" ")} --genome=GRCh38`)],
	["another commit than the recorded one", withArgs(...run("-r", commit.replace("0", "f"), ...file))],
	["a branch in a shell's text", inShell("set -e; nextflow run lab/rnaseq -r master -params-file p.json")],
	["a variable in a shell's text", inShell('nextflow run lab/rnaseq -r "$REVISION" -params-file p.json')],
	["an option before run", inShell("/usr/bin/nextflow -log x.log run lab/rnaseq")],
	["a second run in a shell's text", inShell(`nextflow run a -r ${commit} -params-file p && nextflow run b`)],
	["nextflow's image and a script", pod(runner({ command: ["bash", "/scripts/run.sh"], args: [] }))],
];

const hidden = podSpec({
	containers: [container("main")],
	initContainers: [container("run", { image, command: ["nextflow"], args: run("-r", "master", ...file) })],
});

export const pipelineRunsCases: RuleCases = {
	policy: "int-004-pipeline-runs",
	compliant: [
		...carrying(runner({}), { annotations: recorded }).map(({ kind, object }) => ({
			says: `${kind} at a commit`,
			resource: resource(workloadToken(kind), object),
			messages: [],
		})),
		{
			says: "a shell's text at a commit",
			resource: inShell(`nextflow run a -r ${commit} -params-file p.json`),
			messages: [],
		},
	],
	violating: [
		...commands.map(([says, one]): Case => ({ says, resource: one, messages: [fail(notAt(at))] })),
		...carrying(hidden, { annotations: recorded }).map(({ kind, path, object }) => ({
			says: `${kind} with a branch in an init container`,
			resource: resource(workloadToken(kind), object),
			messages: [fail(notAt(`${path}.initContainers[run].command`))],
		})),
		...Object.keys(recorded).map((key): Case => {
			const others = Object.fromEntries(
				Object.entries(recorded).map(([one, value]) => [one, one === key ? "main" : value]),
			);
			const messages = [fail(notRecorded("metadata.annotations"))];
			const says = `a record that is no digest: ${key}`;
			const first = key.endsWith("revision") ? [fail(notAt(at))] : [];
			return { says, resource: pod(runner({}), others), messages: [...first, ...messages] };
		}),
	],
	absent: [
		{
			says: "no annotations",
			resource: pod(runner({}), null),
			messages: [fail(notRecorded("metadata.annotations"))],
		},
		{
			says: "no arguments",
			resource: pod(runner({ command: undefined, args: undefined })),
			messages: [fail(notAt(at))],
		},
	],
	nearMiss: [
		{ says: "-revision in the place of -r", resource: withArgs(...run("-revision", commit, ...file)), messages: [] },
		{ says: "an option that begins as -r does", resource: withArgs(...good, "-resume"), messages: [] },
		{
			says: "a long option before run",
			resource: inShell(`set --; nextflow run a ${good.slice(2).join(" ")}`),
			messages: [],
		},
		{
			says: "a task of a run, which runs no pipeline",
			resource: pod(runner({ image: shell, command: ["/bin/bash", "-ue"], args: [".command.run"] }), {}),
			messages: [],
		},
		{
			says: "a text that only names nextflow",
			resource: pod(runner({ image: shell, command: ["/bin/sh", "-c"], args: ["ls /opt/nextflow"] }), {}),
			messages: [],
		},
		{
			says: "an image whose name only begins so",
			resource: pod(runner({ image: image.replace("nextflow", "nextflow-reports"), command: ["serve"], args: [] }), {}),
			messages: [],
		},
	],
	otherKind: [resource("kubernetes:core/v1:Service", { spec: {} }), resource("random:index/randomPet:RandomPet", {})],
	unknown: {
		alone: [
			{
				says: "unknown arguments",
				resource: pod(runner({ args: unknown })),
				messages: [notKnown("spec.containers[run].args")],
			},
			{ says: "unknown annotations", resource: pod(runner({}), unknown), messages: [notKnown("metadata.annotations")] },
		],
		besideViolation: [
			{
				says: "unknown annotations beside a branch",
				resource: pod(runner({ args: run("-r", "master", ...file) }), unknown),
				messages: [fail(notAt(at)), notKnown("metadata.annotations")],
			},
		],
	},
	excepted: excepted(withArgs(...run("-r", "master", ...file)), at, notAt(at)),
};
