import type { Label, MatrixLike } from '../../contracts.js';
import type { Dense } from '../../data/dense.js';
import { InvalidInputError } from '../../errors.js';
import type { AnyEstimator } from '../../estimator.js';
import { answers, type Question } from '../../estimator-kind.js';
import { type Asked, ask } from '../../model-selection/remembering.js';
import type { Steps } from '../../progress.js';
import { count } from '../../words.js';
import { columnsFrom, positionsOf, probabilitiesSaid } from '../answers.js';
import { classesOf, typeName } from '../members.js';

/** What a classifier says before it is calibrated: decisions where it has them, else probabilities. */
export interface ClassScores extends Dense {
  /** The class that each column is about, as a position among all classes. */
  readonly about: Int32Array;
  /** Whether they are probabilities. */
  readonly shares: boolean;
}

/**
 * Scores of a trained classifier: of two classes one column, which is about the later; of more a column for each class
 * that the classifier has seen.
 *
 * @throws InvalidInputError when its decisions have no column for each class
 */
export function scoresFrom(
  estimator: AnyEstimator,
  X: unknown,
  classes: readonly Label[],
  where: string,
): ClassScores {
  const method = Reflect.get(estimator, questionTo(estimator)) as (X: unknown) => unknown;
  return scoresSaid(estimator, method.call(estimator, X), classes, where);
}

/** As `scoresFrom`, some samples at a time. */
export function* scoresInSteps(
  estimator: AnyEstimator,
  of: Asked,
  classes: readonly Label[],
  where: string,
): Steps<ClassScores> {
  const said = yield* ask(estimator, questionTo(estimator), of);
  yield;
  return scoresSaid(estimator, said, classes, where);
}

const questionTo = (estimator: AnyEstimator): Question =>
  answers(estimator, 'decisionFunction') ? 'decisionFunction' : 'predictProba';

function scoresSaid(
  estimator: AnyEstimator,
  answer: unknown,
  classes: readonly Label[],
  where: string,
): ClassScores {
  const own = classesOf(estimator);
  const positions = positionsOf(classes);
  const about = Int32Array.from(own, (label) => positions.get(label) as number);
  const shares = questionTo(estimator) === 'predictProba';
  const said = shares
    ? probabilitiesSaid(estimator, answer as MatrixLike, own, where)
    : columnsFrom(answer, where);
  if (classes.length === 2) {
    const last = said.columns - 1;
    const data = new Float64Array(said.rows);
    for (let i = 0; i < said.rows; i++) data[i] = said.data[i * said.columns + last];
    return { data, rows: said.rows, columns: 1, about: Int32Array.of(1), shares };
  }
  if (said.columns === own.length) return { ...said, about, shares };
  if (said.columns === 1 && own.length === 2) return { ...bothSides(said), about, shares };
  throw new InvalidInputError(
    `${where}: ${typeName(estimator)} gives ${count(said.columns, 'column')} of decisions for ${own.length} classes. Pass one with a column a class (SVC has it with decisionFunctionShape: "ovr").`,
  );
}

/** Decisions of two classes as a column each. */
function bothSides({ data, rows }: Dense): Dense {
  const both = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    both[2 * i] = -data[i];
    both[2 * i + 1] = data[i];
  }
  return { data: both, rows, columns: 2 };
}
