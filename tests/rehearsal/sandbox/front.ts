/**
 * Stands for the front process in tests: starts an empty sandbox with a command in it that would run for an hour, says
 * where they are on stdout, and stays. INT and TERM end the sandbox, as `lab rehearse` does.
 */
import { readDescription } from "../../../rehearsal/sandbox/folder";
import { launchSandbox } from "../../../rehearsal/sandbox/launch";
import { emptySandbox } from "./boot";

async function main(): Promise<void> {
	const { folder, options } = emptySandbox();
	process.stdout.write(`${JSON.stringify({ id: folder.id })}\n`);
	const sandbox = await launchSandbox(folder, options);
	const end = () => void sandbox.end().then(() => process.exit(130));
	process.on("SIGINT", end);
	process.on("SIGTERM", end);
	const argv = ["sh", "-c", "setsid sleep 3600 & sleep 3600 & echo started; wait"];
	for await (const event of sandbox.client.run({ name: "long", argv })) {
		if (event.type !== "stdout") continue;
		process.stdout.write(`${JSON.stringify({ id: folder.id, ...readDescription(folder) })}\n`);
		if (process.argv.includes("--keep")) {
			sandbox.keep();
			process.exit(0);
		}
	}
}

main().catch((cause: unknown) => {
	console.error(cause instanceof Error ? cause.message : cause);
	process.exit(1);
});
