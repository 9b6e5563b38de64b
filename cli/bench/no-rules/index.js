const { PolicyPack } = require("@pulumi/policy");

const policy = { name: "nothing", description: "Looks at nothing.", enforcementLevel: "advisory" };
new PolicyPack("no-rules", { policies: [{ ...policy, validateResource: () => undefined }] });
