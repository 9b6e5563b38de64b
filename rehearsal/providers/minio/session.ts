/** The configured provider: one MinIO server and its two APIs. */
import { configuration } from "../framework/provider";
import { Admin } from "./admin";
import { S3, S3Error } from "./s3";

export interface MinioConfig {
	minioServer?: string;
	minioUser?: string;
	minioPassword?: string;
	/** Deprecated names of the two above. */
	minioAccessKey?: string;
	minioSecretKey?: string;
	minioRegion?: string;
	minioSsl?: boolean;
	minioInsecure?: boolean;
	minioCacertFile?: string;
	minioCertFile?: string;
	minioKeyFile?: string;
	minioSessionToken?: string;
}

export class Session {
	private clients: { s3: S3; admin: Admin } | undefined;

	configure(config: MinioConfig): void {
		const user = config.minioUser ?? config.minioAccessKey;
		const password = config.minioPassword ?? config.minioSecretKey;
		if (config.minioSessionToken !== undefined) {
			throw new Error("minioSessionToken: is not rehearsed; give minioUser and minioPassword");
		}
		if (config.minioServer === undefined || user === undefined || password === undefined) {
			throw new Error("minioServer, minioUser and minioPassword: one is missing; give all three");
		}
		const s3 = new S3({
			server: config.minioServer,
			ssl: config.minioSsl ?? false,
			insecure: config.minioInsecure ?? false,
			user,
			password,
			region: config.minioRegion ?? "us-east-1",
			...(config.minioCacertFile === undefined ? {} : { caFile: config.minioCacertFile }),
			...(config.minioCertFile === undefined ? {} : { certFile: config.minioCertFile }),
			...(config.minioKeyFile === undefined ? {} : { keyFile: config.minioKeyFile }),
		});
		this.clients = { s3, admin: new Admin(s3) };
	}

	private get configured() {
		if (this.clients === undefined) throw new Error("the minio provider is not configured");
		return this.clients;
	}

	get s3(): S3 {
		return this.configured.s3;
	}

	get admin(): Admin {
		return this.configured.admin;
	}
}

export const minioConfig = (session: Session) =>
	configuration<MinioConfig>({ configure: (config) => session.configure(config) });

/** The official provider's form of an error: `[FATAL] what (which): why` (terraform-provider-minio, minio/error.go). */
export function fatal(what: string, which: string): (cause: unknown) => never {
	return (cause) => {
		throw new Error(`[FATAL] ${what} (${which}): ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
	};
}

export function isCode(cause: unknown, ...codes: string[]): boolean {
	return cause instanceof S3Error && codes.includes(cause.code);
}
