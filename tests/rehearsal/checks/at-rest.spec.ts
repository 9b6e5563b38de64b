import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { KubernetesClient, kubernetesObject } from "../../../rehearsal/kubernetes/client";
import { authority, contextOf, labHere, node, serverOf, verdictOf } from "./lab";

const config = labHere();

describe("the checks of what the API server writes", function () {
	this.timeout(20_000);
	let folder: string;
	let etcd: Server;
	/** What etcd holds of a Secret, and what the audit log says of it, by its name and value. */
	let stored: (value: string) => Buffer;
	let logged: (name: string, value: string) => string[];
	let canary = "";

	before(async () => {
		folder = mkdtempSync(join(tmpdir(), "gxp-lab-at-rest-"));
		const ca = await authority("etcd");
		const { certificate, key } = await serverOf(ca, [node]);
		const pki = join(folder, "data/machines/vm-2021/etc");
		mkdirSync(pki, { recursive: true });
		writeFileSync(join(pki, "etcd-client.crt"), certificate);
		writeFileSync(join(pki, "etcd-client.key"), key);
		writeFileSync(join(pki, "etcd-client-ca.crt"), ca.certificate);
		mkdirSync(join(folder, "audit/kube"), { recursive: true });
		etcd = createServer({ cert: certificate, key }, (_request, response) => {
			response.end(JSON.stringify({ kvs: [{ value: stored(canary).toString("base64") }] }));
		});
		await new Promise<void>((done) => etcd.listen(2379, node, done));
	});
	beforeEach(() => {
		stored = () => Buffer.from("k8s:enc:secretbox:v1:key2:0123456789");
		logged = (name) => [`{"verb":"create","requestURI":"/api/v1/namespaces/default/secrets","name":"${name}"}`];
	});
	after(async () => {
		etcd.closeAllConnections();
		await new Promise((done) => etcd.close(done));
		rmSync(folder, { recursive: true });
	});

	/** An API server that writes its audit log, and nothing else. */
	function verdict(id: string) {
		const api = Object.create(KubernetesClient.prototype) as KubernetesClient;
		api.create = async (_path, object) => {
			const secret = object as { metadata: { name: string }; stringData: { value: string } };
			canary = secret.stringData.value;
			const lines = logged(secret.metadata.name, canary);
			writeFileSync(join(folder, "audit/kube/kube-apiserver.log"), `${lines.join("\n")}\n`);
			return kubernetesObject.parse(secret);
		};
		api.delete = () => Promise.resolve();
		return verdictOf(id, contextOf({ config, folder, api }));
	}
	const fails = (detail: string) => ({ held: false, detail });

	it("hold where a Secret is encrypted in etcd, and its write logged without its value", async () => {
		expect(await verdict("etcd-encrypted")).to.deep.equal({ held: true });
		expect(await verdict("audit-log")).to.deep.equal({ held: true });
	});

	it("see a Secret that etcd holds as it is, or under another provider or key", async () => {
		const prefix = fails("the stored value does not begin with k8s:enc:secretbox:v1:key2:");
		for (const text of ["k8s\0\n\fv1 Secret", "k8s:enc:identity:v1:", "k8s:enc:secretbox:v1:key1:0123456789"]) {
			stored = (value) => Buffer.from(`${text}${value}`);
			expect(await verdict("etcd-encrypted"), text).to.deep.equal(prefix);
		}
	});

	it("see the value behind a prefix that promises encryption", async () => {
		stored = (value) => Buffer.from(`k8s:enc:secretbox:v1:key2:${value}`);
		expect(await verdict("etcd-encrypted")).to.deep.equal(fails("the stored value holds the plain text"));
	});

	it("see an audit log that has the Secret's value, as text or in base64", async () => {
		for (const form of [(value: string) => value, (value: string) => Buffer.from(value).toString("base64")]) {
			logged = (name, value) => [
				`{"verb":"create","requestURI":"/api/v1/namespaces/default/secrets","name":"${name}","body":"${form(value)}"}`,
			];
			expect(await verdict("audit-log")).to.deep.equal(fails("an audit event holds the Secret's value"));
		}
	});

	it("see an audit log without the write", async () => {
		logged = (name) => [`{"verb":"get","requestURI":"/api/v1/namespaces/default/secrets/${name}"}`];
		expect(await verdict("audit-log")).to.deep.equal(fails("no audit event for the creation of a Secret"));
	});
});
