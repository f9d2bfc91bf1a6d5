import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the guides. */
export const docs = fileURLToPath(new URL('..', import.meta.url));

/** A page of the site, by its file without the ending. */
interface Page {
  name: string;
  title: string;
}

interface Group {
  title: string;
  pages: Page[];
}

/** The guides in the order in which one reads them. Those that stand nowhere come last, so that none is out of reach. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ['Start', ['train-model', 'data', 'tables', 'choosing-a-model']],
  [
    'Side by side',
    [
      'from-scikit-learn',
      'side-by-side-models',
      'side-by-side-columns',
      'side-by-side-metrics',
      'side-by-side-selection',
    ],
  ],
  ['Recipes', ['recipe-churn', 'recipe-house-prices', 'recipe-segments', 'recipe-fraud']],
  [
    'Models',
    [
      'linear-models',
      'linear-svm',
      'svm',
      'random-forest',
      'gradient-boosting',
      'ensembles',
      'k-means',
      'dbscan',
      'isolation-forest',
    ],
  ],
  ['Columns', ['preprocessing', 'feature-selection']],
  [
    'Judge and explain',
    ['metrics', 'cross-validation', 'model-search', 'thresholds', 'explaining', 'plots'],
  ],
  [
    'Run it',
    [
      'browsers-and-workers',
      'all-cores',
      'over-machines',
      'larger-than-memory',
      'storage',
      'model-registry',
      'watching',
      'formats',
      'from-python-to-the-edge',
      'train-on-a-cluster',
    ],
  ],
  [
    'What to expect',
    [
      'replacing-other-libraries',
      'exact-and-approximate',
      'promises',
      'differences',
      'benchmarks',
      'cost',
      'architecture',
    ],
  ],
];

/** The first heading of a text. */
const titleOf = (text: string) => /^# (.+)$/m.exec(text)?.[1] ?? '';

const pageOf = (name: string): Page => ({
  name,
  title: titleOf(readFileSync(join(docs, `${name}.md`), 'utf8')),
});

/** All guides by their groups. */
export function groupsOfGuides(): Group[] {
  const known = new Set(GROUPS.flatMap(([, names]) => names));
  const further = readdirSync(docs)
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .map((file) => file.slice(0, -'.md'.length))
    .filter((name) => !known.has(name));
  const groups: [string, readonly string[]][] = [...GROUPS.map(([...group]) => group)];
  if (further.length > 0) groups.push(['More', further]);
  return groups.map(([title, names]) => ({
    title,
    pages: names.filter((name) => existsSync(join(docs, `${name}.md`))).map(pageOf),
  }));
}
