import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import pb from "@pulumi/pulumi/proto/provider_pb.js";
import { expect } from "chai";
import { type Properties, reveal, Secret } from "../../../../rehearsal/providers/framework/value";
import { minio } from "../../../../rehearsal/providers/minio/main";
import { S3, S3Error, xmlText } from "../../../../rehearsal/providers/minio/s3";
import { partPath } from "../kubernetes/cluster";
import { Wire } from "../wire";

const BUCKET = "minio:index/s3Bucket:S3Bucket";
const VERSIONING = "minio:index/s3BucketVersioning:S3BucketVersioning";
const ENCRYPTION = "minio:index/s3BucketServerSideEncryption:S3BucketServerSideEncryption";
const USER = "minio:index/iamUser:IamUser";
const POLICY = "minio:index/iamPolicy:IamPolicy";
const ATTACHMENT = "minio:index/iamUserPolicyAttachment:IamUserPolicyAttachment";

const NONE = pb.DiffResponse.DiffChanges.DIFF_NONE;
const { Kind } = pb.PropertyDiff;
const ROOT = { user: "lab-root", password: "root-password-1" };

describe("the minio stand-in, against a real MinIO", () => {
	let folder: string;
	let server: ChildProcess;
	let wire: Wire;
	let root: S3;
	const client = (user: string, password: string) =>
		new S3({ server: "127.0.0.1:9000", ssl: false, insecure: false, region: "us-east-1", user, password });

	before(async () => {
		execFileSync("ip", ["link", "set", "lo", "up"]);
		folder = mkdtempSync(path.join(tmpdir(), "gxp-lab-minio-"));
		const log = openSync(path.join(folder, "log"), "w");
		server = spawn(partPath("minio") ?? "minio", ["server", "--address", "127.0.0.1:9000", path.join(folder, "data")], {
			stdio: ["ignore", log, log],
			env: {
				HOME: folder,
				MINIO_ROOT_USER: ROOT.user,
				MINIO_ROOT_PASSWORD: ROOT.password,
				MINIO_KMS_SECRET_KEY: `lab-key:${randomBytes(32).toString("base64")}`,
				MINIO_BROWSER: "off",
				MINIO_UPDATE: "off",
			},
		});
		wire = await Wire.start(minio());
		await wire.configure({
			minioServer: "127.0.0.1:9000",
			minioUser: ROOT.user,
			minioPassword: new Secret(ROOT.password),
			minioSsl: "false",
		});
		root = client(ROOT.user, ROOT.password);
	});
	after(() => {
		wire?.stop();
		server?.kill("SIGKILL");
		rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
	});

	async function make(type: string, inputs: Properties) {
		const checked = await wire.check(type, "one", inputs);
		expect(checked.failures).to.deep.equal([]);
		const made = await wire.create(type, "one", checked.inputs);
		return { ...made, inputs: checked.inputs };
	}
	const fail = (promise: Promise<unknown>) => promise.then(() => "nothing failed", String);

	it("waits for a server that is starting, makes a bucket, and sees no change in it", async () => {
		const { id, inputs, outputs } = await make(BUCKET, { bucket: "plain", acl: "private" });
		expect(id).to.equal("plain");
		expect(outputs.arn).to.equal("arn:aws:s3:::plain");
		expect(outputs.bucketDomainName).to.equal("http://127.0.0.1:9000/plain");
		expect((await wire.diff(BUCKET, id, inputs, outputs, inputs)).changes).to.equal(NONE);
		const renamed = await wire.diff(BUCKET, id, inputs, outputs, { ...inputs, bucket: "other" });
		expect(renamed.detailed).to.deep.equal({ bucket: Kind.UPDATE_REPLACE });
		const read = await wire.read(BUCKET, id, outputs, inputs);
		expect(read.inputs).to.deep.equal(inputs);
		expect(await fail(wire.create(BUCKET, "one", inputs))).to.contain("[FATAL] bucket already exists! (plain)");
		await wire.delete(BUCKET, id, outputs, inputs);
		expect((await wire.read(BUCKET, id, outputs, inputs)).id).to.equal("");
	});

	it("refuses a bucket name, an access list and a property that are not rehearsed or not there", async () => {
		const { failures } = await wire.check(BUCKET, "one", { bucket: "Not_A_Bucket", acl: "public" });
		expect(failures).to.deep.equal([
			"bucket: Not_A_Bucket is no bucket name; 3 to 63 lower-case letters, digits, dots and hyphens",
			"acl: public is not rehearsed; the lab's buckets are private",
		]);
		const unknown = await wire.check(BUCKET, "one", { bucket: "plain", versioned: true });
		expect(unknown.failures).to.deep.equal(["Invalid or unknown key. Examine values at 'one.versioned'."]);
	});

	it("versions and encrypts a bucket, and reads both back", async () => {
		await make(BUCKET, { bucket: "kept" });
		const versioning = { bucket: "kept", versioningConfiguration: { status: "Enabled" } };
		const versioned = await make(VERSIONING, versioning);
		const encrypted = await make(ENCRYPTION, { bucket: "kept", encryptionType: "aws:kms", kmsKeyId: "lab-key" });
		expect((await wire.read(VERSIONING, "kept")).outputs).to.deep.equal(versioning);
		expect((await wire.read(ENCRYPTION, "kept")).outputs).to.deep.equal(encrypted.outputs);
		const unknownKey = { ...encrypted.inputs, kmsKeyId: "no-such-key" };
		expect(await fail(wire.create(ENCRYPTION, "one", unknownKey))).to.contain(
			"[FATAL] error putting bucket server-side encryption configuration (kept)",
		);
		await wire.delete(ENCRYPTION, "kept", encrypted.outputs);
		expect((await wire.read(ENCRYPTION, "kept")).id).to.equal("");
		await wire.delete(VERSIONING, "kept", versioned.outputs);
		expect((await wire.read(VERSIONING, "kept")).outputs.versioningConfiguration).to.deep.equal({
			status: "Suspended",
		});
	});

	it("does not delete a bucket that holds objects, nor one whose objects are locked", async () => {
		const locked = await make(BUCKET, { bucket: "locked", objectLocking: true });
		const retention =
			"<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled><Rule><DefaultRetention><Mode>COMPLIANCE</Mode><Days>1</Days></DefaultRetention></Rule></ObjectLockConfiguration>";
		await root.request("PUT", "/locked", { query: { "object-lock": "" }, body: retention });
		await root.request("PUT", "/locked/evidence", { body: "kept" });
		expect(await fail(wire.delete(BUCKET, "locked", locked.outputs))).to.contain(
			'bucket "locked" is not empty. Set force_destroy = true to delete all objects and the bucket, or manually empty the bucket first',
		);
		const forced = { ...locked.outputs, forceDestroy: true };
		expect(await fail(wire.delete(BUCKET, "locked", forced))).to.contain("(evidence): Object is WORM protected");
		await root.request("DELETE", "/locked/evidence");
		expect(await fail(wire.delete(BUCKET, "locked", locked.outputs))).to.contain(
			"[FATAL] unable to remove bucket (locked)",
		);
		const versioning = { bucket: "locked", versioningConfiguration: { status: "Enabled" } };
		await wire.delete(VERSIONING, "locked", versioning);
		const state = await root.request("GET", "/locked", { query: { versioning: "" } });
		expect(xmlText(state, "Status")).to.equal("Enabled");
	});

	it("makes a user with its policy, who can do what the policy says and no more", async () => {
		await make(BUCKET, { bucket: "mine" });
		await make(BUCKET, { bucket: "theirs" });
		const secret = "user-secret-key-0123456789";
		const user = await make(USER, { name: "nextflow-sa", secret: new Secret(secret) });
		expect(user.outputs.secret).to.be.instanceOf(Secret);
		const document = {
			Version: "2012-10-17",
			Statement: [{ Effect: "Allow", Action: ["s3:PutObject"], Resource: ["arn:aws:s3:::mine/*"] }],
		};
		const policy = await make(POLICY, { name: "nextflow-sa", policy: JSON.stringify(document) });
		const attachment = await make(ATTACHMENT, { userName: "nextflow-sa", policyName: "nextflow-sa" });
		const as = client("nextflow-sa", secret);
		await as.request("PUT", "/mine/object", { body: "content" });
		const denied = await as.request("PUT", "/theirs/object", { body: "content" }).catch((cause: unknown) => cause);
		expect(denied).to.be.instanceOf(S3Error);
		expect((denied as S3Error).code).to.equal("AccessDenied");

		for (const [type, made] of [
			[USER, user],
			[POLICY, policy],
			[ATTACHMENT, attachment],
		] as const) {
			const read = await wire.read(type, made.id, made.outputs, made.inputs);
			expect(reveal(read.inputs), type).to.deep.equal(reveal(made.inputs));
			expect((await wire.diff(type, made.id, read.inputs, read.outputs, made.inputs)).changes, type).to.equal(NONE);
		}
		expect((await wire.read(ATTACHMENT, "nextflow-sa/nextflow-sa")).outputs).to.deep.equal(attachment.outputs);

		const rotated = { ...user.inputs, secret: new Secret("another-secret-key-0123456") };
		const diff = await wire.diff(USER, user.id, user.inputs, user.outputs, rotated);
		expect(diff.detailed).to.deep.equal({ secret: Kind.UPDATE });
		await wire.update(USER, user.id, user.inputs, user.outputs, rotated);
		expect(await fail(as.request("PUT", "/mine/object", { body: "x" }))).to.contain(
			"The request signature we calculated does not match",
		);
		const again = client("nextflow-sa", "another-secret-key-0123456");
		await again.request("PUT", "/mine/object", { body: "content" });

		await wire.delete(ATTACHMENT, attachment.id, attachment.outputs);
		expect((await wire.read(ATTACHMENT, attachment.id, attachment.outputs, attachment.inputs)).id).to.equal("");
		await wire.delete(POLICY, policy.id, policy.outputs);
		await wire.delete(USER, user.id, user.outputs);
		expect((await wire.read(USER, user.id, user.outputs, user.inputs)).id).to.equal("");
		expect((await wire.read(POLICY, policy.id, policy.outputs, policy.inputs)).id).to.equal("");
	});

	it("does not accept wrong root credentials", async () => {
		const other = await Wire.start(minio());
		await other.configure({ minioServer: "127.0.0.1:9000", minioUser: ROOT.user, minioPassword: "wrong-password" });
		const { inputs } = await other.check(BUCKET, "one", { bucket: "plain" });
		const failed = await fail(other.create(BUCKET, "one", inputs));
		other.stop();
		expect(failed).to.contain("the server answered 403");
	});
});
