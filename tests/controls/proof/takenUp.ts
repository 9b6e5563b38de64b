import type { ApiServer } from "./apiServer";

const admission = "/apis/admissionregistration.k8s.io/v1";

/**
 * Waits until the server judges by every policy and binding that it was given before: it takes them up on its own time, each
 * kind in the order of their changes (apiserver, admission/plugin/policy/generic/policy_source.go: from two informers). So one
 * more policy with its binding is put last, which refuses one ConfigMap: once that is refused, everything before it is in force.
 */
export async function takenUp(server: Pick<ApiServer, "call">): Promise<void> {
	const name = `taken-up-${Math.random().toString(36).slice(2)}`;
	const policy = {
		failurePolicy: "Fail",
		matchConstraints: {
			resourceRules: [{ apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] }],
		},
		validations: [{ expression: `object.metadata.name != "${name}"` }],
	};
	const binding = { policyName: name, validationActions: ["Deny"] };
	for (const [kind, spec] of [
		["ValidatingAdmissionPolicy", policy],
		["ValidatingAdmissionPolicyBinding", binding],
	] as const) {
		const { status, body } = await server.call("POST", pathOf(kind), {
			apiVersion: "admissionregistration.k8s.io/v1",
			kind,
			metadata: { name },
			spec,
		});
		if (status !== 201) throw new Error(`${kind} ${name}: ${String(body.message)}`);
	}
	const probe = { apiVersion: "v1", kind: "ConfigMap", metadata: { name } };
	const deadline = Date.now() + 60_000;
	for (;;) {
		const { status } = await server.call("POST", "/api/v1/namespaces/default/configmaps?dryRun=All", probe);
		if (status === 403 || status === 422) break;
		if (Date.now() > deadline)
			throw new Error(`the admission policies: not in force after 60 s (last answer ${status})`);
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	for (const kind of ["ValidatingAdmissionPolicyBinding", "ValidatingAdmissionPolicy"] as const)
		await server.call("DELETE", `${pathOf(kind)}/${name}`);
}

const pathOf = (kind: "ValidatingAdmissionPolicy" | "ValidatingAdmissionPolicyBinding"): string =>
	`${admission}/${kind === "ValidatingAdmissionPolicy" ? "validatingadmissionpolicies" : "validatingadmissionpolicybindings"}`;
