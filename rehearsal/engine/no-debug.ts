/**
 * Loaded into the program and the policy host before they start. The SDK sends each of its debug messages to the engine, some
 * 500 in a preview, each after the one before was answered, and the program ends when the last one was. A rehearsal keeps
 * none of them: they print whole responses, secrets in plain text (steps.ts).
 */
Object.assign(require("@pulumi/pulumi/log"), { debug: () => Promise.resolve() });
