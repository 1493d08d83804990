import { join } from "node:path";
import ts from "typescript";
import { ROOT, packageNames } from "../packages/manifest.ts";

/** The compiler's view of the packages' public names and of their type tests. */
export function typeProgram(): ts.Program {
  const file = join(ROOT, "tsconfig.check.json");
  const read = ts.readConfigFile(file, (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(read.config, ts.sys, ROOT);
  return ts.createProgram([...indexes(), ...typeTests()], options);
}

export function typeTests(): readonly string[] {
  return ts.sys.readDirectory(join(ROOT, "test/types"), [".test-d.ts"]);
}

function indexes(): readonly string[] {
  return packageNames.map((name) => join(ROOT, "packages", name, "src/index.ts"));
}

/** The exported names that a user calls, or writes down, with a type parameter. */
export function publicGenerics(program: ts.Program): readonly string[] {
  return namesWhere(program, isGeneric);
}

/** The exported names without a comment that says what they are. */
export function undocumented(program: ts.Program): readonly string[] {
  const checker = program.getTypeChecker();
  return namesWhere(program, (symbol) => symbol.getDocumentationComment(checker).length === 0);
}

function namesWhere(
  program: ts.Program,
  matches: (symbol: ts.Symbol) => boolean,
): readonly string[] {
  const checker = program.getTypeChecker();
  const names = indexes().flatMap((index) => {
    const source = program.getSourceFile(index);
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${index} is no module`);
    const exported = checker.getExportsOfModule(module);
    return exported.filter((symbol) => matches(resolved(checker, symbol))).map(({ name }) => name);
  });
  return [...new Set(names)].sort();
}

function resolved(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function isGeneric(symbol: ts.Symbol): boolean {
  return (symbol.declarations ?? []).some((declaration) => {
    const own = ts.getEffectiveTypeParameterDeclarations(
      declaration as ts.HasJSDoc & ts.DeclarationWithTypeParameters,
    );
    return own.length > 0 || publicMembers(declaration).some(hasTypeParameters);
  });
}

function publicMembers(declaration: ts.Declaration): readonly ts.Node[] {
  if (!ts.isClassDeclaration(declaration) && !ts.isInterfaceDeclaration(declaration)) return [];
  return [...declaration.members].filter(
    ({ name }) => name === undefined || !ts.isPrivateIdentifier(name),
  );
}

function hasTypeParameters(node: ts.Node): boolean {
  return (
    (ts.isMethodDeclaration(node) || ts.isMethodSignature(node)) &&
    node.typeParameters !== undefined
  );
}
