/**
 * Runs every example, and every TypeScript snippet of the README and the guides, as a reader would: `npm run examples`.
 * All are compiled first, under the options of `tsc --init` and with the declarations of libraries checked too. Ends with
 * the line `N passed, N failed, 0 skipped`.
 *
 * Where a snippet says `// → 0.97` beside what it prints, the output must have that text; it may go on, as in 0.9733.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strictErrors } from './support/strict-check.js';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
/** Inside the project, so that `import 'fitpredict'` resolves as in the examples. */
const snippetFolder = join(here, '.snippets');

/** The ```ts blocks of a page, each a program of its own. */
function snippets(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return Array.from(text.matchAll(/^```ts\n(.*?)^```$/gms), ([, code = '']) => code);
}

/** What is wrong with the run of a program; undefined where nothing is. */
function run(file: string): string | undefined {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) return `${stdout}\n${stderr}`;
  const printed = stdout.replaceAll(/\s+/g, ' ');
  let from = 0;
  for (const [, promised = ''] of readFileSync(file, 'utf8').matchAll(/\/\/ → (.*)$/gm)) {
    const at = printed.indexOf(promised, from);
    if (at < 0) return `it does not print "${promised}" there, but:\n${stdout}`;
    from = at + promised.length;
  }
  return undefined;
}

const examplesIn = (folder: string): [string, string][] =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.ts') && file !== 'run-all.ts')
    .map((file) => [`${folder}/${file}`, join(root, folder, file)]);

mkdirSync(snippetFolder, { recursive: true });
// The pages of pairs are compiled here as well; `test/side-by-side.test.ts` runs the pairs, all in one process.
const isPairs = (name: string) => name.startsWith('docs/side-by-side');
const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
const pages = ['README.md', 'SKILL.md', ...guides.map((file) => `docs/${file}`)];
const programs = [
  ...examplesIn('examples'),
  ...examplesIn('examples/jobs'),
  ...examplesIn('examples/distributed').filter(([name]) => name.endsWith('on-processes.ts')), // which runs the other
  ...pages.flatMap((page) =>
    snippets(page).map((code, i): [string, string] => {
      const file = join(snippetFolder, `${page.replaceAll('/', '-')}-${i + 1}.ts`);
      writeFileSync(file, code);
      return [`${page}, snippet ${i + 1}`, file];
    }),
  ),
];

const errors = strictErrors(
  root,
  programs.map(([, file]) => file),
);
let failed = 0;
for (const [name, file] of programs) {
  const wrong = errors.get(file)?.join('\n') ?? (isPairs(name) ? undefined : run(file));
  console.log(`${wrong === undefined ? 'ok    ' : 'FAILED'} ${name}`);
  if (wrong === undefined) continue;
  console.log(wrong);
  failed++;
}
rmSync(snippetFolder, { recursive: true, force: true });
console.log(`${programs.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;
