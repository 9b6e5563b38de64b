import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";

// Inside a CEL string a backslash is written twice.
const pattern = (regex: string): string => JSON.stringify(regex);

const words = `(container.?command.orValue([]) + container.?args.orValue([])).join(" ")`;
const image = `container.?image.orValue("").matches(${pattern("(^|/)nextflow([:@]|$)")})`;
const run = String.raw`(?s)(^|[^A-Za-z0-9_-])nextflow(\s.*)?\srun(\s|$)`;
const runs = `${words}.matches(${pattern(run)})`;
const twice = String.raw`(?s)nextflow(\s.*)?\srun\s.*nextflow(\s.*)?\srun(\s|$)`;
const commit = String.raw`\s-(r|revision)\s+[0-9a-f]{40}(\s|$)`;
// RE2 has no look-ahead: too short, too long, or with another sign than a hexadecimal digit.
const noCommit = String.raw`\s-(r|revision)(=|\s+(\S{0,39}|\S{41,}|[0-9a-f]*[^0-9a-f\s]\S*)(\s|$)|\s*$)`;

const parameters = String.raw`\s-params-file\s+[^\s-]`;

// A parameter beside the file goes before it, and is in no digest.
const besideTheFile = String.raw`(?s)(^|\s)run\s.*\s--[A-Za-z]`;

const annotation = (key: string): string => `podAnnotations[?"gxp-lab.io/${key}"].orValue("")`;
const annotated = (key: string, form: string): string =>
	`(!${image} && !${runs} || ${annotation(key)}.matches(${pattern(form)}))`;
const sha256 = "^sha256:[0-9a-f]{64}$";

/**
 * INT-004. A pipeline run is a container whose image is named nextflow, or whose command and arguments say `nextflow … run`, also
 * inside the text of a shell. It names the commit of the pipeline once and wholly (`-r`; a branch or a tag can be moved), takes
 * its parameters from a file, and its pod records the digests of that file and of the list of containers.
 */
export const pipelineRuns: KubernetesRule = {
	id: "INT-004",
	slug: "pipeline-runs",
	says: "A pipeline runs at a commit, with its parameters and container digests recorded.",
	why: "A result can be reproduced and defended only when the exact code, parameters and tools that made it are known.",
	fix: "Run `nextflow run <repository> -r <40 hexadecimal digits> -params-file <file>` and annotate the pod with gxp-lab.io/pipeline-revision, gxp-lab.io/pipeline-parameters and gxp-lab.io/pipeline-containers (SHA-256 of the parameter file and of the list of container digests).",
	applies: workloads,
	cel: `containers.all(container, ${[
		`(!${image} && !${runs} || ${[
			`${words}.matches(${pattern(commit)})`,
			`!${words}.matches(${pattern(noCommit)})`,
			`!${words}.matches(${pattern(twice)})`,
			`${words}.matches(${pattern(parameters)})`,
			`!${words}.matches(${pattern(besideTheFile)})`,
			`${words}.contains(" " + ${annotation("pipeline-revision")})`,
		].join(" && ")})`,
		annotated("pipeline-revision", "^[0-9a-f]{40}$"),
		annotated("pipeline-parameters", sha256),
		annotated("pipeline-containers", sha256),
	].join(" && ")})`,
	finding: (path) =>
		path.endsWith("annotations")
			? `${path} does not record the pipeline's revision, parameters and containers`
			: `${path} does not run one pipeline at a commit of 40 hexadecimal digits, with its parameters in a file alone`,
};
