import type { Label } from '../../contracts.js';
import { cellAt } from '../../data/columns.js';
import type { Dense } from '../../data/dense.js';
import type { Table } from '../../data/table.js';
import { type Resolved, resolve } from '../../hyperparameters.js';
import { reserve } from '../../memory.js';
import { readNamed } from '../../named-options.js';
import { exp } from '../../numeric/exp-log.js';
import type { TabularInput } from '../../preprocessing/tabular/tabular-features.js';
import { drain, drainInSlices, inStretches, type Steps, type Training } from '../../progress.js';
import { createRng, type Rng } from '../../random/rng.js';
import { range } from '../../random/sampling.js';
import { unheard } from '../../warnings.js';
import { count } from '../../words.js';
import { ASKED_ROWS } from '../shap/model-answers.js';
import { type Pool, poolColumns, rowsOfCodes } from '../tables/column-pools.js';
import { tableOfBackground, tableOfRows } from '../tables/rows-of-model.js';
import { TableAnswers } from '../tables/table-answers.js';
import type { TableModel } from '../tables/table-model.js';
import type { LimeExplanation, LimeOutput, LimeTerm } from './lime-explanation.js';
import { type LimeAsyncOptions, type LimeOptions, limeOptions } from './lime-options.js';
import { fidelity, fitRidge, type Moments, momentsOf } from './local-fit.js';
import { type LocalTerm, localTerms } from './local-terms.js';

export type { LimeAsyncOptions, LimeOptions } from './lime-options.js';

const OPTIONS = [
  'background',
  'numFeatures',
  'numSamples',
  'kernelWidth',
  'discretize',
  'randomState',
] as const;

/**
 * What a model goes by near a row: a sparse linear model that is fitted to what it says of rows put together from values
 * of the background, those nearer to the row counting more. Read `score` first, which tells how far that can be believed.
 * Source: Ribeiro, Singh and Guestrin, KDD (2016), with the defaults of their `lime` package; values are drawn from the
 * background itself, and terms are chosen by their weights.
 * Cost: numSamples predictions a row. `explain` gives values that sum to the prediction.
 *
 * @example
 * const { rows } = lime(model, table.head(1), { background: table, randomState: 0 })
 * rows[0].outputs[0].terms[0] // { column: 'size', value: 3, condition: 'size <= 5', weight: -0.4 }
 *
 * @param model - that of `trainModel`, or a pipeline, search or ensemble that was fitted on a table
 * @param rows - a Table or one object a row; of a model of `trainModel` also rows of values in the order of `features`
 * @throws NotFittedError before fit
 * @throws InvalidParameterError when the model gives labels or clusters alone, there is no background, or a number is out of range
 * @throws InvalidInputError when rows or background do not fit the model, or the samples would take too much memory
 */
export function lime<L extends Label>(
  model: TableModel<L>,
  rows: TabularInput,
  options: LimeOptions,
): LimeExplanation<L> {
  const given = readNamed(options, 'lime', OPTIONS);
  return drain(fitting(new TableAnswers(model, 'lime', ASKED_ROWS.atOnce), rows, given));
}

/** As `lime`, in time slices: follows `onProgress`, a row a step, and stops on `signal`. */
export async function limeAsync<L extends Label>(
  model: TableModel<L>,
  rows: TabularInput,
  options: LimeAsyncOptions,
): Promise<LimeExplanation<L>> {
  const where = 'limeAsync';
  const { onProgress, signal, ...rest } = readNamed(options, where, [
    ...OPTIONS,
    'onProgress',
    'signal',
  ]);
  const answers = new TableAnswers(model, where, ASKED_ROWS.inSlices);
  return drainInSlices(fitting(answers, rows, rest), { onProgress, signal }, where);
}

function* fitting<L extends Label>(
  answers: TableAnswers<L>,
  rows: TabularInput,
  options: LimeOptions,
): Training<LimeExplanation<L>> {
  const { parts, where, unit } = answers;
  const settings = resolve<Resolved<LimeOptions>>(where, limeOptions, options, 'option');
  const table = tableOfRows(rows, parts, where);
  const background = tableOfBackground(settings.background, parts, where);
  const predicted = yield* answers.predictions(table);
  yield* answers.of(background); // whose values may be remarked on, before they come in mixtures
  const pools = poolColumns(table, background, where);
  const rng = createRng(settings.randomState);
  const explained: LimeExplanation<L>['rows'][number][] = [];
  for (let i = 0; i < table.rowCount; i++) {
    const near = { table, i, pools, rng: rng.fork(i) };
    explained.push({ predicted: predicted[i], outputs: yield* fitNear(answers, near, settings) });
    yield { done: i + 1, total: table.rowCount, unit: 'row' };
  }
  return { unit, rows: explained };
}

/** A row to explain, and what others are made of. */
interface Neighbourhood {
  readonly table: Table;
  readonly i: number;
  readonly pools: readonly Pool[];
  readonly rng: Rng;
}

/** Local models of all outputs near a row. */
function* fitNear<L extends Label>(
  answers: TableAnswers<L>,
  { table, i, pools, rng }: Neighbourhood,
  { numSamples, numFeatures, kernelWidth, discretize }: Resolved<LimeOptions>,
): Steps<readonly [LimeOutput<L>, ...LimeOutput<L>[]]> {
  const terms = pools.map((pool) => localTerms(pool, pool.rows[i], discretize));
  const nTerms = terms.flat().length;
  reserve(8 * (numSamples * (pools.length + nTerms + answers.nOutputs) + nTerms * nTerms), {
    where: answers.where,
    what: `${count(numSamples, 'sample')} of ${count(nTerms, 'term')}`,
    remedy: 'Pass a smaller numSamples.',
  });
  const codes = yield* drawRows(pools, i, numSamples, rng);
  const said = yield* askAbout(answers, codes, pools);
  const seen = yield* valuesOfTerms(codes, terms);
  const width = kernelWidth ?? 0.75 * Math.sqrt(pools.length);
  const weights = yield* nearness(seen, width);
  const moments = yield* momentsOf(seen, said, weights);
  const local = { terms: terms.flat(), seen, weights, moments, table, i };
  const outputs: LimeOutput<L>[] = [];
  for (let o = 0; o < answers.nOutputs; o++) {
    const own = said.data.filter((_, at) => at % said.columns === o);
    outputs.push({
      label: answers.labels?.[o] ?? null,
      ...describeFit(local, own, o, numFeatures),
    });
    yield;
  }
  return outputs as [LimeOutput<L>, ...LimeOutput<L>[]]; // a model has at least one output
}

/** The codes of the row itself, then of rows whose cells are each drawn from the background [numSamples × nColumns]. */
function* drawRows(pools: readonly Pool[], i: number, numSamples: number, rng: Rng): Steps<Dense> {
  const columns = pools.length;
  const data = new Float64Array(numSamples * columns);
  for (const [j, { rows }] of pools.entries()) data[j] = rows[i];
  yield* inStretches(numSamples, DRAW_WORK * columns, (from, to) => {
    for (let s = Math.max(1, from); s < to; s++) {
      for (let j = 0; j < columns; j++) {
        const { background } = pools[j];
        data[s * columns + j] = background[rng.nextInteger(background.length)];
      }
    }
  });
  return { data, rows: numSamples, columns };
}

/** Elementary operations that a draw takes. */
const DRAW_WORK = 8;

function* askAbout(answers: TableAnswers, codes: Dense, pools: readonly Pool[]): Steps<Dense> {
  const { nOutputs, rowsAsked } = answers;
  const { data, rows, columns } = codes;
  const said = new Float64Array(rows * nOutputs);
  for (let from = 0; from < rows; from += rowsAsked) {
    const to = Math.min(rows, from + rowsAsked);
    const block = { data: data.subarray(from * columns, to * columns), rows: to - from, columns };
    said.set(unheard(() => answers.ask(rowsOfCodes(block, pools))).data, from * nOutputs);
    yield;
  }
  return { data: said, rows, columns: nOutputs };
}

/** What the local model sees of each row [numSamples × nTerms]. */
function* valuesOfTerms(
  { data, rows, columns }: Dense,
  terms: readonly (readonly LocalTerm[])[],
): Steps<Dense> {
  const all = terms.flatMap((own, j) => own.map(({ values }) => ({ values, j })));
  const seen = new Float64Array(rows * all.length);
  yield* inStretches(rows, all.length, (from, to) => {
    for (let s = from, at = from * all.length; s < to; s++) {
      for (const { values, j } of all) seen[at++] = values[data[s * columns + j]];
    }
  });
  return { data: seen, rows, columns: all.length };
}

/** How much each row counts, by its distance from the first. */
function* nearness({ data, rows, columns }: Dense, width: number): Steps<Float64Array> {
  const weights = new Float64Array(rows);
  yield* inStretches(rows, columns, (from, to) => {
    for (let s = from; s < to; s++) {
      let squared = 0;
      for (let t = 0; t < columns; t++) {
        const difference = data[s * columns + t] - data[t];
        squared += difference * difference;
      }
      weights[s] = exp(-squared / (2 * width * width));
    }
  });
  return weights;
}

/** All that fitting one output near a row needs. */
interface Local {
  readonly terms: readonly LocalTerm[];
  readonly seen: Dense;
  readonly weights: Float64Array;
  readonly moments: Moments;
  readonly table: Table;
  readonly i: number;
}

/** Penalties of the fit that chooses terms, and of that on the chosen ones, as in the `lime` package. */
const CHOOSING = 0.01;
const FITTING = 1;

function describeFit(
  { terms, seen, weights, moments, table, i }: Local,
  said: Float64Array,
  output: number,
  numFeatures: number,
): Omit<LimeOutput, 'label'> {
  const row = seen.data.subarray(0, terms.length);
  const all = range(terms.length);
  const first = fitRidge(moments, all, output, CHOOSING);
  const effects = first.coef.map((weight, t) => Math.abs(weight * row[t]));
  const chosen = all.sort((a, b) => effects[b] - effects[a] || a - b).slice(0, numFeatures);
  const fit = fitRidge(moments, chosen, output, FITTING);
  let localPrediction = fit.intercept;
  const told = Array.from(chosen, (t, a): LimeTerm => {
    const { column, condition } = terms[t];
    localPrediction += fit.coef[a] * row[t];
    return { column, value: cellAt(table.column(column), i), condition, weight: fit.coef[a] };
  });
  return {
    prediction: said[0],
    localPrediction,
    intercept: fit.intercept,
    score: fidelity(fit, chosen, seen, said, weights),
    terms: told.sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight)),
  };
}
