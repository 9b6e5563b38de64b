import { controlById } from "../../catalogue";
import { kind, objects } from "../objects";
import type { KubernetesRule } from "../rule";
import { workloads } from "../workloads";
import {
	argumentsPattern,
	defaultRoleSwitches,
	grafanaStates,
	noPrefix,
	prefixFinding,
	switchesOfConfigMap,
	switchesOfContainer,
	variablesPattern,
} from "./signInSettings";

const control = controlById("ACC-002");

const role = variablesPattern(["GF_USERS_AUTO_ASSIGN_ORG_ROLE"]);
const roleArgument = argumentsPattern(["users.auto_assign_org_role"]);
const rolePath = variablesPattern(["GF_AUTH_[A-Z0-9_]+_ROLE_ATTRIBUTE_PATH"]);
/** A JMESPath that ends in a literal is a role for everybody; RE2 has no way to leave out None. */
const literal = (text: string): string => JSON.stringify(`(^|\\|\\|)[\\s(]*['"\`]${text}['"\`][\\s)]*$`);
/** A role policy is given to every user of the provider (min.io, OpenID, "Role Policy"). */
const minioPolicy = variablesPattern(["MINIO_IDENTITY_OPENID_ROLE_POLICY(_[A-Z0-9_]+)?"]);

/** Nobody comes to be in an organisation by signing in. */
const notAssigned = [
	`container.?env.orValue([]).exists(variable, variable.name == "GF_USERS_AUTO_ASSIGN_ORG" && variable.?value.orValue("").lowerAscii() == "false")`,
	...["command", "args"].map(
		(list) =>
			`container.?${list}.orValue([]).exists(argument, argument.matches("(?i)^cfg:(default[.])?users[.]auto_assign_org=false$"))`,
	),
];

const givesNone = (value: string): string => `${value}.trim().lowerAscii() == "none"`;
const endsInNone = (value: string): string =>
	`!${value}.matches(${literal("[^'\"`&|]*")}) || ${value}.matches(${literal("None")})`;

const stated = `variable.?value.orValue("")`;

const finding = (path: string): string =>
	prefixFinding(path) ??
	(path.endsWith(".env")
		? `${path} leaves Grafana's default role, Viewer, to whoever has no other`
		: `${path} gives a role to whoever signs in`);

/** ACC-002 over what a container is started with: a setting there holds before every file. */
export const defaultRoleSettings: KubernetesRule = {
	id: control.id,
	slug: "default-role-settings",
	says: "No variable and no argument of a container gives a role of Grafana or MinIO to a user without a mapped group.",
	why: control.why,
	fix: control.fix,
	applies: workloads,
	cel: `containers.all(container, ${[
		...switchesOfContainer(defaultRoleSwitches),
		`container.?env.orValue([]).all(variable, !variable.name.matches(${role}) || ${givesNone(stated)})`,
		`container.?env.orValue([]).all(variable, !variable.name.matches(${rolePath}) || ${endsInNone(stated)})`,
		`container.?env.orValue([]).all(variable, !variable.name.matches(${minioPolicy}) || (!has(variable.valueFrom) && ${stated} == ""))`,
		...["command", "args"].map(
			(list) =>
				`container.?${list}.orValue([]).all(argument, !argument.matches(${roleArgument}) || argument.matches("(?i)=none$"))`,
		),
		noPrefix,
		`(${grafanaStates("GF_USERS_AUTO_ASSIGN_ORG_ROLE", "users.auto_assign_org_role", ...notAssigned)})`,
	].join(" && ")})`,
	finding,
};

/** The same where a ConfigMap gives the variables (`envFrom`). */
export const defaultRoleVariables: KubernetesRule = {
	id: control.id,
	slug: "default-role-variables",
	says: "No variable that a ConfigMap gives sets a role of Grafana or MinIO for a user without a mapped group.",
	why: control.why,
	fix: control.fix,
	applies: objects({ configmaps: [kind("v1", "ConfigMap", "configmaps")] }),
	cel: [
		...switchesOfConfigMap(defaultRoleSwitches),
		`object.?data.orValue({}).all(key, !key.matches(${role}) || ${givesNone("object.data[key]")})`,
		`object.?data.orValue({}).all(key, !key.matches(${rolePath}) || ${endsInNone("object.data[key]")})`,
		`object.?data.orValue({}).all(key, !key.matches(${minioPolicy}) || object.data[key] == "")`,
	].join(" && "),
	finding,
};
