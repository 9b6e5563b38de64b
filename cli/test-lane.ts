/** A process that runs test files as `lab test` hands them over, one after the other, and tells of them (test-lanes.ts). */
import Mocha from "mocha";
import { LineReporter, saysOf, tell } from "./test-reporter";

async function run(file: string): Promise<void> {
	const mocha = new Mocha({ reporter: LineReporter, timeout: 30_000 }).addFile(file);
	await mocha.loadFilesAsync();
	await new Promise<void>((done) => {
		// The runner listens to the process until it is told to stop.
		const runner = mocha.run(() => {
			runner.dispose();
			done();
		});
	});
}

/** Without a file: there is none left. */
export interface Request {
	readonly file?: string | undefined;
}

process.on("message", async ({ file }: Request) => {
	// Whatever the tests left open.
	if (file === undefined) process.exit();
	const started = Date.now();
	// A file that does not load runs no test: that is a failure, not an absence.
	await run(file).catch((cause: unknown) => tell({ type: "fail", title: file, says: saysOf(cause) }));
	tell({ type: "file", milliseconds: Date.now() - started });
});

// Nobody is there to hear.
process.on("disconnect", () => process.exit());
