/** Builds the playground: `npm run example:playground`. Its files name each other relatively, so that any folder of a site can hold them. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig, type Plugin } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Tells the service worker which files there are; its text changes with them, by which browsers know a new version. */
const filesForOffline: Plugin = {
  name: 'files-for-offline',
  generateBundle(_, bundle) {
    const built = Object.values(bundle);
    const worker = built.find(({ fileName }) => fileName === 'service-worker.js');
    if (worker?.type !== 'chunk') throw new Error('the service worker was not built');
    const files = built.map(({ fileName }) => fileName).filter((name) => name !== worker.fileName);
    const list = ['./', ...files, ...readdirSync(here('./public'))].sort();
    const contents = built.map((file) => (file.type === 'chunk' ? file.code : file.source));
    const version = createHash('sha256').update(contents.join('\n')).digest('hex').slice(0, 12);
    worker.code = worker.code
      .replace(/(["'`])__FILES__\1/, JSON.stringify(JSON.stringify(list)))
      .replace('__VERSION__', version);
  },
};

export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [filesForOffline],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    emptyOutDir: true,
    // Vega is that large, and loaded when there is something to draw.
    chunkSizeWarningLimit: 1200,
    rolldownOptions: {
      checks: { pluginTimings: false },
      input: {
        index: here('./index.html'),
        'service-worker': here('./src/offline/service-worker.ts'),
      },
      output: {
        entryFileNames: ({ name }) =>
          name === 'service-worker' ? 'service-worker.js' : 'assets/[name]-[hash].js',
      },
    },
  },
});
