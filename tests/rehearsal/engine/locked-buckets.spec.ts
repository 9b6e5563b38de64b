import { expect } from "chai";
import { EventCollector } from "../../../rehearsal/engine/events";
import { lockedBuckets } from "../../../rehearsal/engine/locked-buckets";

const bucketType = "minio:index/s3Bucket:S3Bucket";
const urnOf = (name: string, type = bucketType) => `urn:pulumi:lab::gxp-lab::${type}::${name}`;
const notEmpty =
	'bucket "records" is not empty. Set force_destroy = true to delete all objects and the bucket, or manually empty the bucket first';
const olderVersions = "[FATAL] unable to remove bucket (records): The bucket you tried to delete is not empty";

const failure = (urn: string, message: string, type = bucketType) => [
	{ diagnosticEvent: { urn, message: `${message}\n`, severity: "error" } },
	{ resOpFailedEvent: { metadata: { op: "delete", urn, type } } },
];
const last = { diagnosticEvent: { message: "update failed\n", severity: "error" } };

function judged(events: readonly object[], objectLocking = true): string[] | undefined {
	const collector = new EventCollector(() => undefined);
	for (const event of events) collector.accept(event);
	const resources = [{ urn: urnOf("records"), type: bucketType, outputs: { bucket: "records", objectLocking } }];
	return lockedBuckets(collector, { version: 3, deployment: { resources } });
}

describe("a destroy that failed", () => {
	it("left locked versions where a bucket with object lock is not empty", () => {
		for (const message of [notEmpty, olderVersions])
			expect(judged([...failure(urnOf("records"), message), last])).to.deep.equal([urnOf("records")]);
	});

	it("failed where MinIO did not answer", () => {
		const message = "[FATAL] error listing bucket objects (records): connect ECONNREFUSED 10.20.0.201:443";
		expect(judged([...failure(urnOf("records"), message), last])).to.equal(undefined);
		expect(
			judged([{ resOpFailedEvent: { metadata: { op: "delete", urn: urnOf("records"), type: bucketType } } }]),
		).to.equal(undefined);
	});

	it("failed where the bucket has no object lock", () => {
		expect(judged([...failure(urnOf("records"), notEmpty), last], false)).to.equal(undefined);
		expect(judged([...failure(urnOf("other"), notEmpty), last])).to.equal(undefined);
	});

	it("failed where anything else did, with or without a resource", () => {
		const vm = "proxmoxve:VM/virtualMachine:VirtualMachine";
		const locked = failure(urnOf("records"), notEmpty);
		expect(judged([...locked, ...failure(urnOf("vm", vm), "no answer", vm), last])).to.equal(undefined);
		expect(judged([...locked, { diagnosticEvent: { message: "plugin went away\n", severity: "error" } }])).to.equal(
			undefined,
		);
		expect(judged([last])).to.equal(undefined);
	});
});
