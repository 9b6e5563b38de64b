import { expect } from "chai";
import { lockedObjects } from "../../../cli/rehearsal/checks";
import { SandboxClient } from "../../../rehearsal/sandbox/client";
import type { RunEvent, RunRequest } from "../../../rehearsal/sandbox/control-protocol";

/** A sandbox in which every command says this. */
class Saying extends SandboxClient {
	readonly asked: RunRequest[] = [];

	constructor(private readonly events: readonly RunEvent[]) {
		super("/nonexistent");
	}

	override async *run(request: RunRequest): AsyncGenerator<RunEvent> {
		this.asked.push(request);
		yield* this.events;
	}
}

const context = { root: "/lab", folder: "/lab/.rehearsal/lab-1", stack: "lab", pulumi: "/opt/pulumi" };
const object = "stays, locked: pipeline-output/batch-1 (COMPLIANCE until 2027)";

describe("the locked objects", () => {
	it("are what was listed, and nothing of what else was said", async () => {
		const client = new Saying([
			{ type: "stderr", line: "(node:1) Warning: something" },
			{ type: "stdout", line: JSON.stringify({ type: "progress", text: object }) },
			{ type: "exit", code: 0, signal: null },
		]);
		expect(await lockedObjects(client, context)).to.deep.equal([object]);
		const argv = client.asked[0]?.argv ?? [];
		expect(argv[argv.indexOf("--pulumi") + 1]).to.equal("/opt/pulumi");
	});

	it("are not known when the listing failed", async () => {
		for (const [code, signal, why] of [
			[2, null, "exit code 2"],
			[null, "SIGKILL", "SIGKILL"],
		] as const) {
			const client = new Saying([
				{ type: "stderr", line: "connect ECONNREFUSED 10.20.0.201:443" },
				{ type: "exit", code, signal },
			]);
			const error = await lockedObjects(client, context).then(
				() => undefined,
				(cause: unknown) => cause,
			);
			expect(error)
				.to.be.instanceOf(Error)
				.with.property("message", `locked objects: could not be listed (${why})\nconnect ECONNREFUSED 10.20.0.201:443`);
		}
	});
});
