/**
 * Runs every example, and every TypeScript snippet of the README and the guides, as a reader would:
 * `npm run examples`. Ends with the line `N passed, N failed, 0 skipped`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
/** Inside the project, so that `import 'fitpredict'` resolves as in the examples. */
const snippetFolder = join(here, '.snippets');

function run(name: string, file: string): boolean {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    encoding: 'utf8',
  });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (status !== 0) console.log(`${stdout}\n${stderr}`);
  return status === 0;
}

/** The ```ts blocks of a page, each a program of its own. */
function snippets(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => code);
}

const programs: [string, string][] = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'run-all.ts')
  .map((file) => [`examples/${file}`, join(here, file)]);

mkdirSync(snippetFolder, { recursive: true });
const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
for (const page of ['README.md', ...guides.map((file) => `docs/${file}`)]) {
  for (const [i, code] of snippets(page).entries()) {
    const file = join(snippetFolder, `${page.replaceAll('/', '-')}-${i + 1}.ts`);
    writeFileSync(file, code);
    programs.push([`${page}, snippet ${i + 1}`, file]);
  }
}

const failed = programs.filter(([name, file]) => !run(name, file)).length;
rmSync(snippetFolder, { recursive: true, force: true });
console.log(`${programs.length - failed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;
