/** Scores of a fitted model on samples as they are now, its answers asked for a block of rows at a time. */

import type { Label, ScoreOptions } from '../../contracts.js';
import { type Question, taskOf } from '../../estimator-kind.js';
import { isEstimator, partsOf } from '../../estimator-parts.js';
import { type ReadyScorer, readScoring, type Scorers } from '../../model-selection/read-scoring.js';
import { ask, questionTo, remembering } from '../../model-selection/remembering.js';
import { noNumber } from '../../model-selection/validating.js';
import type { Steps } from '../../progress.js';
import { tellingOnce } from '../../warnings.js';
import type { EditableSamples } from '../samples/editable-samples.js';

/** What the answers of a model are held against. */
export interface Truth {
  readonly y: ArrayLike<Label>;
  /** The weights of the samples, where there are any. */
  readonly options: ScoreOptions;
}

/**
 * What `scoring` means for a fitted model. Without it an estimator's accuracy or R², which its own `score` is, taken
 * from its predictions, so that they can be asked for in blocks; the own `score` of a search, which measures what
 * it searched by, and of every other object.
 *
 * @throws InvalidParameterError as `readScoring`
 */
export function readScorers(scoring: unknown, model: object, where: string): Scorers {
  if ((scoring ?? null) !== null || !isEstimator(model) || holdsSearch(model)) {
    return readScoring(scoring, model, where);
  }
  const task = taskOf(model);
  if (task === 'classification') return unnamed('accuracy', model, where);
  return task === 'regression' ? unnamed('r2', model, where) : readScoring(null, model, where);
}

const unnamed = (name: string, model: object, where: string): Scorers => ({
  ...readScoring(name, model, where),
  named: false,
});

function holdsSearch(model: object): boolean {
  if (!isEstimator(model)) return false;
  if ('bestParams' in model) return true;
  const { params, state = {} } = partsOf(model);
  const inside = [...Object.values(params), Reflect.get(state, 'estimator')].flat(2);
  return inside.some((part) => typeof part === 'object' && part !== null && holdsSearch(part));
}

/**
 * Takes all scores of a model; what several of them ask of it is asked once, and what it warns of is heard once.
 *
 * @param blockRows - samples that the model is asked about at a time
 */
export function scoreInBlocks(
  model: object,
  scorers: readonly ReadyScorer[],
  { y, options }: Truth,
  { blockRows, where }: { blockRows: number; where: string },
): (samples: EditableSamples) => Steps<number[]> {
  const telling = tellingOnce();
  return function* (samples) {
    const X = samples.between(0, samples.rows);
    const of = { X, length: samples.rows, block: samples.between.bind(samples) };
    const ready = new Map<Question, unknown>();
    const facade = remembering(model, X, ready);
    const scores: number[] = [];
    for (const { name, asks, take } of scorers) {
      const question = asks && questionTo(model, asks);
      if (question !== undefined && !ready.has(question)) {
        const answer = (rows: unknown) =>
          telling(() => Reflect.apply(Reflect.get(model, question), model, [rows]));
        // No small block first: the model is asked for every shuffle, and cold only once.
        ready.set(question, yield* ask({ [question]: answer }, question, of, blockRows, blockRows));
      }
      const score = telling(() => take(facade, X, y, options));
      if (typeof score !== 'number') throw noNumber(name, score, where);
      scores.push(score);
      yield;
    }
    return scores;
  };
}
