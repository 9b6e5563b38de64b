import { expect } from "chai";
import type { CheckContext } from "../../../rehearsal/checks/check";
import { KubernetesClient, kubernetesObject } from "../../../rehearsal/kubernetes/client";
import { authority, contextOf, labHere, minio, serverOf, verdictOf } from "./lab";
import { type Judge, S3 } from "./s3";

const config = labHere();
const encode = (text: string) => Buffer.from(text).toString("base64");

/** The Secrets that the Sealed Secrets controller and the program made, by namespace and name. */
const secrets: Record<string, Record<string, string>> = {
	"nextflow/minio-credentials": { AWS_ACCESS_KEY_ID: "nextflow-sa", AWS_SECRET_ACCESS_KEY: "secret-of-nextflow" },
	"loki/minio-credentials": { AWS_ACCESS_KEY_ID: "loki-sa", AWS_SECRET_ACCESS_KEY: "secret-of-loki" },
	"minio/minio-root": { rootUser: "root", rootPassword: "secret-of-root" },
};

/** A Kubernetes API with these Secrets and nothing else. */
function apiWith(there: readonly string[]): KubernetesClient {
	const client = Object.create(KubernetesClient.prototype) as KubernetesClient;
	client.get = (path) => {
		const [, namespace, name] = /namespaces\/([^/]+)\/secrets\/([^/]+)$/.exec(path) ?? [];
		const values = there.includes(`${namespace}/${name}`) ? secrets[`${namespace}/${name}`] : undefined;
		if (values === undefined) return Promise.resolve(undefined);
		const data = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, encode(value)]));
		return Promise.resolve(kubernetesObject.parse({ metadata: { name }, data }));
	};
	return client;
}

/** What each of them may not do, as MinIO with the program's policies has it. */
const rightly: Judge = ({ user, what, bucket }) => {
	if (user === "root") return what === "DELETE" ? "AccessDenied" : undefined;
	const may = user === "loki-sa" ? ["loki-chunks"] : ["pipeline-work"];
	return may.includes(bucket) ? undefined : "AccessDenied";
};
const but =
	(exception: Judge): Judge =>
	(asked) => {
		const code = exception(asked);
		return code === undefined ? rightly(asked) : code === "" ? undefined : code;
	};

describe("the checks of the storage", function () {
	this.timeout(20_000);
	const s3 = new S3();
	let context: CheckContext;
	before(async () => {
		const lab = await authority("lab");
		await s3.listen(minio, 9000, await serverOf(lab, [minio]));
		context = contextOf({ config, labCa: lab.certificate, api: apiWith(Object.keys(secrets)) });
	});
	beforeEach(() => {
		s3.judge = rightly;
	});
	after(() => s3.close());
	const fails = (detail: string) => ({ held: false, detail });

	describe("of least privilege", () => {
		it("holds when each is refused what is not its own", async () => {
			expect(await verdictOf("least-privilege", context)).to.deep.equal({ held: true });
		});

		for (const [who, method, bucket, told] of [
			["nextflow-sa", "PUT", "loki-chunks", "writes to loki-chunks"],
			["nextflow-sa", "PUT", "pipeline-input", "writes to pipeline-input"],
			["nextflow-sa", "DELETE", "pipeline-output", "deletes in pipeline-output"],
			["loki-sa", "PUT", "pipeline-output", "writes to pipeline-output"],
		] as const) {
			it(`sees that ${who} ${told}`, async () => {
				s3.judge = but(({ user, what, bucket: asked }) =>
					user === who && what === method && asked === bucket ? "" : undefined,
				);
				expect(await verdictOf("least-privilege", context)).to.deep.equal(fails(`${who} ${told}: was allowed`));
			});
		}

		it("takes no other refusal for it: a bucket that is not there, or a user that is unknown", async () => {
			s3.judge = but(({ bucket }) => (bucket === "pipeline-input" ? "NoSuchBucket" : undefined));
			expect(await verdictOf("least-privilege", context)).to.deep.equal(
				fails("nextflow-sa writes to pipeline-input: NoSuchBucket"),
			);
			s3.judge = but(({ user }) => (user === "loki-sa" ? "InvalidAccessKeyId" : undefined));
			expect(await verdictOf("least-privilege", context)).to.deep.equal(
				fails("loki-sa writes to pipeline-output: InvalidAccessKeyId"),
			);
		});

		it("does not hold where the credentials were not unsealed", async () => {
			const sealed = { ...context, api: apiWith(["loki/minio-credentials"]) };
			expect(await verdictOf("least-privilege", sealed)).to.deep.equal(
				fails("/api/v1/namespaces/nextflow/secrets/minio-credentials: is not there; the SealedSecret was not opened"),
			);
		});
	});

	it("of the unsealed credentials see a MinIO that does not know them", async () => {
		expect(await verdictOf("sealed-credentials", context)).to.deep.equal({ held: true });
		s3.judge = () => "InvalidAccessKeyId";
		expect((await verdictOf("sealed-credentials", context)).held).to.equal(false);
	});

	it("of the object lock see that root deletes a record, and one without COMPLIANCE", async () => {
		expect(await verdictOf("object-lock", context)).to.deep.equal({ held: true });
		s3.judge = () => undefined;
		expect(await verdictOf("object-lock", context)).to.deep.equal(fails("root deleted it"));
		s3.judge = rightly;
		s3.retention = "<Retention><Mode>GOVERNANCE</Mode></Retention>";
		expect(await verdictOf("object-lock", context)).to.deep.equal(fails("its retention is GOVERNANCE"));
	});
});
