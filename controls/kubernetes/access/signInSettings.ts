/** A setting of an application that is a switch: its variable, and what the switch must say. */
interface Switch {
	/** A regular expression over a variable's whole name. */
	variable: string;
	/** Grafana takes a setting by an argument too: `cfg:auth.anonymous.enabled=true` (grafana.com, "Configure Grafana", pkg/setting). */
	argument?: string;
	must: "true" | "false";
	/** The ConfigMap and the key that the application's own manifests take it from, and that a rule of its own judges. */
	from?: { name: string; key: string };
}

const forgejo = (key: string): string => `(FORGEJO|GITEA)__SERVICE__${key}`;

/**
 * What lets local users in, by variables: Grafana's GF_<SECTION>_<KEY> (grafana.com, "Override configuration with environment
 * variables"), Forgejo's FORGEJO__<section>__<KEY> (forgejo.org, environment-to-ini), Argo CD's (argo-cd docs, argocd-server).
 */
export const localLoginSwitches: readonly Switch[] = [
	{ variable: "GF_AUTH_DISABLE_LOGIN_FORM", argument: "auth.disable_login_form", must: "true" },
	{ variable: forgejo("DISABLE_REGISTRATION"), must: "true" },
	{ variable: "GF_AUTH_BASIC_ENABLED", argument: "auth.basic.enabled", must: "false" },
	{ variable: "GF_AUTH_ANONYMOUS_ENABLED", argument: "auth.anonymous.enabled", must: "false" },
	{ variable: "GF_USERS_ALLOW_SIGN_UP", argument: "users.allow_sign_up", must: "false" },
	{ variable: forgejo("ENABLE_INTERNAL_SIGNIN"), must: "false" },
	{ variable: forgejo("ENABLE_BASIC_AUTHENTICATION"), must: "false" },
	{
		variable: "ARGOCD_SERVER_DISABLE_AUTH",
		must: "false",
		// argo-cd, manifests/base/server/argocd-server-deployment.yaml; argoLocalLogin judges that key.
		from: { name: "argocd-cmd-params-cm", key: "server.disable.auth" },
	},
];

/** What gives whoever has no mapped group a role, or keeps one that was taken away (grafana.com, "Role mapping"). */
export const defaultRoleSwitches: readonly Switch[] = [
	{
		variable: "GF_AUTH_[A-Z0-9_]+_ROLE_ATTRIBUTE_STRICT",
		argument: "auth.[a-z0-9_]+.role_attribute_strict",
		must: "true",
	},
	{
		variable: "GF_AUTH_[A-Z0-9_]+_SKIP_ORG_ROLE_SYNC",
		argument: "auth.[a-z0-9_]+.skip_org_role_sync",
		must: "false",
	},
];

/** A pattern over the names of variables. `__FILE` gives the value by a file, which nobody judges. */
export function variablesPattern(variables: readonly string[]): string {
	return JSON.stringify(`(?i)^(${variables.join("|")})(__FILE)?$`);
}

export function argumentsPattern(names: readonly string[]): string {
	return JSON.stringify(`(?i)^cfg:(default\\.)?(${names.map((name) => name.replaceAll(".", "\\.")).join("|")})=`);
}

const values = ["true", "false"] as const;

const takenFrom = (variable: string, { name, key }: { name: string; key: string }): string => {
	const reference = "variable.?valueFrom.?configMapKeyRef";
	return `(variable.name == "${variable}" && ${reference}.?name.orValue("") == "${name}" && ${reference}.?key.orValue("") == "${key}")`;
};

/** For each value: the patterns of the variables and of the arguments that must have it. */
export function patternsOf(switches: readonly Switch[]) {
	return values.map((value) => {
		const those = switches.filter(({ must }) => must === value);
		return {
			value,
			variables: variablesPattern(those.map(({ variable }) => variable)),
			from: those.flatMap(({ variable, from }) => (from === undefined ? [] : takenFrom(variable, from))),
			arguments: argumentsPattern(those.flatMap(({ argument }) => argument ?? [])),
		};
	});
}

/** Conditions on one container (`container`): each switch that it states by a variable or an argument says what it must. */
export function switchesOfContainer(switches: readonly Switch[]): string[] {
	return patternsOf(switches).flatMap(({ value, variables, from, arguments: names }) => [
		// A reference to elsewhere has no value: a switch is stated where it is judged.
		`container.?env.orValue([]).all(variable, !variable.name.matches(${variables}) || ${[...from, ""].join(" || ")}variable.?value.orValue("").trim().lowerAscii() == "${value}")`,
		...["command", "args"].map(
			(list) =>
				`container.?${list}.orValue([]).all(argument, !argument.matches(${names}) || argument.matches("(?i)=${value}$"))`,
		),
	]);
}

/** The same of a ConfigMap (`object`), which a container may take its variables from. */
export function switchesOfConfigMap(switches: readonly Switch[]): string[] {
	return patternsOf(switches).map(
		({ value, variables }) =>
			`object.?data.orValue({}).all(key, !key.matches(${variables}) || object.data[key].trim().lowerAscii() == "${value}")`,
	);
}

const grafana = JSON.stringify("(^|/)grafana(-oss|-enterprise)?([:@]|$)");
const applications = JSON.stringify("(^|/)(grafana(-oss|-enterprise)?|forgejo|gitea|argocd|minio)([:@]|$)");
const prefixes = JSON.stringify("^(GF_|FORGEJO__|GITEA__|ARGOCD_|MINIO_)");

/** With a prefix (`envFrom[].prefix`) a variable is called otherwise than the key that is judged in the ConfigMap. */
export const noPrefix = `container.?envFrom.orValue([]).all(source, (!container.?image.orValue("").matches(${applications}) && !source.?prefix.orValue("").matches(${prefixes})) || source.?prefix.orValue("") == "")`;

/** What is found where `noPrefix` does not hold; undefined of any other path. */
export function prefixFinding(path: string): string | undefined {
	return path.endsWith(".prefix") ? `${path} gives variables names that nobody judges` : undefined;
}

/**
 * Whether a container of Grafana's that has no settings but its variables states one of them, or something else that does: if not, its
 * default holds. With a file (a mount where grafana.ini is, GF_PATHS_CONFIG, --config) or variables from elsewhere, those are judged
 * where they are.
 */
export function grafanaStates(variable: string, argument: string, ...otherwise: readonly string[]): string {
	const stating = [`"(^|\\\\s)--?config([=\\\\s]|$)"`, argumentsPattern([argument])];
	return [
		...otherwise,
		`!container.?image.orValue("").matches(${grafana})`,
		`container.?envFrom.orValue([]).size() > 0`,
		`container.?volumeMounts.orValue([]).exists(mount, mount.mountPath.matches("^/etc(/grafana(/grafana[.]ini)?)?/*$"))`,
		...["command", "args"].flatMap((list) =>
			stating.map((pattern) => `container.?${list}.orValue([]).exists(argument, argument.matches(${pattern}))`),
		),
		`container.?env.orValue([]).exists(variable, variable.name in ${JSON.stringify(["GF_PATHS_CONFIG", variable])})`,
	].join(" || ");
}
