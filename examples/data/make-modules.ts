/**
 * Writes the rows of the data sets as modules that `fitpredict/datasets` holds:
 * `npx tsx examples/data/make-modules.ts`. Run it after a change of a CSV file.
 */
import { readFileSync, writeFileSync } from 'node:fs';

/** The text of a cell, as short as it can be. */
function shorten(cell: string): string {
  if (cell.trim() === '' || Number.isNaN(Number(cell))) return cell;
  // Sixteen digits are the trace of a computation; the sources have at most six.
  return String(Number(Number(cell).toPrecision(15)));
}

/** A line a sample, as in the file, but for a class its position in `classes`. */
function writeModule(name: string, classes: readonly string[]): void {
  const csv = readFileSync(new URL(`${name}.csv`, import.meta.url), 'utf8');
  const [header, ...lines] = csv.trim().split(/\r?\n/);
  const rows = lines.map((line) =>
    line
      .split(',')
      .map((cell) => (classes.includes(cell) ? String(classes.indexOf(cell)) : shorten(cell)))
      .join(','),
  );
  const module = name.replaceAll('_', '-');
  const why = lines.length > 300 ? '\n// Over 300 lines: a row of data a line.' : '';
  writeFileSync(
    new URL(`../../src/datasets/${module}-rows.ts`, import.meta.url),
    `// Made by examples/data/make-modules.ts from ${name}.csv. Change that file, and run the script.${why}

/** ${header.replaceAll(',', ', ')} */
export const rows = \`${rows.join('\n')}\`;
`,
  );
}

writeModule('iris', ['setosa', 'versicolor', 'virginica']);
writeModule('wine', ['class_0', 'class_1', 'class_2']);
writeModule('breast_cancer', ['malignant', 'benign']);
writeModule('diabetes', []);
writeModule('penguins', ['Adelie', 'Chinstrap', 'Gentoo']);
