import { expect } from "chai";
import type { Issuer } from "../../../rehearsal/sandbox/cluster/certificates";
import { absent, authority, contextOf, labHere, minio, node, Servers, serverOf, verdictOf, vip } from "./lab";

const config = labHere();
/** What the certificate of the program has. */
const shared = [vip, "127.0.0.1", ...config.kubernetes.certSANs];
const all = [...shared, node, "lab-cp-1"];
const without = (name: string) => all.filter((one) => one !== name);

describe("the checks of TLS", () => {
	let cluster: Issuer;
	let lab: Issuer;
	const servers = new Servers();
	before(async () => {
		cluster = await authority("kubernetes");
		lab = await authority("lab");
	});
	afterEach(() => servers.close());

	const context = () => contextOf({ config, clusterCa: cluster.certificate, labCa: lab.certificate });
	/** The API server on the virtual IP and on the node's address. */
	const apiServer = async (names: readonly string[], issuer = cluster) => {
		const pair = await serverOf(issuer, names);
		for (const address of [vip, node]) await servers.listen(address, 6443, pair);
	};
	const fails = (detail: string) => ({ held: false, detail });

	it("hold for the certificate that the program asks for", async () => {
		await apiServer(all);
		for (const id of ["tls-vip", "tls-node", "tls-wrong-name", "tls-other-ca"])
			expect(await verdictOf(id, context()), id).to.deep.equal({ held: true });
	});

	for (const name of shared.slice(1)) {
		it(`see that the virtual IP's certificate has not ${name}`, async () => {
			await apiServer(without(name));
			expect(await verdictOf("tls-vip", context())).to.deep.equal(
				fails(`${vip}:6443: its certificate has not ${name}`),
			);
		});
	}

	it("see a certificate without the virtual IP itself", async () => {
		await apiServer(without(vip));
		expect(await verdictOf("tls-vip", context())).to.deep.equal(fails(`${vip}:6443: ERR_TLS_CERT_ALTNAME_INVALID`));
	});

	it("see a virtual IP that nobody serves", async () => {
		expect(await verdictOf("tls-vip", context())).to.deep.equal(fails(`${vip}:6443: ECONNREFUSED`));
	});

	it("see a control plane whose certificate has not its name, or not its address, or from another CA", async () => {
		for (const [names, issuer, detail] of [
			[without("lab-cp-1"), cluster, "its certificate has not lab-cp-1"],
			[without(node), cluster, "ERR_TLS_CERT_ALTNAME_INVALID"],
			[all, lab, "UNABLE_TO_VERIFY_LEAF_SIGNATURE"],
		] as const) {
			await apiServer(names, issuer);
			expect(await verdictOf("tls-node", context())).to.deep.equal(fails(`${node}:6443: ${detail}`));
			await servers.close();
		}
	});

	it("see a server that answers to a name which it must not have", async () => {
		await apiServer([...all, "not-in-the-sans.example"]);
		expect(await verdictOf("tls-wrong-name", context())).to.deep.equal(fails("the handshake verified; it must not"));
	});

	it("take no other failure for the refusal of a wrong name or of another CA", async () => {
		expect(await verdictOf("tls-wrong-name", context())).to.deep.equal(
			fails("failed with ECONNREFUSED; it must be ERR_TLS_CERT_ALTNAME_INVALID"),
		);
		const { held, detail } = await verdictOf("tls-other-ca", context());
		expect(held).to.equal(false);
		expect(detail).to.match(/^failed with ECONNREFUSED; it must be UNABLE_TO_VERIFY_LEAF_SIGNATURE or /);
	});

	it("see a server that verifies against the lab's CA where the cluster's is meant", async () => {
		await apiServer(all, lab);
		expect(await verdictOf("tls-other-ca", context())).to.deep.equal(fails("the handshake verified; it must not"));
	});

	it("see that an address which no machine has is reachable", async () => {
		expect(await verdictOf("absent-node", context())).to.deep.equal(
			fails("failed with ECONNREFUSED; it must be EHOSTUNREACH or ENETUNREACH"),
		);
		await servers.listen(absent, 6443, await serverOf(cluster, [absent]));
		expect(await verdictOf("absent-node", context())).to.deep.equal(fails("the handshake verified; it must not"));
	});

	it("see a MinIO with a certificate of the cluster's CA, and one that has not its name", async () => {
		const serves = async (issuer: Issuer, names: readonly string[]) =>
			servers.listen(minio, 9000, await serverOf(issuer, names));
		await serves(lab, [minio]);
		expect(await verdictOf("tls-minio", context())).to.deep.equal({ held: true });
		await servers.close();
		await serves(cluster, [minio]);
		expect(await verdictOf("tls-minio", context())).to.deep.equal(
			fails(`${minio}:9000: UNABLE_TO_VERIFY_LEAF_SIGNATURE`),
		);
		await servers.close();
		await serves(lab, ["minio.example"]);
		expect(await verdictOf("tls-minio", context())).to.deep.equal(fails(`${minio}:9000: ERR_TLS_CERT_ALTNAME_INVALID`));
	});
});
