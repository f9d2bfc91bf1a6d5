import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as datasets from '../../src/datasets.js';
import * as library from '../../src/index.js';

/*
 * The pages that show a name of scikit-learn and ours side by side. `examples/side-by-side` has the pairs, without their
 * imports; `npm run reference -- side_by_side` runs the Python halves and keeps what they print.
 */

const sources = fileURLToPath(new URL('../../examples/side-by-side', import.meta.url));

/** What is printed, as JSON has it. */
export type Printed = string | number | boolean | null | Printed[] | { [key: string]: Printed };

/** The same in both languages. */
export interface Pair {
  /** The name that is shown, ours. */
  name: string;
  /** Where it is shown, such as `side-by-side-models.html#svc`. */
  link: string;
  python: string;
  ts: string;
  /** How far numbers may be apart: absolutely below 1, relatively above. */
  tolerance: number;
}

/** The Python half of a pair as it ran. */
export interface PythonRun {
  code: string;
  imports: string[];
  printed: Printed[];
}

/** Where neither half draws random numbers or stops at a tolerance of its own. */
const TOLERANCE = 1e-6;

/** A pair in its source: name, programs, and a sentence on how near they are or what else there is to say. */
const PAIR =
  /^### (\w+)\n\n```python\n(.*?)^```\n\n```ts\n(.*?)^```\n(?:\n(?:Within (\S+): )?([A-Z`][^\n]*)\n)?/gms;

const topics = () => readdirSync(sources).map((file) => file.replace('.md', ''));
const sourceOf = (topic: string) => readFileSync(join(sources, `${topic}.md`), 'utf8');
const anchorOf = (name: string) => `#${name.toLowerCase()}`;

/** All pairs. */
export const readPairs = (): Pair[] =>
  topics().flatMap((topic) =>
    Array.from(sourceOf(topic).matchAll(PAIR), ([, name = '', python = '', ts = '', within]) => ({
      name,
      link: `side-by-side-${topic}.html${anchorOf(name)}`,
      python,
      ts,
      tolerance: Number(within ?? TOLERANCE),
    })),
  );

/** The TypeScript half of a pair with its imports. */
function programOf(ts: string): string {
  const words = [...new Set(ts.match(/(?<![\w.'])[A-Za-z]\w*/g))].sort((a, b) => (a < b ? -1 : 1));
  const imported = (exports: object, door: string) => {
    const names = words.filter((word) => Object.hasOwn(exports, word));
    return names.length === 0 ? '' : `import { ${names.join(', ')} } from '${door}';\n`;
  };
  return `${imported(library, 'fitpredict')}${imported(datasets, 'fitpredict/datasets')}\n${ts}`;
}

/** The pages by their files: the sources with imports, and with what was printed. */
export function sideBySidePages(runs: Readonly<Record<string, PythonRun>>): Map<string, string> {
  return new Map(topics().map((topic) => [`side-by-side-${topic}.md`, pageOf(topic, runs)]));
}

function pageOf(topic: string, runs: Readonly<Record<string, PythonRun>>): string {
  const [head, ...sections] = sourceOf(topic).split(/^(?=## )/m);
  const names = sections.map((section) => {
    const [, title] = /^## (.*)/.exec(section) ?? [];
    const links = Array.from(
      section.matchAll(PAIR),
      ([, name = '']) => `[${name}](${anchorOf(name)})`,
    );
    return `- ${title}: ${links.join(', ')}`;
  });
  const shown = sections.map((section) =>
    section.replaceAll(PAIR, (_, name, python, ts, within, note) => {
      const { imports, printed } = runs[name] ?? { imports: [], printed: [] };
      const programs = [
        fenced('python', [...imports, '', python].join('\n').trimStart()),
        fenced('ts', programOf(ts)),
      ];
      return `${[`### ${name}`, ...programs, said(printed, within, note)].join('\n\n')}\n`;
    }),
  );
  const about = head.trim().replace('# ', '# Side by side: ');
  return `${about}\n\n${HOW}\n\n${names.join('\n')}\n\n${shown.join('')}`;
}

const HOW = `Numbers are shown to four digits, and agree to six where a pair does not say how near they are: the tests run both halves of
each. All pages: [models](side-by-side-models.md), [columns and data](side-by-side-columns.md), [metrics](side-by-side-metrics.md),
[selection and explanation](side-by-side-selection.md); the [table of names](from-scikit-learn.md).`;

const fenced = (language: string, code: string) => `\`\`\`${language}\n${code}\`\`\``;

/** What both print, in a sentence, and how near ours is. */
function said(printed: readonly Printed[], within: string | undefined, note = ''): string {
  const texts = printed.map((value) => (typeof value === 'string' ? value : shown(value)));
  const values = `\`${texts.join(' ')}\``;
  const start =
    within === undefined
      ? `Both give ${values}.`
      : `scikit-learn gives ${values}; here it is the same within ${within}.`;
  return `${start} ${note}`.trimEnd();
}

/** A value as a console shows it, numbers to four digits; what rounding left of 0 is 0. */
function shown(value: Printed): string {
  if (typeof value === 'number')
    return String(Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(4)));
  if (typeof value === 'string') return `'${value}'`;
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  return `{ ${Object.entries(value)
    .map(([key, one]) => `${key}: ${shown(one)}`)
    .join(', ')} }`;
}
