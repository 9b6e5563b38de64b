import * as minio from "@pulumi/minio";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { platformNames } from "../../stacks/platform-names";
import { type MinioEndpoint, passwordRotation } from "./minio";
import { type BucketUser, userPolicy } from "./minio.policies";
import type { SealedSecrets } from "./sealed-secrets";

export interface MinioUsersArgs {
	endpoint: MinioEndpoint;
	users: readonly BucketUser[];
	sealedSecrets: SealedSecrets;
	/** The buckets that the policies name. */
	after: pulumi.Resource[];
}

/**
 * The users of the object storage, each with its own buckets and actions. Their credentials are generated here and
 * sealed for the namespace that reads them: the only plain copy outside MinIO is the Secret that the controller opens.
 */
export class MinioUsers extends pulumi.ComponentResource {
	readonly ready: pulumi.Resource[];

	constructor(name: string, args: MinioUsersArgs, opts?: pulumi.ComponentResourceOptions) {
		super("lab:platform:MinioUsers", name, {}, opts);
		const ofMinio = { parent: this, provider: args.endpoint.provider };
		this.ready = args.users.flatMap((one) => {
			const role = `${name}-${one.user}`;
			// MinIO takes secret keys of 8 to 40 characters (minio/minio: internal/auth/credentials.go).
			const secret = new random.RandomPassword(
				`${role}-secret`,
				{ length: 40, special: false, keepers: { rotation: passwordRotation } },
				{ parent: this },
			);
			const user = new minio.IamUser(
				role,
				{ name: one.user, secret: secret.result },
				{ ...ofMinio, additionalSecretOutputs: ["secret"] },
			);
			const policy = new minio.IamPolicy(
				`${role}-policy`,
				{ name: one.user, policy: JSON.stringify(userPolicy(one)) },
				{ ...ofMinio, dependsOn: args.after },
			);
			const attachment = new minio.IamUserPolicyAttachment(
				`${role}-attachment`,
				{ userName: user.name, policyName: policy.name },
				ofMinio,
			);
			const sealed = args.sealedSecrets.seal(
				`${one.user}-credentials`,
				{
					namespace: one.namespace,
					secretName: platformNames.minio.credentialsSecret,
					values: { AWS_ACCESS_KEY_ID: one.user, AWS_SECRET_ACCESS_KEY: secret.result },
				},
				{ parent: this, dependsOn: [attachment] },
			);
			return [user, policy, attachment, sealed];
		});
		this.registerOutputs({ users: args.users.map(({ user }) => user) });
	}
}
