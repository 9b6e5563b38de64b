import { Misuse } from "../../cli/context";
import { labProgram } from "../../cli/main";

/** What a command line is refused with that asks for what cannot be: `lab` says it, and ends with exit code 2. */
export async function misuse(...words: string[]): Promise<string> {
	try {
		await labProgram().parseAsync(words, { from: "user" });
	} catch (cause) {
		if (cause instanceof Misuse) return cause.message;
		throw cause;
	}
	throw new Error(`lab ${words.join(" ")}: is no misuse`);
}
