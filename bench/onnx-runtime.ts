/**
 * The same boosting model, 500 trees of depth 8 in XGBoost's arithmetic, predicting here and in ONNX Runtime, which reads what
 * `toONNX` writes: `npx tsx bench/onnx-runtime.ts`, after `bench/peers/install.sh`. Both take turns; medians, one thread.
 */
import { GradientBoostingRegressor } from '../src/estimators/gradient-boosting/gradient-boosting-regressor.js';
import { toONNX } from '../src/interop/onnx/to-onnx.js';
import { fromXGBoost } from '../src/interop/xgboost/from-xgboost.js';
import { toXGBoost } from '../src/interop/xgboost/to-xgboost.js';
import { friedman } from './boosting.js';
import { median, peer } from './workload.js';

const ROUNDS = 7;
const SINGLE_ROWS = 400;

const ort = await peer('onnxruntime-node');
if (ort === undefined) throw new Error('onnxruntime-node is not installed: bench/peers/install.sh');

const { X, y, XTest } = friedman(100_000);
const options = { nEstimators: 500, maxDepth: 8, learningRate: 0.1 };
const grown = new GradientBoostingRegressor(options).fit(X, y);
const model = fromXGBoost(toXGBoost(grown)) as GradientBoostingRegressor;
const bytes = toONNX(model, { precision: 'single' });
const session = await ort.InferenceSession.create(bytes, {
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
});
const [input] = session.inputNames;
const ask = async (data: Float32Array, rows: number): Promise<Float32Array> => {
  const answers = await session.run({
    [input]: new ort.Tensor('float32', data, [rows, XTest.columns]),
  });
  return answers[session.outputNames[0]].data;
};

const singles = Float32Array.from(XTest.data);
const rows = Array.from({ length: SINGLE_ROWS }, (_, i) =>
  Array.from(XTest.data.subarray(i * XTest.columns, (i + 1) * XTest.columns)),
);
const rowsOfSingles = rows.map((row) => Float32Array.from(row));

const theirs = await ask(singles, XTest.rows);
const ours = model.predict(XTest);
const differences = ours.map((value, i) => Math.abs(value - theirs[i]));
console.log(`largest difference ${Math.max(...differences)} of values up to ${Math.max(...ours)}`);

const seconds = async (work: () => unknown): Promise<number> => {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
};
const oneByOne = {
  ours: () => rows.forEach((row) => void model.predict([row])),
  theirs: async () => {
    for (const row of rowsOfSingles) await ask(row, 1);
  },
};
const times: Record<'ours' | 'theirs', { bulk: number[]; one: number[] }> = {
  ours: { bulk: [], one: [] },
  theirs: { bulk: [], one: [] },
};
for (let round = 0; round <= ROUNDS; round++) {
  const bulkOfOurs = await seconds(() => model.predict(XTest));
  const bulkOfTheirs = await seconds(() => ask(singles, XTest.rows));
  const oneOfOurs = (await seconds(oneByOne.ours)) / SINGLE_ROWS;
  const oneOfTheirs = (await seconds(oneByOne.theirs)) / SINGLE_ROWS;
  if (round === 0) continue; // compilation
  times.ours.bulk.push(bulkOfOurs);
  times.theirs.bulk.push(bulkOfTheirs);
  times.ours.one.push(oneOfOurs);
  times.theirs.one.push(oneOfTheirs);
}
for (const [what, unit] of [
  ['bulk', 1000],
  ['one', 1e6],
] as const) {
  const [own, other] = [median(times.ours[what]), median(times.theirs[what])];
  const shown = [own, other].map((time) => (time * unit).toPrecision(3));
  console.log(
    `${what === 'bulk' ? `${XTest.rows} rows` : 'one row'}: ours ${shown[0]}, ONNX Runtime ${shown[1]} ${what === 'bulk' ? 'ms' : 'µs'}; ratio ${(own / other).toPrecision(3)}`,
  );
}
