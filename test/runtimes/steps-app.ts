import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { packApp, root } from '../packed/pack-app.js';

/** The steps are written beside the library's source; here they import the package that was packed. */
const fromPackage: Plugin = {
  name: 'from the package',
  setup({ onResolve }) {
    onResolve({ filter: /\/src\/.*\.js$/ }, () => ({ path: 'fitpredict', external: true }));
    onResolve({ filter: /^fitpredict/ }, ({ path }) => ({ path, external: true }));
  },
};

const HASHES = 'JSON.stringify(hashSteps())';

/** A folder with the packed package in it, and programs that hash the steps in each kind of runtime. */
export async function makeStepsApp(): Promise<string> {
  const { app } = await packApp();
  for (const [format, file] of [
    ['esm', 'steps.mjs'],
    ['cjs', 'steps.cjs'],
  ] as const) {
    await build({
      entryPoints: [join(root, 'test/runtimes/steps.ts')],
      bundle: true,
      format,
      outfile: join(app, file),
      plugins: [fromPackage],
      logLevel: 'error',
    });
  }
  const importing = "import { hashSteps } from './steps.mjs';\n";
  const programs = {
    'print.mjs': `${importing}console.log(${HASHES});\n`,
    'print.cjs': `const { hashSteps } = require('./steps.cjs');\nconsole.log(${HASHES});\n`,
    'worker.mjs': `${importing}export default { fetch: () => new Response(${HASHES}) };\n`,
    'page.mjs': `${importing}window.answers = ${HASHES};
fetch('/answers', { method: 'POST', body: window.answers });\n`,
  };
  for (const [file, program] of Object.entries(programs)) await writeFile(join(app, file), program);
  await build({
    entryPoints: [join(app, 'page.mjs')],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outfile: join(app, 'site/page.js'),
    logLevel: 'error',
  });
  await writeFile(join(app, 'site/index.html'), '<script type="module" src="/page.js"></script>');
  return app;
}
