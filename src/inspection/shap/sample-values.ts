/** What each feature adds to what a model says of a sample, found by asking it about mixtures of the sample with others. */

import type { Dense } from '../../data/dense.js';
import { reserve } from '../../memory.js';
import type { Steps } from '../../progress.js';
import { createRng, type Rng, type Seed } from '../../random/rng.js';
import { count } from '../../words.js';
import { exactValues, fittedValues, type Game } from './coalition-values.js';
import { allCoalitions, type Coalitions, drawCoalitions } from './coalitions.js';
import type { ModelAnswers } from './model-answers.js';

/** What is explained, beside the model. */
export interface Explained {
  readonly samples: Dense;
  readonly background: Dense;
  /** What the model says of the background, on average [nOutputs]. */
  readonly expected: Float64Array;
  /** What it says of the samples [nSamples × nOutputs]. */
  readonly full: Dense;
  /** Most coalitions to ask about. */
  readonly budget: number;
  readonly seed: Seed;
  /** The method that was called, for messages. */
  readonly where: string;
}

/**
 * The values of some samples, which do not depend on one another.
 *
 * @returns for each output [(to - from) × nFeatures]
 */
export function* valuesOfSamples(
  answers: ModelAnswers,
  explained: Explained,
  [from, to]: readonly [from: number, to: number],
): Steps<Float64Array[]> {
  const { samples, expected, seed } = explained;
  const rng = createRng(seed);
  const values = Array.from(expected, () => new Float64Array((to - from) * samples.columns));
  for (let i = from; i < to; i++) {
    const row = (i - from) * samples.columns;
    const rows = values.map((all) => all.subarray(row, row + samples.columns));
    yield* explainOne({ answers, ...explained }, i, rng.fork(i), rows);
  }
  return values;
}

interface Asked extends Explained {
  readonly answers: ModelAnswers;
}

/** Write the values of the sample in row i, of each output a row. Features that no background sample has another value of get 0. */
function* explainOne(asked: Asked, i: number, rng: Rng, values: Float64Array[]): Steps<void> {
  const { samples, background, expected, full, budget } = asked;
  const varied = variedFeatures(samples, i, background);
  if (varied.length === 0) return;
  const isExact = varied.length < 31 && 2 ** varied.length - 2 <= budget; // a set is the bits of a number
  const rows = Math.min(budget, 2 ** varied.length);
  const gram = isExact ? 0 : 8 * varied.length * varied.length;
  reserve(rows * (varied.length + 8 * expected.length) + gram, {
    where: asked.where,
    what: `${budget} coalitions of ${count(varied.length, 'feature')}`,
    remedy: 'Pass a smaller nSamples.',
  });
  const coalitions = isExact
    ? allCoalitions(varied.length)
    : yield* drawCoalitions(varied.length, budget, rng);
  const means = yield* askAll(asked, i, varied, coalitions);
  const games = Array.from(expected, (empty, k): Game => {
    const known = means.filter((_, at) => at % expected.length === k);
    return { empty, full: full.data[i * expected.length + k], values: known };
  });
  const found = isExact
    ? yield* exactValuesOf(games, varied.length)
    : yield* fittedValues(coalitions, games, varied.length);
  for (const [k, own] of found.entries()) {
    for (const [p, j] of varied.entries()) values[k][j] = own[p];
  }
}

function* exactValuesOf(games: readonly Game[], players: number): Steps<Float64Array[]> {
  const found: Float64Array[] = [];
  for (const game of games) found.push(yield* exactValues(game, players));
  return found;
}

/** Columns in which a sample differs from any background sample; missing values are alike. */
function variedFeatures(samples: Dense, i: number, background: Dense): number[] {
  const varied: number[] = [];
  for (let j = 0; j < samples.columns; j++) {
    const value = samples.data[i * samples.columns + j];
    for (let b = 0; b < background.rows; b++) {
      const other = background.data[b * background.columns + j];
      if (value === other || (Number.isNaN(value) && Number.isNaN(other))) continue;
      varied.push(j);
      break;
    }
  }
  return varied;
}

/** What the model says of each coalition on average over the background [count × nOutputs]. */
function* askAll(
  { answers, samples, background, expected }: Asked,
  i: number,
  varied: readonly number[],
  coalitions: Coalitions,
): Steps<Float64Array> {
  const { columns } = samples;
  const { members } = coalitions;
  const means = new Float64Array(coalitions.count * expected.length);
  const total = coalitions.count * background.rows;
  const { rowsAsked } = answers;
  const mixtures = new Float64Array(Math.min(rowsAsked, total) * columns);
  for (let from = 0; from < total; from += rowsAsked) {
    const rows = Math.min(rowsAsked, total - from);
    for (let r = 0; r < rows; r++) {
      const coalition = Math.floor((from + r) / background.rows);
      const other = (from + r) % background.rows;
      const row = r * columns;
      mixtures.set(background.data.subarray(other * columns, (other + 1) * columns), row);
      for (let p = 0; p < varied.length; p++) {
        if (members[coalition * varied.length + p] === 0) continue;
        mixtures[row + varied[p]] = samples.data[i * columns + varied[p]];
      }
    }
    const block = { data: mixtures.subarray(0, rows * columns), rows, columns };
    const { data } = answers.ask(block);
    for (let at = 0; at < data.length; at++) {
      const r = Math.floor(at / expected.length);
      const coalition = Math.floor((from + r) / background.rows);
      means[coalition * expected.length + (at % expected.length)] += data[at] / background.rows;
    }
    yield;
  }
  return means;
}
