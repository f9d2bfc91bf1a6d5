import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A name that users can write after `import { … } from`, or a member of one. */
export interface Declared {
  /** As users find it: `KMeans.labels`. */
  readonly name: string;
  /** Where it is written: `src/estimators/k-means/k-means.ts:120`. */
  readonly where: string;
  /** Its doc comment as editors show it: that of the base or interface where it has none of its own. */
  readonly doc: string;
}

/** The source of each entry point that package.json exports. */
function entryPoints(): string[] {
  const { exports } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as {
    exports: Record<string, { import: { default: string } } | string>;
  };
  return Object.values(exports)
    .filter((entry) => typeof entry !== 'string')
    .map((entry) =>
      entry.import.default.replace('./dist/esm/', `${root}src/`).replace(/\.js$/, '.ts'),
    );
}

interface Surface {
  readonly checker: ts.TypeChecker;
  /** What the entry points export, by the symbol of its declaration. */
  readonly exported: ReadonlyMap<ts.Symbol, string>;
}

let surface: Surface | undefined;

/** The entry points as the compiler sees them, read once. */
function openSurface(): Surface {
  if (surface !== undefined) return surface;
  const entries = entryPoints();
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const program = ts.createProgram(entries, options);
  const checker = program.getTypeChecker();
  const exported = new Map<ts.Symbol, string>();
  for (const entry of entries) {
    const file = program.getSourceFile(entry);
    const module = file && checker.getSymbolAtLocation(file);
    if (module === undefined) throw new Error(`${entry} exports nothing.`);
    for (const symbol of checker.getExportsOfModule(module)) {
      exported.set(original(symbol, checker), symbol.name);
    }
  }
  surface = { checker, exported };
  return surface;
}

/** What an imported or re-exported name stands for. */
function original(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  return ts.displayPartsToString(symbol.getDocumentationComment(checker));
}

/** A member of a type of options. */
export interface Option {
  readonly name: string;
  readonly doc: string;
  /** Whether it may be left out, and so has a default. */
  readonly optional: boolean;
}

/** The members of an exported type of options, those that it inherits too. */
export function optionsOf(typeName: string): Option[] {
  const { checker, exported } = openSurface();
  const [type] = [...exported].find(([, name]) => name === typeName) ?? [];
  if (type === undefined) throw new Error(`There is no exported type ${typeName}.`);
  const members = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(type));
  return members.map((member) => ({
    name: member.name,
    doc: docOf(member, checker),
    optional: (member.flags & ts.SymbolFlags.Optional) !== 0,
  }));
}

/** Every exported name and every public member of it, each once. */
export function readSurface(): Declared[] {
  const { checker, exported } = openSurface();
  const found = new Map<ts.Symbol, Declared>();

  /** Whether it is new and written in src. */
  const add = (symbol: ts.Symbol, name: string): boolean => {
    const [declaration] = symbol.declarations ?? [];
    if (found.has(symbol) || !isOwn(declaration)) return false;
    const file = declaration.getSourceFile();
    const { line } = file.getLineAndCharacterOfPosition(declaration.getStart());
    const where = `${file.fileName.slice(root.length)}:${line + 1}`;
    found.set(symbol, { name, where, doc: docOf(symbol, checker) });
    return true;
  };

  /** The members of a class, an interface or an object type, and those of bases that are not exported. */
  const addMembers = (symbol: ts.Symbol, name: string): void => {
    const visit = (node: ts.Node): void => {
      if (ts.isClassElement(node) || ts.isTypeElement(node)) {
        const member = node.name && checker.getSymbolAtLocation(node.name);
        if (member !== undefined && isPublic(node)) add(member, `${name}.${member.name}`);
      } else if (ts.isExpressionWithTypeArguments(node) || ts.isTypeReferenceNode(node)) {
        const written = ts.isTypeReferenceNode(node) ? node.typeName : node.expression;
        const alias = checker.getSymbolAtLocation(written);
        const base = alias && original(alias, checker);
        if (base !== undefined && !exported.has(base)) addMembers(base, name);
        // `Omit<Base, 'a'>` has the members of Base; the arguments of other types are not members.
        if (written.getText() === 'Omit') node.typeArguments?.forEach(visit);
      } else if (!ts.isTypeParameterDeclaration(node)) {
        ts.forEachChild(node, visit);
      }
    };
    for (const node of symbol.declarations ?? []) {
      if (isOwn(node) && isObjectLike(node)) ts.forEachChild(node, visit);
    }
  };

  for (const [symbol, name] of exported) {
    if (add(symbol, name)) addMembers(symbol, name);
  }
  return [...found.values()];
}

function isOwn(node: ts.Node | undefined): node is ts.Node {
  return node?.getSourceFile().fileName.startsWith(`${root}src/`) === true;
}

/** What has members: no function, and no alias that computes a type from others. */
function isObjectLike(node: ts.Node): boolean {
  if (ts.isTypeAliasDeclaration(node)) {
    const { type } = node;
    return [ts.isTypeLiteralNode, ts.isUnionTypeNode, ts.isIntersectionTypeNode].some((is) =>
      is(type),
    );
  }
  return ts.isClassDeclaration(node) || ts.isInterfaceDeclaration(node);
}

function isPublic(node: ts.ClassElement | ts.TypeElement): boolean {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (
    !(ts.getCombinedModifierFlags(node) & hidden) &&
    !(node.name && ts.isPrivateIdentifier(node.name)) &&
    !ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal')
  );
}
