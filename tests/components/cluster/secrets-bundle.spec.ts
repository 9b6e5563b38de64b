import { RunError } from "@pulumi/pulumi";
import { expect } from "chai";
import { stringify } from "yaml";
import { parseSecretsBundle } from "../../../components/cluster/secrets-bundle";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const pair = (name: string) => ({ crt: base64(`${name} certificate`), key: base64(`${name} key`) });

/** As `talosctl gen secrets` writes it. */
function bundle() {
	return {
		cluster: { id: "the-id", secret: "the-secret" },
		secrets: { bootstraptoken: "abcdef.0123456789abcdef", secretboxencryptionsecret: base64("secretbox") },
		trustdinfo: { token: "trust.token" },
		certs: {
			etcd: pair("etcd"),
			k8s: pair("k8s"),
			k8saggregator: pair("aggregator"),
			k8sserviceaccount: { key: base64("service account key") },
			os: pair("os"),
		},
	};
}

const FIX = "it must be the secrets.yaml of `talosctl gen secrets`";

describe("an imported secrets bundle", () => {
	it("comes out in the provider's shape", () => {
		const secrets = parseSecretsBundle(stringify(bundle()));
		expect(secrets.cluster).to.deep.equal({ id: "the-id", secret: "the-secret" });
		expect(secrets.secrets).to.deep.equal({
			bootstrapToken: "abcdef.0123456789abcdef",
			secretboxEncryptionSecret: base64("secretbox"),
		});
		expect(secrets.certs.k8sAggregator).to.deep.equal({
			cert: base64("aggregator certificate"),
			key: base64("aggregator key"),
		});
		expect(secrets.certs.k8sServiceaccount).to.deep.equal({ key: base64("service account key") });
		expect(secrets.trustdinfo).to.deep.equal({ token: "trust.token" });
	});

	it("keeps the older encryption key of a cluster that has one", () => {
		const old = bundle();
		const secrets = parseSecretsBundle(
			stringify({ ...old, secrets: { ...old.secrets, aescbcencryptionsecret: base64("aescbc") } }),
		);
		expect(secrets.secrets.aescbcEncryptionSecret).to.equal(base64("aescbc"));
	});

	it("is refused when it is no YAML, without a word of what it holds", () => {
		expect(() => parseSecretsBundle("a: [secret")).to.throw(RunError, `gxp-lab:machineSecrets: is no YAML; ${FIX}`);
	});

	it("is refused with every fault by its path, and never its value", () => {
		const { trustdinfo: _, ...rest } = bundle();
		const faulty = { ...rest, certs: { ...rest.certs, os: { crt: "not base64!", key: "" } } };
		const refused = () => parseSecretsBundle(stringify(faulty));
		expect(refused).to.throw(
			RunError,
			[
				`gxp-lab:machineSecrets.trustdinfo: is missing or of another type; ${FIX}`,
				`gxp-lab:machineSecrets.certs.os.crt: is empty or no base64; ${FIX}`,
				`gxp-lab:machineSecrets.certs.os.key: is empty or no base64; ${FIX}`,
			].join("\n"),
		);
		expect(refused).to.not.throw("not base64!");
	});
});
