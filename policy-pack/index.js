// The policy host loads JavaScript; register.js transpiles the pack as it is required, so that there is no build to be stale.
require("../register.js");
require("./main.ts");
