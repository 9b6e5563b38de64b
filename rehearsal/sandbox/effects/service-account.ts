import { z } from "zod";
import { at } from "../../kubernetes/client";
import { NotYet } from "./effect";
import type { PodContext } from "./workload-parts";

const tokenResponse = z.object({ status: z.object({ token: z.string() }) });

/** What a kubelet projects for a pod: a token of its service account, which is secret, and the CA of the API server in PEM. */
export async function serviceAccount({ pod, api }: PodContext): Promise<{ token: string; ca: string }> {
	const { namespace = "" } = pod.metadata;
	const account = String(at(pod, "spec", "serviceAccountName") ?? "default");
	const answer = await api.call("POST", `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
		apiVersion: "authentication.k8s.io/v1",
		kind: "TokenRequest",
		spec: { expirationSeconds: 86_400 },
	});
	if (answer.status !== 201) throw new NotYet(`no token for service account ${namespace}/${account}: ${answer.status}`);
	const ca = at(await api.get(`/api/v1/namespaces/${namespace}/configmaps/kube-root-ca.crt`), "data", "ca.crt");
	if (typeof ca !== "string") throw new NotYet(`no kube-root-ca.crt in ${namespace}`);
	return { token: tokenResponse.parse(JSON.parse(answer.body)).status.token, ca };
}
