/** S3 object-lock configuration: set, then read back. */
import { Agent } from "node:https";
import { Client, RETENTION_MODES, RETENTION_VALIDITY_UNITS } from "minio";
import { z } from "zod";

export interface Retention {
	readonly endpoint: string;
	readonly useSsl: boolean;
	readonly caCertPem: string;
	readonly accessKey: string;
	readonly secretKey: string;
	readonly bucket: string;
	readonly mode: "COMPLIANCE" | "GOVERNANCE";
	readonly days: number;
}

const lockConfiguration = z.object({
	mode: z.string().optional(),
	unit: z.string().optional(),
	validity: z.number().optional(),
});

function connect(retention: Retention): Client {
	const url = new URL(`https://${retention.endpoint}`);
	return new Client({
		endPoint: url.hostname,
		port: url.port === "" ? 443 : Number(url.port),
		useSSL: retention.useSsl,
		accessKey: retention.accessKey,
		secretKey: retention.secretKey,
		...(retention.useSsl ? { transportAgent: new Agent({ ca: retention.caCertPem }) } : {}),
	});
}

/** What the bucket has, or undefined where there is no bucket or no default retention. */
export async function readRetention(retention: Retention): Promise<{ mode: string; days: number } | undefined> {
	let answer: unknown;
	try {
		answer = await connect(retention).getObjectLockConfig(retention.bucket);
	} catch (cause) {
		const code = z.object({ code: z.string() }).safeParse(cause);
		if (code.success && ["NoSuchBucket", "ObjectLockConfigurationNotFoundError"].includes(code.data.code))
			return undefined;
		throw cause;
	}
	const { mode, unit, validity } = lockConfiguration.parse(answer);
	if (mode === undefined || validity === undefined) return undefined;
	return { mode, days: unit === "Years" ? validity * 365 : validity };
}

export async function setRetention(retention: Retention): Promise<void> {
	await connect(retention).setObjectLockConfig(retention.bucket, {
		mode: RETENTION_MODES[retention.mode],
		unit: RETENTION_VALIDITY_UNITS.DAYS,
		validity: retention.days,
	});
	const found = await readRetention(retention);
	if (found?.mode !== retention.mode || found.days !== retention.days) {
		throw new Error(
			`bucket ${retention.bucket}: default retention reads back as ${found === undefined ? "none" : `${found.mode} ${found.days} days`}; it must be ${retention.mode} ${retention.days} days (was the bucket made with object lock?)`,
		);
	}
}
