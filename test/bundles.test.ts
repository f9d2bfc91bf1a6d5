import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { expect, it } from 'vitest';
import { KMeans, makeBlobs, RandomForestClassifier, StandardScaler } from '../src/index.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A bundle of some names as a bundler of a web page makes it, and the source files that are in it. */
function bundle(names: string, alias: Record<string, string> = {}) {
  const { metafile, outputFiles } = buildSync({
    stdin: { contents: `export ${names} from './src/index.js';`, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    alias,
    write: false,
    metafile: true,
  });
  const [{ inputs }] = Object.values(metafile.outputs);
  const files = Object.keys(inputs).filter((file) => inputs[file].bytesInOutput > 0);
  return { files, code: outputFiles[0].text };
}

const faces = (files: string[]) =>
  files.filter((file) => /^src\/(estimators|preprocessing|training)\//.test(file));

it('takes the class alone that loadModelAs is given', () => {
  const { files } = bundle('{ KMeans, loadModelAs }');
  expect(faces(files)).toEqual(faces(bundle('{ KMeans }').files));
  expect(files).toContain('src/registry/save-model.ts');
});

it('brings one generator of seedrandom, and not its six others', () => {
  const { files } = bundle('{ KMeans }');
  expect(files.filter((file) => file.includes('seedrandom'))).toEqual([
    'node_modules/seedrandom/seedrandom.js',
  ]);
});

it('works with the small matrix in place of ml-matrix, to the same bits', async () => {
  const { files, code } = bundle('*', {
    'ml-matrix': fileURLToPath(new URL('../src/matrix.ts', import.meta.url)),
  });
  expect(files.filter((file) => file.includes('ml-matrix'))).toEqual([]);
  const light = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  const full = { KMeans, makeBlobs, RandomForestClassifier, StandardScaler };
  const answers = (library: typeof full) => {
    const { X, y } = library.makeBlobs({ nSamples: 200, randomState: 1 });
    const scaled = new library.StandardScaler().fitTransform(X);
    const clusters = new library.KMeans({ nClusters: 3, randomState: 1 }).fit(scaled);
    const forest = new library.RandomForestClassifier({ nEstimators: 5, randomState: 1 });
    return [
      scaled.to2DArray(),
      clusters.clusterCenters.to2DArray(),
      clusters.transform(X).to2DArray(),
      forest.fit(X, y).predictProba(scaled).to2DArray(),
    ];
  };
  expect(answers(light)).toEqual(answers(full));
});

it('says what it was given in names that minifying leaves alone', async () => {
  const { code } = bundle('{ KMeans, KFold, SVC, StandardScaler, Table }');
  const { KMeans, KFold, SVC, StandardScaler, Table } = await import(
    `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  );
  const messageFor = (given: unknown): unknown => {
    try {
      return new KMeans({ nClusters: given });
    } catch (error) {
      return (error as Error).message;
    }
  };
  const matrix = new StandardScaler().fitTransform([[1], [2]]);
  expect([new SVC(), SVC, new KFold(), matrix, new Table([])].map(messageFor)).toEqual([
    expect.stringContaining('but got a SVC.'),
    expect.stringContaining('but got the function SVC.'),
    expect.stringContaining('but got a KFold.'),
    expect.stringContaining('but got a Matrix.'),
    expect.stringContaining('but got a Table.'),
  ]);
});
