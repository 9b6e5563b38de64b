import { join } from "node:path";

/** Node's arguments for one of our own files: register.js runs its TypeScript as it is. */
export function typescript(root: string, file: string): string[] {
	return ["--require", join(root, "register.js"), join(root, file)];
}
