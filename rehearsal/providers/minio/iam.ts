/** Users, policies and who has which (terraform-provider-minio, minio/resource_minio_iam_*.go). */
import { randomBytes } from "node:crypto";
import { type CheckRequest, type CheckResult, type Properties, resource } from "../framework/provider";
import { isDocument, sameDocument } from "./policy-document";
import { fatal, isCode, type Session } from "./session";

/** The bridge names what the program does not: the resource's name and seven hex digits. */
function named({ inputs, olds, name }: CheckRequest): Properties {
	return { ...inputs, name: inputs.name ?? olds?.name ?? `${name}-${randomBytes(4).toString("hex").slice(0, 7)}` };
}

interface UserInputs {
	name: string;
	secret?: string;
	disableUser: boolean;
	forceDestroy: boolean;
	updateSecret: boolean;
	tags?: { [name: string]: string };
}

export const user = (session: Session) => {
	const statusOf = (inputs: UserInputs) => (inputs.disableUser ? "disabled" : "enabled");
	return resource<UserInputs>({
		check: (request): CheckResult => {
			const inputs = named(request);
			const valid = typeof inputs.name !== "string" || /^[0-9A-Za-z=,.@\-_+]+$/.test(inputs.name);
			const reason = `only alphanumeric characters, hyphens, underscores, commas, periods, @ symbols, plus and equals signs allowed or a valid LDAP Distinguished Name (DN) in "name": "${String(inputs.name)}"`;
			return {
				inputs: { disableUser: false, forceDestroy: false, updateSecret: false, ...inputs },
				failures: valid ? [] : [{ reason }],
			};
		},
		replaceOn: ["name"],
		create: async ({ inputs }) => {
			const secret = inputs.secret ?? randomBytes(30).toString("base64url");
			// An existing user is changed, not refused: so does the official provider, whose call is the same.
			await session.admin
				.setUser(inputs.name, secret, statusOf(inputs))
				.catch(fatal("error creating user", inputs.name));
			return { id: inputs.name, outputs: { ...(inputs as unknown as Properties), secret, status: statusOf(inputs) } };
		},
		read: async ({ id, state }) => {
			const found = await session.admin.user(id).catch(fatal("error reading IAM User", id));
			if (found === undefined) return undefined;
			const known = { forceDestroy: false, updateSecret: false, ...state };
			return { id, outputs: { ...known, name: id, status: found.status, disableUser: found.status === "disabled" } };
		},
		update: async ({ id, inputs, olds }) => {
			const secret = inputs.updateSecret
				? randomBytes(30).toString("base64url")
				: (inputs.secret ?? (olds.secret as string));
			const status = statusOf(inputs);
			if (secret !== olds.secret) {
				await session.admin.setUser(id, secret, status).catch(fatal("error updating IAM User Key", id));
			} else {
				await session.admin.setUserStatus(id, status).catch(fatal("error to disable IAM User", id));
			}
			return { ...olds, ...(inputs as unknown as Properties), secret, status };
		},
		delete: async ({ id }) => {
			await session.admin.removeUser(id).catch((cause: unknown) => {
				if (!isCode(cause, "XMinioAdminNoSuchUser")) fatal("error deleting IAM User", id)(cause);
			});
		},
		secretOutputs: ["secret"],
	});
};

export const policy = (session: Session) =>
	resource<{ name: string; policy: string }>({
		check: (request) => {
			const inputs = named(request);
			const bad = typeof inputs.policy === "string" && !isDocument(inputs.policy);
			return { inputs, failures: bad ? [{ reason: '"policy" contains an invalid JSON policy' }] : [] };
		},
		replaceOn: ["name", "namePrefix"],
		create: async ({ inputs }) => {
			await session.admin.setPolicy(inputs.name, inputs.policy).catch(fatal("unable to create policy", inputs.name));
			return { id: inputs.name, outputs: { ...inputs } };
		},
		read: async ({ id, state }) => {
			const found = await session.admin.policy(id);
			if (found === undefined) return undefined;
			// The same document in another spelling is no drift.
			const same = sameDocument(found, state.policy);
			return { id, outputs: { name: id, policy: same && typeof state.policy === "string" ? state.policy : found } };
		},
		update: async ({ id, inputs }) => {
			await session.admin.setPolicy(id, inputs.policy).catch(fatal("unable to update policy", id));
			return { ...inputs };
		},
		delete: async ({ id }) => {
			await session.admin.removePolicy(id).catch((cause: unknown) => {
				if (!isCode(cause, "XMinioAdminNoSuchPolicy")) fatal("unable to delete policy", id)(cause);
			});
		},
	});

export const attachment = (session: Session) =>
	resource<{ userName: string; policyName: string }>({
		replaceOn: "all",
		create: async ({ inputs }) => {
			const { userName, policyName } = inputs;
			await session.admin
				.associate("attach", userName, policyName)
				.catch(fatal("Unable to Set User policy", `${userName} ${policyName}`));
			return { id: `${userName}-${Date.now()}${randomBytes(4).toString("hex")}`, outputs: { ...inputs } };
		},
		read: async ({ id, state }) => {
			// An import names both: `<user>/<policy>`.
			const [user = "", wanted = ""] = id.includes("/")
				? id.split("/")
				: [String(state.userName), String(state.policyName)];
			const found = await session.admin.user(user).catch(fatal("Fail to load user Infos", user));
			if (found === undefined || !found.policies.includes(wanted)) return undefined;
			return { id, outputs: { userName: user, policyName: wanted } };
		},
		delete: async ({ state }) => {
			const [userName, policyName] = [String(state.userName), String(state.policyName)];
			if ((await session.admin.user(userName)) === undefined) return;
			await session.admin
				.associate("detach", userName, policyName)
				.catch(fatal("Unable to delete user policy", userName));
		},
	});
