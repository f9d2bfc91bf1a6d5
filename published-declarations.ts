/** Which declarations the package needs: those that an entry point names, and what these name in turn. */

import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/**
 * The text of each declaration file that is needed, without what no entry point leads to: a face names a few types of
 * the engines behind it, whose files declare ten times as much.
 *
 * @param root - the folder of all declarations
 * @param entries - those of the entry points, relative to it
 * @returns by file, relative to `root`
 */
export function publishedDeclarations(
  root: string,
  entries: readonly string[],
): Map<string, string> {
  const folder = resolve(root);
  const program = ts.createProgram(
    entries.map((file) => join(folder, file)),
    {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      target: ts.ScriptTarget.ES2022,
      types: ['node'],
    },
  );
  const needed = new Needed(program.getTypeChecker(), folder);
  for (const entry of entries) {
    const file = program.getSourceFile(join(folder, entry));
    if (file === undefined) throw new Error(`There is no ${entry} among the declarations.`);
    needed.addModule(file);
  }
  const texts = new Map<string, string>();
  for (const file of program.getSourceFiles()) {
    const text = needed.textOf(file);
    if (text !== undefined) texts.set(relative(folder, file.fileName), text);
  }
  return texts;
}

/** Collects what is named, from the exports of entry points on. */
class Needed {
  /** Statements that declare something, and the names in imports and exports. */
  readonly #kept = new Set<ts.Node>();
  readonly #checker: ts.TypeChecker;
  readonly #folder: string;

  constructor(checker: ts.TypeChecker, folder: string) {
    this.#checker = checker;
    this.#folder = folder;
  }

  /** All that a module exports. */
  addModule(file: ts.SourceFile): void {
    const module = this.#checker.getSymbolAtLocation(file);
    if (module === undefined || this.#kept.has(file)) return;
    this.#kept.add(file);
    for (const symbol of module.exports?.values() ?? []) this.#add(symbol);
    for (const statement of file.statements) {
      if (!ts.isExportDeclaration(statement) || statement.exportClause !== undefined) continue;
      for (const all of this.#moduleOf(statement)?.declarations ?? []) {
        if (ts.isSourceFile(all)) this.addModule(all);
      }
    }
  }

  #moduleOf({ moduleSpecifier }: ts.ImportDeclaration | ts.ExportDeclaration) {
    return moduleSpecifier && this.#checker.getSymbolAtLocation(moduleSpecifier);
  }

  #add(symbol: ts.Symbol | undefined): void {
    for (const declaration of symbol?.declarations ?? []) {
      const file = declaration.getSourceFile();
      if (!this.#isOurs(file)) continue;
      if (ts.isImportSpecifier(declaration) || ts.isExportSpecifier(declaration)) {
        this.#addSpecifier(declaration);
      } else {
        this.#addStatement(declaration);
      }
    }
  }

  /** A name that an import or an export passes on, and what it stands for. */
  #addSpecifier(specifier: ts.ImportSpecifier | ts.ExportSpecifier): void {
    if (this.#kept.has(specifier)) return;
    this.#kept.add(specifier);
    const statement = specifier.parent.parent;
    const module = this.#moduleOf(ts.isExportDeclaration(statement) ? statement : statement.parent);
    const { text } = specifier.propertyName ?? specifier.name;
    if (module !== undefined) {
      this.#add(this.#checker.tryGetMemberInModuleExports(text, module));
    } else if (ts.isExportSpecifier(specifier)) {
      this.#add(this.#checker.getExportSpecifierLocalTargetSymbol(specifier));
    }
  }

  /** The statement that declares something, and all that it names. */
  #addStatement(declaration: ts.Node): void {
    let statement = declaration;
    while (statement.parent !== undefined && !ts.isSourceFile(statement.parent)) {
      statement = statement.parent;
    }
    if (ts.isSourceFile(statement) || this.#kept.has(statement)) return;
    this.#kept.add(statement);
    const visit = (node: ts.Node): void => {
      if (ts.isIdentifier(node)) this.#add(this.#checker.getSymbolAtLocation(node));
      ts.forEachChild(node, visit);
    };
    visit(statement);
  }

  /** What is needed of a file, or undefined where that is nothing. */
  textOf(file: ts.SourceFile): string | undefined {
    if (!this.#isOurs(file)) return undefined;
    const parts = file.statements.map((statement) => this.#textOfStatement(statement, file));
    const text = parts.join('');
    if (text.trim() === '') return undefined;
    return `${/^(import|export)\b/m.test(text) ? text : `${text}\nexport {};`}\n`.trimStart();
  }

  #textOfStatement(statement: ts.Statement, file: ts.SourceFile): string {
    const whole = statement.getFullText(file);
    if (ts.isImportDeclaration(statement)) {
      const names = statement.importClause?.namedBindings;
      if (names === undefined || ts.isNamespaceImport(names)) {
        return this.#kept.has(statement) ? whole : '';
      }
      return this.#textOfNames(statement, names, file);
    }
    if (ts.isExportDeclaration(statement)) {
      const names = statement.exportClause;
      if (names === undefined) return this.#kept.has(file) ? whole : '';
      return ts.isNamedExports(names) ? this.#textOfNames(statement, names, file) : whole;
    }
    return this.#kept.has(statement) ? whole : '';
  }

  /** An import or export of those of its names that are needed. */
  #textOfNames(
    statement: ts.Statement,
    { elements, pos, end }: ts.NamedImports | ts.NamedExports,
    file: ts.SourceFile,
  ): string {
    const kept = elements.filter((element) => this.#kept.has(element));
    if (kept.length === elements.length)
      return elements.length > 0 ? statement.getFullText(file) : '';
    if (kept.length === 0) return '';
    const named = kept.map((element) => element.getText(file)).join(', ');
    const from = statement.getFullStart();
    return `${file.text.slice(from, pos)} { ${named} }${file.text.slice(end, statement.end)}`;
  }

  #isOurs({ fileName }: ts.SourceFile): boolean {
    return !dirname(relative(this.#folder, fileName)).startsWith('..');
  }
}
