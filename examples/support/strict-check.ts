import ts from 'typescript';

/** What `tsc --init` turns on, with the types of Node, and no declaration of a library passed over; `fitpredict` is the source of this project. */
const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  target: ts.ScriptTarget.ESNext,
  types: ['node'],
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  noUncheckedSideEffectImports: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  moduleDetection: ts.ModuleDetectionKind.Force,
  skipLibCheck: false,
  noEmit: true,
};

/**
 * The errors of programs as a project that `tsc --init` began would see them. The library's own source is compiled
 * under other options: here it only declares.
 *
 * @param root - folder of this project
 * @param files - paths of the programs; what they import is not judged
 * @returns the errors by file, each with its line; no entry for a file without
 */
export function strictErrors(root: string, files: readonly string[]): Map<string, string[]> {
  const { paths } = ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile).config
    .compilerOptions as { paths: Record<string, string[]> };
  const pathsBase = { paths, pathsBasePath: root };
  const program = ts.createProgram({ rootNames: files, options: { ...options, ...pathsBase } });
  const found = new Map<string, string[]>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    const errors = [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `line ${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
    if (errors.length > 0) found.set(file, errors);
  }
  return found;
}
