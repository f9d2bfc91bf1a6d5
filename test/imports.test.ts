import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));

/** Every source file with what it imports: paths within src, or package names. */
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const text = readFileSync(join(src, file), 'utf8');
    const statement = /^(?:import|export)\b((?:\s+type)?(?:[\s\w*,{}]*?)\bfrom )?\s*'([^']+)';$/gm;
    const imports = [...text.matchAll(statement)].map(([, clause = '', target]) => ({
      typeOnly: /^\s*type\b/.test(clause),
      target: target.startsWith('.')
        ? relative(src, resolve(src, dirname(file), target)).replace(/\.js$/, '.ts')
        : target,
    }));
    return { file, imports };
  });

const folderOf = (path: string) => (path.includes('/') ? path.split('/')[0] : '.');

/** What the files directly in src are for: all may use them, and they use each other and `allowed`. */
const FOUNDATION = ['.', 'serialization'];

/** Who may import whom at run time, besides itself and the foundation. Types may come from `data` and contracts too. */
const ALLOWED: Record<string, readonly string[]> = {
  random: ['numeric'],
  numeric: ['data'],
  data: ['numeric', 'random'],
  datasets: ['data'],
  solvers: ['numeric', 'random', 'data'],
  trees: ['numeric', 'random', 'data'],
  neighbors: ['numeric', 'random', 'data'],
  metrics: ['numeric', 'data', 'random', 'neighbors'],
  estimators: ['numeric', 'random', 'solvers', 'trees', 'neighbors', 'data', 'metrics'],
  preprocessing: ['numeric', 'random', 'data', 'neighbors', 'estimators'],
  'feature-selection': [
    'numeric',
    'random',
    'data',
    'neighbors',
    'metrics',
    'preprocessing',
    'model-selection',
  ],
  inspection: [
    'numeric',
    'random',
    'data',
    'trees',
    'neighbors',
    'metrics',
    'preprocessing',
    'model-selection',
  ],
  'model-selection': ['numeric', 'random', 'data', 'metrics', 'preprocessing'],
  answers: ['data', 'trees', 'preprocessing', 'model-selection'],
  ensembles: [
    'numeric',
    'random',
    'data',
    'solvers',
    'trees',
    'metrics',
    'estimators',
    'preprocessing',
    'model-selection',
  ],
  monitoring: ['numeric', 'random', 'data', 'metrics', 'preprocessing'],
  plots: ['numeric', 'data', 'metrics', 'trees'],
  storage: [],
  registry: ['numeric', 'storage'],
  training: [
    'data',
    'estimators',
    'inspection',
    'metrics',
    'model-selection',
    'monitoring',
    'numeric',
    'preprocessing',
    'random',
  ],
  parallel: [
    'data',
    'solvers',
    'trees',
    'neighbors',
    'preprocessing',
    'inspection',
    'model-selection',
    'answers',
    'training',
  ],
  distributed: ['parallel', 'storage'],
  testing: ['random', 'storage'],
  predict: ['numeric', 'solvers', 'trees', 'data', 'estimators'],
  interop: [
    'numeric',
    'random',
    'data',
    'solvers',
    'trees',
    'estimators',
    'preprocessing',
    'ensembles',
  ],
};

/** The two entry points re-export everything; these files are the places where classes come together. */
const MEETING_PLACES = ['index.ts', 'node.ts', 'serialization/deserialize.ts'];

describe('imports point one way', () => {
  it.each(Object.keys(ALLOWED))('out of %s', (folder) => {
    const wrong = files
      .filter(({ file }) => folderOf(file) === folder && !MEETING_PLACES.includes(file))
      .flatMap(({ file, imports }) =>
        imports
          .filter(({ target, typeOnly }) => target.endsWith('.ts') && !typeOnly)
          .filter(({ target }) => {
            const to = folderOf(target);
            return to !== folder && !FOUNDATION.includes(to) && !ALLOWED[folder].includes(to);
          })
          .map(({ target }) => `${file} imports ${target}`),
      );
    expect(wrong).toEqual([]);
  });

  it('with a row in the table for every folder', () => {
    const folders = new Set(files.map(({ file }) => folderOf(file)));
    expect([...folders].filter((folder) => !FOUNDATION.includes(folder)).sort()).toEqual(
      Object.keys(ALLOWED)
        .filter((folder) => folders.has(folder))
        .sort(),
    );
  });

  it('as the table of docs/architecture.md says', () => {
    const page = readFileSync(join(src, '../docs/architecture.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `src\/(\w[\w-]*)\/` +\|.*\| ([^|]*?) +\|$/gm)];
    const told = rows.map(([, folder, allowed]) => [folder, allowed === 'none' ? '' : allowed]);
    const held = Object.entries(ALLOWED).map(([folder, allowed]) => [folder, allowed.join(', ')]);
    expect(told.filter(([folder]) => !FOUNDATION.includes(folder)).sort()).toEqual(held.sort());
  });

  it('never in a circle, types included', () => {
    const edges = new Map(
      files.map(({ file, imports }) => [file, imports.map(({ target }) => target)]),
    );
    const circles: string[] = [];
    const finished = new Set<string>();
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      if (finished.has(file) || path.includes(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      finished.add(file);
    };
    for (const file of edges.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });
});

/** Packages and platform APIs, and the only files that may import them at run time. */
const PACKAGES: [RegExp, readonly RegExp[]][] = [
  [/^node:/, [/^storage\/file-system\//, /^data\/csv\/read-csv-file\.ts$/, /^distributed\//]],
  [/^papaparse$/, [/^data\/csv\//]],
  [/^aws4fetch$/, [/^storage\/s3\//]],
  [/^seedrandom\/seedrandom\.js$/, [/^random\/rng\.ts$/]],
  [
    /^ml-matrix$/,
    [
      /^data\/dense\.ts$/,
      /^preprocessing\/splitting\/(train-test-split|splittable)\.ts$/,
      /^testing\//,
    ],
  ],
];

describe('packages are met at few doors', () => {
  it.each(PACKAGES)('%s', (name, doors) => {
    const users = files
      .filter(({ imports }) =>
        imports.some(({ target, typeOnly }) => name.test(target) && !typeOnly),
      )
      .map(({ file }) => file);
    expect(users.filter((file) => !doors.some((door) => door.test(file)))).toEqual([]);
    expect(users.length).toBeGreaterThan(0);
  });

  it('and there are no others', () => {
    const names = files.flatMap(({ imports }) =>
      imports.map(({ target }) => target).filter((target) => !target.endsWith('.ts')),
    );
    const unknown = names.filter((name) => !PACKAGES.some(([known]) => known.test(name)));
    expect(unknown).toEqual([]);
  });
});
