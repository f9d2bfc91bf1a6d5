import { defineConfig } from 'tsup';

export default defineConfig({
  // The worker is a file of its own: it is started beside the server, once for each training.
  entry: ['src/server.ts', 'src/train-worker.ts'],
  format: 'esm',
  target: 'node20',
  clean: true,
  sourcemap: true,
});
