require("../register.js");
require("./main.ts");
