/** What a snippet may import in the page, and the file of the site that it then gets, below `lib/`. */
export const MODULES: Readonly<Record<string, string>> = {
  fitpredict: 'index.js',
  'fitpredict/datasets': 'datasets.js',
  'fitpredict/interop': 'interop.js',
  'fitpredict/parallel': 'parallel.js',
  'fitpredict/plots': 'plots.js',
  'fitpredict/predict': 'predict.js',
  'fitpredict/storage/indexeddb': 'storage/indexeddb.js',
  // The tables of the recipes, which are examples of the project.
  '../support/job-tables.js': 'job-tables.js',
};

/** The specifiers of import statements and of `import(…)`, with what stands before each. */
const IMPORTS = /^([ \t]*(?:import|export)\b[^'"`;]*?|.*?\bimport\()(['"])([^'"\n]+)\2/gm;

/** What a program imports. */
const importsOf = (code: string): string[] =>
  Array.from(code.matchAll(IMPORTS), ([, , , specifier = '']) => specifier);

/**
 * A program whose imports are addresses.
 *
 * @param toUrl - the address of a module
 */
export const withImports = (code: string, toUrl: (specifier: string) => string): string =>
  code.replaceAll(
    IMPORTS,
    (_, before: string, quote: string, specifier: string) =>
      `${before}${quote}${toUrl(specifier)}${quote}`,
  );

/** Whether a snippet can run in a page: it imports nothing but the library's portable parts, and asks nothing of Node. */
export function runsInPage(code: string): boolean {
  const imports = importsOf(code);
  return (
    imports.length > 0 &&
    imports.every((specifier) => Object.hasOwn(MODULES, specifier)) &&
    !/\b(?:process|Buffer|__dirname)\b/.test(code)
  );
}
