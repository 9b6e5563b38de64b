/** Reads the SDK's declarations as text: what a class registers, and what its interfaces hold. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import ts from "typescript";

export const root = resolve(__dirname, "../../sdks/talos");

export interface Member {
	readonly required: boolean;
	/** The interface that it holds, such as `inputs.Timeout`; undefined for text, numbers and the like. */
	readonly holds: string | undefined;
}

export type Members = ReadonlyMap<string, Member>;

export class Declarations {
	/** By `<file>#<name>`; the nested types' file is `inputs` or `outputs`. */
	readonly interfaces = new Map<string, Members>();
	/** By token. */
	readonly resources = new Map<string, { file: string; className: string; outputs: Members }>();
	readonly functions = new Map<string, { file: string; name: string }>();

	constructor() {
		for (const file of sources()) this.read(file);
	}

	private read(file: string): void {
		const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.ES2022, true);
		const key = file === "types/input.ts" ? "inputs" : file === "types/output.ts" ? "outputs" : file;
		for (const statement of source.statements) {
			if (ts.isInterfaceDeclaration(statement)) this.interface(key, statement);
			if (ts.isClassDeclaration(statement)) this.class(key, statement);
			if (ts.isFunctionDeclaration(statement)) {
				const token = /runtime\.invokeOutput\(\s*"([^"]+)"/.exec(statement.getText())?.[1];
				if (token !== undefined) this.functions.set(token, { file: key, name: token.split(":").at(-1) ?? "" });
			}
		}
	}

	private interface(file: string, declaration: ts.InterfaceDeclaration): void {
		const members = new Map<string, Member>();
		const parents = (declaration.heritageClauses ?? []).flatMap(({ types }) => types);
		for (const parent of parents) {
			const partial = parent.expression.getText() === "Partial";
			const name = (partial ? parent.typeArguments?.[0] : parent.expression)?.getText() ?? "";
			for (const [member, { required, holds }] of this.interfaces.get(`${file}#${name}`) ?? [])
				members.set(member, { required: required && !partial, holds });
		}
		for (const member of declaration.members)
			if (ts.isPropertySignature(member)) members.set(member.name.getText(), this.member(file, member));
		this.interfaces.set(`${file}#${declaration.name.text}`, members);
	}

	private member(file: string, member: ts.PropertySignature | ts.PropertyDeclaration): Member {
		const type = member.type?.getText() ?? "";
		const named = /\b(inputs|outputs)\.(\w+)/.exec(type);
		const local =
			file === "inputs" || file === "outputs" ? /(?:Input<)?\b([A-Z]\w+)\b(?!\.)(?![<\w])/.exec(type) : null;
		const holds = named !== null ? `${named[1]}#${named[2]}` : local !== null ? `${file}#${local[1]}` : undefined;
		const optional = member.questionToken !== undefined || /\| undefined>$/.test(type);
		return { required: !optional, holds };
	}

	private class(file: string, declaration: ts.ClassDeclaration): void {
		const token = /__pulumiType = "([^"]+)"/.exec(declaration.getText())?.[1];
		if (token === undefined) return;
		const outputs = new Map<string, Member>();
		for (const member of declaration.members)
			if (
				ts.isPropertyDeclaration(member) &&
				member.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword)
			)
				outputs.set(member.name.getText(), this.member(file, member));
		this.resources.set(token, { file, className: declaration.name?.text ?? "", outputs });
	}
}

function sources(): string[] {
	return readdirSync(root, { recursive: true, encoding: "utf8" })
		.filter((file) => file.endsWith(".ts"))
		.sort();
}
