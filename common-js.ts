/** What the CommonJS half of the package says: the ES modules, word for word, with `require` and `exports` in place of imports and exports. */

import ts from 'typescript';

/** The mark by which compilers and bundlers know that an ES module is meant, which has no default export. */
const OPENING = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
`;

/**
 * A module that esbuild wrote, as CommonJS. Names stay what they are, where esbuild's own CommonJS calls
 * `(0, import_dense.parseFeatures)(X)` for `parseFeatures(X)` behind fifteen lines of helpers: who debugs it reads the
 * source, and a tarball, which holds both forms of a file side by side, pays for the second little more than these lines.
 *
 * It asks of the modules what holds of ours: no circle of imports, since names are read when a module is loaded, and
 * no exported name that changes afterwards.
 *
 * @param text - of a `.js` file
 */
export function toCommonJs(text: string): string {
  const file = ts.createSourceFile('a.js', text, ts.ScriptTarget.Latest);
  let done = OPENING;
  let at = 0;
  for (const statement of file.statements) {
    const isImport = ts.isImportDeclaration(statement);
    if (!isImport && !ts.isExportDeclaration(statement)) continue;
    const from = statement.moduleSpecifier?.getText(file);
    const words = isImport ? required(statement, `require(${from})`) : exported(statement, from);
    done += text.slice(at, statement.getStart(file)) + words;
    at = statement.end;
  }
  return done + text.slice(at);
}

/** `import X, { a, b as c } from "x"` as `const`. What Node gives as the default of a CommonJS package is its `module.exports`. */
function required({ importClause }: ts.ImportDeclaration, call: string): string {
  if (importClause === undefined) return `${call};`;
  const { name, namedBindings } = importClause;
  const whole =
    name ?? (namedBindings && ts.isNamespaceImport(namedBindings) && namedBindings.name);
  if (whole) return `const ${whole.text} = ${call};`;
  const names = (namedBindings as ts.NamedImports).elements.map((element) =>
    renamed(element.propertyName, element.name, ': '),
  );
  return `const { ${names.join(', ')} } = ${call};`;
}

/** `export { a, b as c }`, of this module or of another, in the form in which Node finds the names without running it. */
function exported({ exportClause }: ts.ExportDeclaration, from: string | undefined): string {
  if (exportClause === undefined) {
    return `Object.assign(exports, require(${from}));\n0 && (module.exports = { ...require(${from}) });`;
  }
  return (exportClause as ts.NamedExports).elements
    .map(({ propertyName, name }) => {
      const own = (propertyName ?? name).text;
      const value = from === undefined ? own : `require(${from}).${own}`;
      return `exports.${name.text} = ${value};`;
    })
    .join('\n');
}

function renamed(own: ts.ModuleExportName | undefined, name: ts.Identifier, sign: string): string {
  return own === undefined ? name.text : `${own.text}${sign}${name.text}`;
}
