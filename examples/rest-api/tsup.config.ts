import { defineConfig } from 'tsup';

export default defineConfig({
  // Threads are files of their own, which are started beside the server.
  entry: ['src/server.ts', 'src/train-worker.ts', 'src/predict-worker.ts', 'src/request-worker.ts'],
  format: 'esm',
  target: 'node20',
  clean: true,
  sourcemap: true,
});
