import { expect } from "chai";
import { guardedByTheServer, podSecurityStandard } from "./standard";

/** The checks of k8s.io/pod-security-admission v0.36.3 (policy/check_*.go). */
const restricted = [
	"allowPrivilegeEscalation",
	"appArmorProfile",
	"capabilities_restricted",
	"hostNamespaces",
	"hostPorts",
	"hostProbesAndHostLifecycle",
	"privileged",
	"procMount_restricted",
	"restrictedVolumes",
	"runAsNonRoot",
	"runAsUser",
	"seLinuxOptions",
	"seccompProfile_restricted",
	"sysctls",
	"windowsHostProcess",
];

/** Checks of the baseline level that one of the restricted level takes the place of (OverrideCheckIDs), because it asks for more. */
const overridden: Readonly<Record<string, string>> = {
	capabilities_baseline: "capabilities_restricted",
	hostPathVolumes: "restrictedVolumes",
	procMount_baseline: "procMount_restricted",
	seccompProfile_baseline: "seccompProfile_restricted",
};

describe("the table of the Pod Security Standards", () => {
	const cases = [...podSecurityStandard, ...guardedByTheServer];

	it("has a case for every check of the restricted level, which contains baseline", () => {
		expect([...new Set(cases.map(({ check }) => check))].sort()).to.deep.equal([...restricted].sort());
		for (const [baseline, by] of Object.entries(overridden)) expect(restricted, baseline).to.include(by);
	});

	it("has every field that the standard names, for the pod and for its containers", () => {
		const fields = new Set(cases.map(({ field }) => field.replace(/\[(?!\*)[^\]]*\]/g, "[]")));
		const container = ["httpGet", "tcpSocket"].flatMap((action) =>
			["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"].map(
				(handler) => `containers[*].${handler}.${action}.host`,
			),
		);
		const shared = [
			"appArmorProfile.type",
			"seLinuxOptions.type",
			"seLinuxOptions.user",
			"seLinuxOptions.role",
			"windowsOptions.hostProcess",
			"runAsNonRoot",
			"runAsUser",
			"seccompProfile.type",
		];
		expect([...fields]).to.have.members([
			...["hostNetwork", "hostPID", "hostIPC", "volumes[]", "securityContext.sysctls[].name"],
			...shared.flatMap((field) => [`securityContext.${field}`, `containers[*].securityContext.${field}`]),
			...["privileged", "allowPrivilegeEscalation", "capabilities.drop", "capabilities.add[]", "procMount"].map(
				(field) => `containers[*].securityContext.${field}`,
			),
			"containers[*].ports[].hostPort",
			...container,
			"metadata.annotations[]",
		]);
	});
});
