import { z } from "zod";
import { type ComponentKind, INVENTORY, parseInventory } from "../inventory";
import { violated } from "../judgement";
import type { Repository } from "./repository";
import { at, type ConfigurationJudgement, readShape, ruleOf, whole } from "./rule";

/** A component that the repository brings, and what says so. */
interface Brought {
	kind: ComponentKind;
	name: string;
	file: string;
}

/** VAL-001 over the repository: a row for each component that it brings, and no row for another. */
export const completeInventory = ruleOf("VAL-001", "complete-inventory", (repository) => {
	const found: ConfigurationJudgement[] = [];
	const rows = new Map<string, ConfigurationJudgement>();
	const files = repository.files.filter((file) => file.startsWith(`${INVENTORY}/`) && file.endsWith(".yaml"));
	if (files.length === 0) found.push(whole(INVENTORY, "holds no inventory"));
	for (const file of files) {
		const read = readShape(repository, file, z.unknown());
		if ("found" in read) {
			found.push(...read.found);
			continue;
		}
		const inventory = parseInventory(read.data);
		for (const { path, what } of inventory.faults)
			found.push({ ...at(file, read.document, path, what), malformed: true });
		for (const { index, row } of inventory.rows) {
			const place = (what: string) => at(file, read.document, ["components", index], what);
			const key = keyOf(row);
			if (rows.has(key)) found.push(place(`is a second row of the ${row.kind} ${row.name}`));
			rows.set(key, place(`is the row of ${row.name}, a ${row.kind} that nothing here brings`));
		}
	}
	const brought = components(repository);
	found.push(...brought.faults);
	const keys = new Set(brought.components.map(keyOf));
	// Nobody can say what a stack brings whose file cannot be read; CHG-010 and SEC-010 tell of the file.
	const file = repository.document(`Pulumi.${repository.stack}.yaml`);
	if (file.state !== "read") for (const name of Object.values(systemsOf)) keys.add(keyOf({ kind: "system", name }));
	for (const component of brought.components)
		if (!rows.has(keyOf(component)))
			found.push({
				...violated(`${component.kind}[${component.name}]`, `has no row in ${INVENTORY}`),
				file: component.file,
			});
	return [...found, ...[...rows].flatMap(([key, judgement]) => (keys.has(key) ? [] : [judgement]))];
});

function keyOf({ kind, name }: Pick<Brought, "kind" | "name">): string {
	return `${kind} ${name}`;
}

function components(repository: Repository): { components: Brought[]; faults: ConfigurationJudgement[] } {
	const faults: ConfigurationJudgement[] = [];
	const found: Brought[] = [];
	const add = (kind: ComponentKind, file: string, names: readonly string[]): void => {
		for (const name of new Set(names)) found.push({ kind, name, file });
	};
	const charts = readShape(
		repository,
		"charts.lock.yaml",
		z.looseObject({ charts: z.array(z.looseObject({ name: z.string() })) }),
	);
	if ("found" in charts) faults.push(...charts.found);
	else
		add(
			"chart",
			"charts.lock.yaml",
			charts.data.charts.map(({ name }) => name),
		);

	for (const file of repository.files.filter((one) => /^(policy-pack\/)?package\.json$/.test(one))) {
		const names = dependencies(repository.text(file));
		if (names === undefined) {
			faults.push({ ...whole(file, "is no package file"), malformed: true });
			continue;
		}
		add(
			"provider",
			file,
			names.flatMap((name) => providerOf(name) ?? []),
		);
		add("package", file, names.filter((name) => providerOf(name) === undefined).map(familyOf));
	}
	if (repository.has("provider/")) add("provider", "provider/package.json", ["lab"]);
	add("part", "rehearsal/parts", parts(repository));
	add("system", `Pulumi.${repository.stack}.yaml`, systems(repository));
	const unique = new Map(found.map((one) => [keyOf(one), one]));
	return { components: [...unique.values()], faults };
}

function dependencies(text: string | undefined): string[] | undefined {
	const names = z.record(z.string(), z.string()).default({});
	try {
		const lists = { dependencies: names, devDependencies: names, optionalDependencies: names, peerDependencies: names };
		const { data } = z.looseObject(lists).safeParse(JSON.parse(text ?? ""));
		return data && (Object.keys(lists) as (keyof typeof lists)[]).flatMap((list) => Object.keys(data[list]));
	} catch {
		return undefined;
	}
}

/** The provider that an SDK is of; Pulumi's own packages are tools. */
function providerOf(name: string): string | undefined {
	const provider = /^@pulumi\/(.+)$/.exec(name)?.[1];
	return provider === "pulumi" || provider === "policy" ? undefined : provider;
}

/** Packages of one scope come from one supplier. */
function familyOf(name: string): string {
	return name.startsWith("@") ? name.slice(0, name.indexOf("/")) : name;
}

/** The programs that tools.go names, and the folders with a program of our own. */
function parts(repository: Repository): string[] {
	const modules = repository.files.flatMap((file) => /^(rehearsal\/parts\/[^/]+)\/go\.mod$/.exec(file)?.[1] ?? []);
	return modules.flatMap((folder) => {
		const tools = repository.has(`${folder}/tools.go`) ? repository.text(`${folder}/tools.go`) : undefined;
		if (tools === undefined) return [folder];
		return [...tools.matchAll(/_ "([^"]+)"/g)].flatMap(([, path]) => path ?? []);
	});
}

const systemsOf: Readonly<Record<string, string>> = {
	"gxp-lab:proxmox": "Proxmox VE",
	"gxp-lab:talos": "Talos Linux",
	"gxp-lab:kubernetes": "Kubernetes",
};

/** The systems that the stack's file configures. */
function systems(repository: Repository): string[] {
	const document = repository.document(`Pulumi.${repository.stack}.yaml`);
	const shape = z.looseObject({ config: z.record(z.string(), z.unknown()) });
	const { config = {} } = (document.state === "read" ? shape.safeParse(document.data).data : undefined) ?? {};
	return Object.entries(systemsOf).flatMap(([key, name]) => (key in config ? [name] : []));
}
