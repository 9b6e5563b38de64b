import { catalogue, controlById } from "../../../../controls/catalogue";
import { messagesOf } from "../../../policy-pack/cases/messages";
import { type ConfigurationCases, entry, type Given } from "./case";

const onFile = (id: string, file: string) => messagesOf(controlById(id), file);
const URS = "docs/requirements.yaml";
const CASES = "tests/policy-pack/cases/all.ts";
const ids = catalogue.map(({ id }) => id);
const requirement = (change: Record<string, unknown> = {}) => ({
	id: "URS-001",
	says: "all of it",
	satisfiedBy: [...ids, "components/"],
	tests: ["tests/*.spec.ts", CASES],
	...change,
});
const requirements = (all: object[], more: Record<string, string> = {}): Given => ({
	files: {
		"components/a.ts": "",
		"tests/a.spec.ts": "",
		[CASES]: ids.map((id) => `policy: "${id.toLowerCase()}-rule",\n`).join(""),
		[URS]: JSON.stringify({ requirements: all }),
		...more,
	},
});
const urs = onFile("VAL-002", `${URS}:1`);
const [firstId = "", ...otherIds] = ids;
const unserved = `controls[${firstId}] serves no requirement`;

export const traceability: ConfigurationCases = {
	policy: "val-002-traceability",
	compliant: [{ says: "both ways", given: requirements([requirement()]), messages: [] }],
	violating: [
		{
			says: "a requirement without a test",
			given: requirements([requirement(), requirement({ id: "URS-002", satisfiedBy: ["components/"], tests: [] })]),
			messages: [urs.fail("requirements[1].tests names no test (URS-002)")],
		},
		{
			says: "a requirement that nothing satisfies",
			given: requirements([requirement(), requirement({ id: "URS-002", satisfiedBy: [] })]),
			messages: [urs.fail("requirements[1].satisfiedBy names no control and no component (URS-002)")],
		},
		{
			says: "a test that is not there",
			given: requirements([requirement({ tests: ["tests/*.spec.ts", CASES, "tests/b.spec.ts"] })]),
			messages: [urs.fail("requirements[0].tests[2] is no test of the repository (URS-001)")],
		},
		{
			says: "a pattern that matches no test",
			given: requirements([requirement({ tests: ["tests/*.spec.ts", CASES, "tests/b/*.spec.ts"] })]),
			messages: [urs.fail("requirements[0].tests[2] is no test of the repository (URS-001)")],
		},
		{
			says: "a folder in the place of tests",
			given: requirements([requirement({ tests: ["tests/*.spec.ts", CASES, "tests/"] })]),
			messages: [
				urs.fail(
					"requirements[0].tests[2] is a folder; it must be a file, or a pattern of one folder's files (URS-001)",
				),
			],
		},
		{
			says: "a pattern of every folder",
			given: requirements([requirement({ tests: ["tests/*.spec.ts", CASES, "tests/**/*.ts"] })]),
			messages: [urs.fail("requirements[0].tests[2] is a pattern of more than one folder's files (URS-001)")],
		},
		{
			says: "a control that the tests of its requirement do not show",
			given: requirements([
				requirement(),
				requirement({ id: "URS-002", satisfiedBy: [firstId], tests: ["tests/a.spec.ts"] }),
			]),
			messages: [urs.fail("requirements[1].satisfiedBy[0] has cases in none of the tests (URS-002)")],
		},
		{
			says: "a control whose id is only mentioned by the tests",
			given: requirements(
				[
					requirement(),
					requirement({ id: "URS-002", satisfiedBy: [firstId], tests: ["tests/policy-pack/cases/b.ts"] }),
				],
				{ "tests/policy-pack/cases/b.ts": `// ${firstId}\n` },
			),
			messages: [urs.fail("requirements[1].satisfiedBy[0] has cases in none of the tests (URS-002)")],
		},
		{
			says: "a control that is not there",
			given: requirements([requirement({ satisfiedBy: [...ids, "components/", "SEC-999"] })]),
			messages: [urs.fail(`requirements[0].satisfiedBy[${ids.length + 1}] is no control (URS-001)`)],
		},
		{
			says: "a control that serves no requirement",
			given: requirements([requirement({ satisfiedBy: [...otherIds, "components/"] })]),
			messages: [onFile("VAL-002", URS).fail(unserved)],
		},
		{
			says: "a component that serves no requirement",
			given: requirements([requirement({ satisfiedBy: ids })]),
			messages: [onFile("VAL-002", "components/a.ts").fail("is a component that serves no requirement")],
		},
		{
			says: "a test without a requirement",
			given: requirements([requirement({ tests: ["tests/a.spec.ts", CASES] })], { "tests/b.spec.ts": "" }),
			messages: [onFile("VAL-002", "tests/b.spec.ts").fail("is a test that shows no requirement")],
		},
		{
			says: "a test in a folder that no pattern is about",
			given: requirements([requirement()], { "tests/b/b.spec.ts": "" }),
			messages: [onFile("VAL-002", "tests/b/b.spec.ts").fail("is a test that shows no requirement")],
		},
		{
			says: "a requirement twice",
			given: requirements([requirement(), requirement()]),
			messages: [urs.fail("requirements[1].id is there twice (URS-001)")],
		},
	],
	nearMiss: [
		{
			says: "what helps a test and is none",
			given: requirements([requirement()], { "lib/helper.ts": "" }),
			messages: [],
		},
	],
	absent: [{ says: "no file", given: {}, messages: [onFile("VAL-002", URS).fail("is not in the repository")] }],
	malformed: [
		{
			says: "an id of another form",
			given: requirements([requirement({ id: "REQ-1" })]),
			messages: [urs.fail("requirements[0].id must be such as URS-001")],
		},
	],
	excepted: {
		given: requirements([requirement({ satisfiedBy: [...otherIds, "components/"] })]),
		exceptions: entry("VAL-002", `{ file: ${URS} }`, `controls[${firstId}]`),
		waived: [onFile("VAL-002", URS).waived(unserved)],
		expired: [onFile("VAL-002", URS).expired(unserved)],
	},
};
