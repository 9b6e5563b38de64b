import { getEventListeners } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import { KubernetesClient, type KubernetesObject, kubernetesObject } from "../../../../rehearsal/kubernetes/client";
import { NotYet, runEffect } from "../../../../rehearsal/sandbox/effects/effect";

/** An API server that tells of what a test puts in. */
function following() {
	const api = Object.create(KubernetesClient.prototype) as KubernetesClient;
	let tell: (object: KubernetesObject) => void = () => undefined;
	api.follow = async (_path, _signal, on) => {
		tell = on.changed;
	};
	return { api, tell: (name: string) => tell(kubernetesObject.parse({ metadata: { name } })) };
}

describe("a simulated effect", () => {
	const abort = new AbortController();
	const { api, tell } = following();
	const seen: string[] = [];
	const told: string[] = [];
	let missing = true;
	let running: Promise<void>;
	const settled = async (count: number) => {
		while (seen.length < count) await turn();
	};
	before(() => {
		const reconcile = async ({ metadata: { name } }: KubernetesObject) => {
			if (name === "late" && missing) throw new NotYet("its volume is not there");
			seen.push(name);
		};
		const effect = { simulates: "nothing", collections: ["/api/v1/pods"], reconcile };
		running = runEffect(effect, api, abort.signal, (line) => told.push(line));
	});

	it("is woken as often as there is work, and leaves no listener for each time", async () => {
		for (let count = 1; count <= 30; count++) {
			tell(`pod-${count}`);
			await settled(count);
			await turn();
		}
		expect(seen).to.have.length(30);
		expect(getEventListeners(abort.signal, "abort")).to.have.length(1);
	});

	it("comes back to what could not be finished, and says once why not", async () => {
		tell("late");
		while (told.length === 0) await turn();
		missing = false;
		await settled(31);
		expect(seen.at(-1)).to.equal("late");
		expect(told).to.deep.equal(["nothing: /api/v1/pods /late: its volume is not there"]);
	});

	it("ends at once when it is told to, and listens no more", async () => {
		await turn();
		abort.abort();
		await running;
		expect(getEventListeners(abort.signal, "abort")).to.have.length(0);
	});
});
