// The policy host loads JavaScript; tsx transpiles the pack as it is required, so that there is no build to be stale.
require("tsx/cjs");
require("./main.ts");
