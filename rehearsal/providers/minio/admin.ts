/**
 * MinIO's admin API for users and policies (github.com/minio/madmin-go: user-commands.go, policy-commands.go). What
 * holds a secret travels encrypted with the caller's own secret key (encrypt.go): here with the PBKDF2 form, which every
 * server reads; the default form's Argon2id is not in Node 20.
 */
import { createCipheriv, pbkdf2Sync, randomBytes } from "node:crypto";
import { type Call, type S3, S3Error } from "./s3";

const PREFIX = "/minio/admin/v3";
const PBKDF2_AES_GCM = 0x02;
const PBKDF2_COST = 8192;
/** sio-go's chunk. */
const CHUNK = 1 << 14;

/** salt (32) | form (1) | nonce (8) | sealed chunks, each bound to its number and to whether it is the last (sio-go, writer.go). */
export function encrypt(password: string, data: Buffer): Buffer {
	const salt = randomBytes(32);
	const nonce = randomBytes(8);
	const key = pbkdf2Sync(password, salt, PBKDF2_COST, 32, "sha256");
	const seal = (number: number, plain: Buffer, associated: Buffer) => {
		const counter = Buffer.alloc(4);
		counter.writeUInt32LE(number);
		const cipher = createCipheriv("aes-256-gcm", key, Buffer.concat([nonce, counter]));
		cipher.setAAD(associated);
		return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
	};
	const bound = seal(0, Buffer.alloc(0), Buffer.alloc(0));
	const chunks: Buffer[] = [];
	const count = Math.max(1, Math.ceil(data.length / CHUNK));
	for (let index = 0; index < count; index++) {
		const flag = Buffer.from([index === count - 1 ? 0x80 : 0x00]);
		const plain = data.subarray(index * CHUNK, (index + 1) * CHUNK);
		chunks.push(seal(index + 1, plain, Buffer.concat([flag, bound])));
	}
	return Buffer.concat([salt, Buffer.from([PBKDF2_AES_GCM]), nonce, ...chunks]);
}

export interface UserInfo {
	status: string;
	policies: string[];
}

export class Admin {
	constructor(private readonly s3: S3) {}

	private call(method: string, path: string, call: Call = {}): Promise<string> {
		return this.s3.request(method, PREFIX + path, call);
	}

	private sealed(content: unknown): Buffer {
		return encrypt(this.s3.endpoint.password, Buffer.from(JSON.stringify(content)));
	}

	async setUser(accessKey: string, secretKey: string, status: "enabled" | "disabled"): Promise<void> {
		await this.call("PUT", "/add-user", { query: { accessKey }, body: this.sealed({ secretKey, status }) });
	}

	async setUserStatus(accessKey: string, status: "enabled" | "disabled"): Promise<void> {
		await this.call("PUT", "/set-user-status", { query: { accessKey, status } });
	}

	async user(accessKey: string): Promise<UserInfo | undefined> {
		try {
			const info = JSON.parse(await this.call("GET", "/user-info", { query: { accessKey } })) as {
				status?: string;
				policyName?: string;
			};
			return { status: info.status ?? "", policies: (info.policyName ?? "").split(",").filter((name) => name !== "") };
		} catch (cause) {
			if (cause instanceof S3Error && cause.code === "XMinioAdminNoSuchUser") return undefined;
			throw cause;
		}
	}

	async removeUser(accessKey: string): Promise<void> {
		await this.call("DELETE", "/remove-user", { query: { accessKey } });
	}

	async setPolicy(name: string, policy: string): Promise<void> {
		await this.call("PUT", "/add-canned-policy", { query: { name }, body: policy });
	}

	async policy(name: string): Promise<string | undefined> {
		try {
			return await this.call("GET", "/info-canned-policy", { query: { name } });
		} catch (cause) {
			if (cause instanceof S3Error && cause.code === "XMinioAdminNoSuchPolicy") return undefined;
			throw cause;
		}
	}

	async removePolicy(name: string): Promise<void> {
		await this.call("DELETE", "/remove-canned-policy", { query: { name } });
	}

	/** The answer is encrypted too, and says what changed; a change that was made before is as good. */
	async associate(operation: "attach" | "detach", user: string, policy: string): Promise<void> {
		try {
			await this.call("POST", `/idp/builtin/policy/${operation}`, {
				headers: { "content-type": "application/octet-stream" },
				body: this.sealed({ policies: [policy], user }),
			});
		} catch (cause) {
			if (!(cause instanceof S3Error && cause.code === "XMinioAdminPolicyChangeAlreadyApplied")) throw cause;
		}
	}
}
