import type { Access } from "./access";
import type { Datacenter } from "./datacenter";
import { checkParameters, type ParameterSpec, type Parameters, type ParameterTable } from "./schema";

export interface Call {
	readonly datacenter: Datacenter;
	readonly access: Access;
	/** Of the path, the query and the body. */
	readonly params: Parameters;
	readonly node: string;
	readonly vmId: number;
}

/** One method of the API: where it is, what it takes, who may call it, what it does. */
export interface Route {
	readonly method: "GET" | "POST" | "PUT" | "DELETE";
	/** `/nodes/{node}/qemu/{vmid}/config` */
	readonly path: string;
	readonly takes?: ParameterTable;
	readonly more?: (name: string) => ParameterSpec | undefined;
	readonly allowed?: (call: Call) => void;
	readonly does: (call: Call) => unknown;
}

const pathParameters: ParameterTable = {
	node: { type: "string", pattern: /^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/ },
	vmid: { type: "integer", minimum: 100, maximum: 999_999_999 },
	storage: { type: "string", pattern: /^[a-z][a-z0-9\-_.]*[a-z0-9]$/i },
	upid: { type: "string" },
	volume: { type: "string" },
	sid: { type: "string" },
};

/** The route that a request asks for, with the parameters of its path; PVE answers 501 where there is none. */
export function findRoute(
	routes: readonly Route[],
	method: string,
	path: string,
): { route: Route; found: Parameters } | undefined {
	const segments = path.split("/").slice(1);
	for (const route of routes) {
		const wanted = route.path.split("/").slice(1);
		if (route.method !== method || wanted.length !== segments.length) continue;
		const found: Record<string, string> = {};
		const fits = wanted.every((want, index) => {
			const segment = decodeURIComponent(segments[index] ?? "");
			if (!want.startsWith("{")) return want === segment;
			found[want.slice(1, -1)] = segment;
			return segment !== "";
		});
		if (fits) return { route, found };
	}
	return undefined;
}

/** Checks the privileges first and the parameters after them, as PVE does, and answers the call. */
export async function answer(
	route: Route,
	datacenter: Datacenter,
	access: Access,
	params: Parameters,
): Promise<unknown> {
	const call: Call = { datacenter, access, params, node: params.node ?? "", vmId: Number(params.vmid ?? "0") };
	route.allowed?.(call);
	if (params.node !== undefined) datacenter.host(params.node);
	const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? "");
	const own = Object.fromEntries(named.flatMap((name) => (pathParameters[name] ? [[name, pathParameters[name]]] : [])));
	checkParameters({ ...own, ...route.takes }, params, route.more);
	return await route.does(call);
}
