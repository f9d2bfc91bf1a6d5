import type { Matrix } from 'ml-matrix';
import { reading } from '../data/array-like.js';
import { parseFeatures, toMatrix } from '../data/dense.js';
import { answers, type Question } from '../estimator-kind.js';
import { parseSplittable } from '../preprocessing/splitting/splittable.js';
import type { Steps } from '../progress.js';

/** Samples that a model is asked about at a time: a forest of 100 deep trees takes 30 ms for them, an eighth more than in twos. */
const BLOCK = 1024;
/** Those it is asked about first: the engine has just begun to run the code, and the model makes what its answers need. */
const FIRST_BLOCK = 64;

type Answer = readonly unknown[] | Matrix;

/** Some samples, all of them or a block at a time. */
export interface Asked {
  readonly length: number;
  readonly X: unknown;
  block(from: number, to: number): unknown;
}

/** All of some samples. */
export function allOf(X: unknown, where: string): Asked {
  const { length, take } = reading(where, 'X', () => parseSplittable(X, 'X', where));
  const block = (from: number, to: number) =>
    take(Int32Array.from({ length: to - from }, (_, i) => from + i));
  return { length, X, block };
}

/**
 * Ask a fitted model about samples, a block at a time, between which others have their turn.
 *
 * @param blockRows - the most samples of a block
 * @param firstRows - those of the first one; each that follows has at most twice as many as the one before
 * @returns labels or numbers [nSamples], or a matrix [nSamples × nClasses]
 */
export function* ask(
  model: object,
  question: Question | 'transform',
  of: Asked,
  blockRows = BLOCK,
  firstRows = Math.min(blockRows, FIRST_BLOCK),
): Steps<Answer> {
  const method = Reflect.get(model, question) as (X: unknown) => Answer;
  if (of.length <= firstRows) return method.call(model, of.X);
  const parts: Answer[] = [];
  for (let from = 0, rows = firstRows; from < of.length; ) {
    const to = Math.min(of.length, from + rows);
    parts.push(method.call(model, of.block(from, to)));
    from = to;
    rows = Math.min(2 * rows, blockRows);
    yield;
  }
  return joined(parts, of.length, question);
}

function joined(parts: readonly Answer[], rows: number, where: string): Answer {
  if (parts.every((part) => Array.isArray(part))) return parts.flat();
  const blocks = parts.map((part) => parseFeatures(part as Matrix, where));
  const { columns } = blocks[0];
  const data = new Float64Array(rows * columns);
  let at = 0;
  for (const block of blocks) {
    data.set(block.data, at);
    at += block.data.length;
  }
  return toMatrix(data, rows, columns);
}

/** The question that is put to a model which may not answer the one asked first; undefined when it answers neither. */
export function questionTo(model: object, first: Question): Question | undefined {
  if (answers(model, first)) return first;
  return first === 'decisionFunction' && answers(model, 'predictProba')
    ? 'predictProba'
    : undefined;
}

/**
 * A fitted model as scorers see it: itself in everything, but it has its answers about some samples ready, and gives
 * one that it has given before again.
 *
 * @param X - the samples, told by identity
 */
export function remembering<E extends object>(
  model: E,
  X: unknown,
  ready: Map<Question, unknown>,
): E {
  return new Proxy(model, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== 'function') return value;
      if (!isQuestion(name)) return name === 'constructor' ? value : value.bind(target);
      return (asked: unknown, ...rest: unknown[]) => {
        if (asked !== X || rest.length > 0) return value.call(target, asked, ...rest);
        if (!ready.has(name)) ready.set(name, value.call(target, X));
        return ready.get(name);
      };
    },
  });
}

function isQuestion(name: string | symbol): name is Question {
  return name === 'predict' || name === 'predictProba' || name === 'decisionFunction';
}
