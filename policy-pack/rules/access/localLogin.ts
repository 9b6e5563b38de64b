import { controlById } from "../../../controls/catalogue";
import { type Judgement, undecided, violated } from "../../../controls/judgement";
import { passwordsOfDex } from "../../../controls/kubernetes/access/argoLocalLogin";
import { noLogin } from "../../../controls/kubernetes/access/localLoginSettings";
import { localLoginSwitches } from "../../../controls/kubernetes/access/signInSettings";
import type { ResourceRule } from "../../rule";
import { type Application, applicationsOf, judgeEach, must, once } from "./applications";
import type { Settings } from "./chartSettings";
import { judgeValues, watchedSwitches } from "./valueSwitches";

const control = controlById("ACC-001");

/** ACC-001 over charts' values and files of settings; admission judges Argo CD's ConfigMap. */
export const localLogin: ResourceRule = {
	id: control.id,
	slug: "local-login",
	says: control.says,
	fix: control.fix,
	judge: (resource) => {
		const read = applicationsOf(resource);
		const judged = read?.applications.filter(({ name }) => name !== "minio") ?? [];
		// Whatever the chart: what it hands to a container there holds before every file.
		const switched = judgeValues(resource, switches, flags);
		const unread = read?.judgements ?? [];
		if (judged.length + unread.length === 0 && switched === undefined) return undefined;
		return once([...judgeEach(judged, judge), ...(switched ?? []), ...unread]);
	},
};

const switches = watchedSwitches(localLoginSwitches);
const flags = new RegExp(noLogin);

const on = { ifAbsent: "violated", what: "must be true" } as const;
const off = { ifAbsent: "violated", what: "must be false" } as const;
const offByDefault = { ifAbsent: "held", what: "must be false" } as const;

function judge({ name, settings }: Application): Judgement[] {
	switch (name) {
		case "argo-cd":
			return [
				...must(settings, ["cm", "admin.enabled"], ["false"], off),
				...must(settings, ["cm", "users.anonymous.enabled"], ["false"], offByDefault),
				...must(settings, ["params", "server.disable.auth"], ["false"], offByDefault),
				...passwords(settings),
				...localAccounts(settings),
			];
		// Defaults: the form and basic authentication are on, anonymous access is off (grafana, conf/defaults.ini).
		case "grafana":
			return [
				...must(settings, ["auth", "disable_login_form"], ["true"], on),
				...must(settings, ["auth.basic", "enabled"], ["false"], off),
				...must(settings, ["auth.anonymous", "enabled"], ["false"], offByDefault),
			];
		// Defaults: all three let a local user in (forgejo.org, Configuration Cheat Sheet, "Service").
		case "forgejo":
			return [
				...must(settings, ["service", "ENABLE_INTERNAL_SIGNIN"], ["false"], off),
				...must(settings, ["service", "ENABLE_BASIC_AUTHENTICATION"], ["false"], off),
				...must(settings, ["service", "DISABLE_REGISTRATION"], ["true"], on),
			];
		case "minio":
			return [];
	}
}

const dex = new RegExp(passwordsOfDex.replace("(?i)", ""), "i");

function passwords(settings: Settings): Judgement[] {
	const found = settings.at("cm", "dex.config");
	if (found === undefined) return [];
	if ("unknown" in found) return [undecided(found.path)];
	const text = typeof found.value === "string" ? found.value : JSON.stringify(found.value);
	return dex.test(text) ? [violated(found.path, "gives Dex passwords of its own")] : [];
}

/** Argo CD's other local accounts; `break-glass` is the one that may be. */
function localAccounts(settings: Settings): Judgement[] {
	return settings.keys("cm").flatMap((key) => {
		if (!key.startsWith("accounts.") || key === "accounts.break-glass") return [];
		const found = settings.at("cm", key);
		if (found === undefined) return [];
		if ("unknown" in found) return [undecided(found.path)];
		return String(found.value).includes("login") ? [violated(found.path, "gives a local account login")] : [];
	});
}
