import type { Exception } from "../exceptions";
import type { EnvironmentClass } from "../types";
import { gatekeeperManifests } from "./gatekeeper";
import { kyvernoManifest } from "./kyverno";
import { exportedPolicies } from "./policies";

/** A file of an export; its content is text, or an object that is written as YAML. */
export interface ExportedFile {
	name: string;
	content: string | object;
}

export interface ExportOptions {
	environmentClass: EnvironmentClass;
	/** Those that hold: an admission policy has no clock. */
	exceptions: readonly Exception[];
}

type Exporter = (options: ExportOptions) => ExportedFile[] | Promise<ExportedFile[]>;

const policies =
	(manifests: (policy: ReturnType<typeof exportedPolicies>[number]) => object[]): Exporter =>
	({ environmentClass, exceptions }) =>
		exportedPolicies(environmentClass, exceptions).flatMap((exported) =>
			manifests(exported).map((content, i) => ({
				name: `${exported.policy.metadata.name}${suffix(content, i)}.yaml`,
				content,
			})),
		);

/** What the controls are written as, by the name of the format. */
export const formats: Readonly<Record<string, Exporter>> = {
	vap: policies(({ policy, binding }) => [policy, binding]),
	gatekeeper: policies(gatekeeperManifests),
	kyverno: policies((exported) => [kyvernoManifest(exported)]),
};

/** The first file of a policy has its name; the second says what it is, and comes after it. */
function suffix(content: object, i: number): string {
	if (i === 0) return "";
	return "kind" in content && content.kind === "ValidatingAdmissionPolicyBinding" ? "-binding" : "-constraint";
}
