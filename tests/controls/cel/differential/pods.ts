import { carrying, container, image, podSpec, type Tree } from "../../proof/fixtures";
import type { Random } from "./random";

/** An object that carries a pod, most of them with something that a rule refuses. */
export function workload(random: Random): { collection: string; object: Tree } {
	const { collection, object } = random.pick(carrying(specification(random), metadata(random)));
	return { collection, object };
}

function metadata(random: Random): Tree {
	const key = "container.apparmor.security.beta.kubernetes.io/main";
	return random.chance(15)
		? { annotations: { [key]: random.pick(["runtime/default", "localhost/a", "unconfined"]) } }
		: {};
}

/** Each of the fields with a chance, so that objects keep some rules and break others. */
function some(random: Random, percent: number, fields: Readonly<Record<string, readonly unknown[]>>): Tree {
	return Object.fromEntries(
		Object.entries(fields).flatMap(([field, values]) => (random.chance(percent) ? [[field, random.pick(values)]] : [])),
	);
}

function context(random: Random): Tree {
	return {
		...(random.chance(80) ? { allowPrivilegeEscalation: false } : {}),
		...(random.chance(80)
			? { capabilities: { drop: random.pick([["ALL"], ["all"], ["NET_RAW"], ["ALL", "NET_RAW"]]) } }
			: {}),
		...some(random, 12, {
			runAsNonRoot: [true, false],
			runAsUser: [0, 1, 1000],
			procMount: ["Default"],
			seccompProfile: [
				{ type: "RuntimeDefault" },
				{ type: "Unconfined" },
				{ type: "Localhost", localhostProfile: "a" },
			],
			seLinuxOptions: [{ type: "container_t" }, { type: "spc_t" }, { user: "u" }, { level: "s0" }],
			appArmorProfile: [{ type: "RuntimeDefault" }, { type: "Unconfined" }],
			readOnlyRootFilesystem: [true, false],
			capabilities: [
				{ drop: ["ALL"], add: ["NET_BIND_SERVICE"] },
				{ drop: ["ALL"], add: ["SYS_TIME"] },
			],
		}),
		...(random.chance(5) ? { privileged: true, allowPrivilegeEscalation: true } : {}),
	};
}

function oneContainer(random: Random, name: string): Tree {
	const images = [
		image,
		image,
		image,
		"nginx",
		"nginx:1.27",
		"localhost:5000/a",
		`${image}x`,
		image.toUpperCase(),
		"a@sha256:1",
	];
	return container(name, {
		image: random.pick(images),
		...(random.chance(90) ? { securityContext: context(random) } : {}),
		...some(random, 25, {
			resources: [
				{ limits: { cpu: "1", memory: "1Gi" } },
				{ requests: { cpu: "100m", memory: "64Mi" }, limits: { cpu: "0.1", memory: "64Mi" } },
				{ requests: { cpu: "1500m" } },
				{},
			],
			ports: [[{ containerPort: 80 }], [{ containerPort: 80, hostPort: 80 }], [{ containerPort: 81, hostPort: 0 }]],
			env: [[{ name: "A", value: "b" }], [{ name: "A", valueFrom: { secretKeyRef: { name: "s", key: "k" } } }]],
			imagePullPolicy: ["Always", "IfNotPresent"],
		}),
		...(name === "prepare" ? {} : some(random, 15, hooks)),
	});
}

/** An init container may not have these. */
const hooks = {
	livenessProbe: [{ httpGet: { port: 80 } }, { httpGet: { port: 80, host: "10.0.0.1" } }],
	lifecycle: [{ preStop: { httpGet: { port: 80, host: "x" } } }, { preStop: { exec: { command: ["a"] } } }],
};

function specification(random: Random): Tree {
	const volumes = random
		.list(3, () =>
			random.pick<Tree>([
				{ emptyDir: {} },
				{ hostPath: { path: "/" } },
				{ configMap: { name: "c" } },
				{ nfs: { server: "s", path: "/" } },
				{ persistentVolumeClaim: { claimName: "p" } },
				{ secret: { secretName: "s" } },
			]),
		)
		.map((volume, i) => ({ name: `v${i}`, ...volume }));
	const securityContext = {
		...(random.chance(85) ? { runAsNonRoot: true } : {}),
		...(random.chance(85) ? { seccompProfile: { type: "RuntimeDefault" } } : {}),
		...some(random, 12, {
			runAsUser: [0, 1000],
			fsGroup: [0, 2000],
			sysctls: [[{ name: "kernel.shm_rmid_forced", value: "1" }], [{ name: "kernel.msgmax", value: "1" }]],
			seLinuxOptions: [{ type: "container_t" }, { role: "r" }],
			supplementalGroups: [[], [1000]],
		}),
	};
	return podSpec({
		...(random.chance(90) ? { securityContext } : { securityContext: {} }),
		containers: [
			oneContainer(random, "main"),
			...random.list(2, () => "").map((_, i) => oneContainer(random, `more${i}`)),
		],
		...(random.chance(30) ? { initContainers: [oneContainer(random, "prepare")] } : {}),
		...(volumes.length > 0 ? { volumes } : {}),
		...some(random, 8, {
			hostNetwork: [true, false],
			hostPID: [true, false],
			hostIPC: [true, false],
			automountServiceAccountToken: [true, false],
			serviceAccountName: ["default", "own"],
			priorityClassName: [""],
			nodeSelector: [{ zone: "a" }],
			enableServiceLinks: [true, false],
			terminationGracePeriodSeconds: [0, 30],
		}),
	});
}
