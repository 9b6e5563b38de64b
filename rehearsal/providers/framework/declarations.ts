/**
 * Reads property types out of an SDK's declarations (`.d.ts`, or `.ts` for an SDK that is kept as source) with the
 * TypeScript compiler. Only what Pulumi's SDK generator writes is understood; anything else is an error, so that a
 * table cannot become laxer than the SDK by accident.
 */
import ts from "typescript";
import type { Property, PropertyType, Table } from "./table";

/** Types of the SDK core that stand for one wire value. */
const CORE: Record<string, PropertyType> = {
	Asset: { type: "asset" },
	Archive: { type: "asset" },
	AssetArchive: { type: "asset" },
	ID: { type: "string" },
	URN: { type: "string" },
};

function isNothing(node: ts.TypeNode): boolean {
	return (
		node.kind === ts.SyntaxKind.UndefinedKeyword ||
		(ts.isLiteralTypeNode(node) && node.literal.kind === ts.SyntaxKind.NullKeyword)
	);
}

function simplify(of: PropertyType[]): PropertyType {
	const [first] = of;
	if (first === undefined) throw new Error("a union of nothing");
	if (of.length === 1) return first;
	if (of.some((one) => one.type === "any")) return { type: "any" };
	const values = of.flatMap((one) => (one.type === "enum" ? one.values : []));
	const rest = of.filter((one) => one.type !== "enum");
	// `string | enums.X` is how a relaxed enum is declared: any text passes.
	if (rest.some((one) => one.type === "string")) {
		return rest.length === 1 ? { type: "string" } : { type: "union", of: rest };
	}
	if (rest.length === 0) {
		const flags = new Set(values.map(String));
		return flags.size === 2 && flags.has("true") && flags.has("false") ? { type: "boolean" } : { type: "enum", values };
	}
	return { type: "union", of: values.length > 0 ? [...rest, { type: "enum", values }] : rest };
}

export class Declarations {
	readonly types: Table["types"] = {};
	private readonly program: ts.Program;
	private readonly checker: ts.TypeChecker;

	constructor(private readonly files: string[]) {
		this.program = ts.createProgram(files, {
			module: ts.ModuleKind.NodeNext,
			moduleResolution: ts.ModuleResolutionKind.NodeNext,
			skipLibCheck: true,
			noLib: true,
			types: [],
		});
		this.checker = this.program.getTypeChecker();
	}

	private declaration(name: ts.EntityName | ts.Identifier): ts.Declaration | undefined {
		const symbol = this.checker.getSymbolAtLocation(name);
		if (symbol === undefined) return undefined;
		const target = symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
		return (
			target.declarations?.find((one) => ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one)) ??
			target.declarations?.[0]
		);
	}

	/** The name of a nested type within its file: the namespaces that hold it, as in `helm.v3.RepositoryOpts`. */
	private qualifiedName(node: ts.InterfaceDeclaration): string {
		const names: string[] = [node.name.text];
		for (let at: ts.Node | undefined = node.parent; at !== undefined; at = at.parent) {
			if (ts.isModuleDeclaration(at)) names.unshift(at.name.text);
		}
		return names.join(".");
	}

	private reference(node: ts.TypeReferenceNode): PropertyType {
		const name = ts.isIdentifier(node.typeName) ? node.typeName.text : node.typeName.right.text;
		const [argument] = node.typeArguments ?? [];
		if (argument !== undefined) {
			switch (name) {
				case "Input":
				case "Output":
				case "Promise":
				case "OutputInstance":
					return this.typeOf(argument);
				case "Array":
				case "ReadonlyArray":
					return { type: "array", items: this.typeOf(argument) };
				case "Record": {
					const values = node.typeArguments?.[1];
					return { type: "map", values: values === undefined ? { type: "any" } : this.typeOf(values) };
				}
			}
		}
		const core = CORE[name];
		if (core !== undefined && !ts.isIdentifier(node.typeName)) return core;
		const found = this.declaration(node.typeName);
		if (found !== undefined && ts.isInterfaceDeclaration(found)) {
			const qualified = this.qualifiedName(found);
			if (this.types[qualified] === undefined) {
				this.types[qualified] = {};
				Object.assign(this.types[qualified], this.members(found.members));
			}
			return { type: "object", name: qualified };
		}
		if (found !== undefined && ts.isTypeAliasDeclaration(found)) return this.typeOf(found.type);
		throw new Error(`${node.getSourceFile().fileName}: the type ${node.getText()} is not understood`);
	}

	typeOf(node: ts.TypeNode): PropertyType {
		switch (node.kind) {
			case ts.SyntaxKind.StringKeyword:
				return { type: "string" };
			case ts.SyntaxKind.NumberKeyword:
				return { type: "number" };
			case ts.SyntaxKind.BooleanKeyword:
				return { type: "boolean" };
			case ts.SyntaxKind.AnyKeyword:
			case ts.SyntaxKind.UnknownKeyword:
				return { type: "any" };
		}
		if (ts.isParenthesizedTypeNode(node)) return this.typeOf(node.type);
		if (ts.isTypeOperatorNode(node)) return this.typeOf(node.type);
		if (ts.isUnionTypeNode(node)) {
			return simplify(node.types.filter((one) => !isNothing(one)).map((one) => this.typeOf(one)));
		}
		if (ts.isArrayTypeNode(node)) return { type: "array", items: this.typeOf(node.elementType) };
		if (ts.isLiteralTypeNode(node)) {
			const { literal } = node;
			if (ts.isStringLiteral(literal)) return { type: "enum", values: [literal.text] };
			if (ts.isNumericLiteral(literal)) return { type: "enum", values: [Number(literal.text)] };
			return { type: "boolean" };
		}
		if (ts.isTypeQueryNode(node) || ts.isIndexedAccessTypeNode(node)) return this.enumOf(node);
		if (ts.isTypeLiteralNode(node)) {
			const index = node.members.find(ts.isIndexSignatureDeclaration);
			if (index !== undefined) return { type: "map", values: this.typeOf(index.type) };
		}
		if (ts.isTypeReferenceNode(node)) return this.reference(node);
		throw new Error(`${node.getSourceFile().fileName}: the type ${node.getText()} is not understood`);
	}

	/** `(typeof X)[keyof typeof X]`, the form of an enum. */
	private enumOf(node: ts.TypeNode): PropertyType {
		const type = this.checker.getTypeFromTypeNode(node);
		const members = type.isUnion() ? type.types : [type];
		const values = members.flatMap((one) => (one.isStringLiteral() || one.isNumberLiteral() ? [one.value] : []));
		if (values.length === 0) throw new Error(`${node.getSourceFile().fileName}: ${node.getText()} is not an enum`);
		return { type: "enum", values };
	}

	private members(members: ts.NodeArray<ts.TypeElement>): Record<string, Property> {
		const entries: [string, Property][] = [];
		for (const member of members) {
			if (!ts.isPropertySignature(member) || member.type === undefined) continue;
			const type = this.typeOf(member.type);
			const name = ts.isStringLiteral(member.name) ? member.name.text : member.name.getText();
			entries.push([name, member.questionToken === undefined ? { ...type, required: true } : type]);
		}
		return Object.fromEntries(entries.sort(([left], [right]) => (left < right ? -1 : 1)));
	}

	private source(file: string): ts.SourceFile {
		const found = this.program.getSourceFile(file);
		if (found === undefined) throw new Error(`${file} is not among ${this.files.join(", ")}`);
		return found;
	}

	/** The resource class that a file exports, or `undefined`. */
	resourceClass(file: string): ts.ClassDeclaration | undefined {
		return this.source(file).statements.find(
			(one): one is ts.ClassDeclaration =>
				ts.isClassDeclaration(one) &&
				(one.heritageClauses ?? []).some((clause) =>
					/(Custom|Provider)Resource/.test(clause.types.map((type) => type.getText()).join(" ")),
				),
		);
	}

	/** The properties of a resource's state: what its class declares as `Output`. */
	outputNames(resource: ts.ClassDeclaration): string[] {
		return resource.members
			.filter(ts.isPropertyDeclaration)
			.filter((member) => /^(pulumi\.)?Output(Instance)?</.test(member.type?.getText() ?? ""))
			.map((member) => member.name.getText())
			.sort();
	}

	interfaceMembers(file: string, name: string): Record<string, Property> {
		const found = this.source(file).statements.find(
			(one): one is ts.InterfaceDeclaration => ts.isInterfaceDeclaration(one) && one.name.text === name,
		);
		return found === undefined ? {} : this.members(found.members);
	}
}
