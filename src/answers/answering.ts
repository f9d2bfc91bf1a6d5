import { reading } from '../data/array-like.js';
import { InvalidInputError } from '../errors.js';
import type { Question } from '../estimator-kind.js';
import type { Asked } from '../model-selection/remembering.js';
import { type SentX, sendSamples } from '../model-selection/sent-samples.js';
import { goesToPool, type KernelName, SharedWork, tellOnce } from '../parallel-work.js';
import { parseSplittable } from '../preprocessing/splitting/splittable.js';
import type { Steps, Training } from '../progress.js';
import { tellingOnce } from '../warnings.js';
import { type AnswerCost, answerCost } from './answer-cost.js';
import { answersOf, joined, type SentAnswers } from './sent-answers.js';
import { type SentModel, sendModel } from './sent-model.js';

/** Answers about blocks of samples. */
export const ANSWER: KernelName = { name: 'answers of a model', estimators: true };

/** What the blocks share. */
export interface SharedAnswers {
  readonly model: SentModel;
  readonly question: Question;
  readonly X: SentX;
}

/** The samples of a block: from which up to which. */
export type AnswerBlock = readonly [from: number, to: number];

/** What is asked of a model, and by how many. */
export interface Inquiry {
  readonly model: object;
  readonly question: Question;
  readonly X: unknown;
  readonly nJobs: number | null;
  /** The function that was called, for messages. */
  readonly where: string;
}

/** Operations between two turns of others: some ms. Trees are slow in smaller pieces, as each brings all of them into the cache. */
const SLICE_WORK = 2 ** 21;
/** Operations of a block, which is worth sending; a worker asks about all of it at once. */
const BLOCK_WORK = 2 ** 23;
/** Fewer samples would cost more to ask about than to answer, but where one of them is a slice of work. */
const FEWEST_ROWS = 32;
const FEWEST_COSTLY_ROWS = 4;

/**
 * What a fitted model answers, asked in blocks of samples: on workers where there are some and it is worth it, else here,
 * others having their turn between. A block's answers depend on its samples alone, so they are those of one call.
 *
 * @throws what the model throws when it is asked about all samples at once
 */
export function* answering(inquiry: Inquiry): Training<unknown> {
  const { model, question, X, where } = inquiry;
  const samples = reading(where, 'X', () => parseSplittable(X, 'X', where));
  const { length: total } = samples;
  const telling = tellingOnce();
  const answerOf = (rows: unknown) =>
    telling(() => Reflect.apply(Reflect.get(model, question), model, [rows]));
  const cost = answerCost(model);
  const rowsAsked = rowsFor(SLICE_WORK, cost);
  if (total <= rowsAsked) {
    const answer = answerOf(X);
    yield { done: total, total, unit: 'row' };
    return answer;
  }
  const take = (rows: Int32Array) => reading(where, 'X', () => samples.take(rows));
  const answerer = { [question]: answerOf };
  const blocks = blocksOf(total, rowsFor(BLOCK_WORK, cost));
  const work = yield* begin(inquiry, blocks, total * cost.row);
  const parts: SentAnswers[] = [];
  try {
    for (const [at, block] of blocks.entries()) {
      const firstRows = at === 0 ? Math.ceil(rowsAsked * FIRST_SHARE) : rowsAsked;
      const here = () => answersOf(answerer, question, askedOf(take, block), rowsAsked, firstRows);
      parts.push(yield* work === undefined ? here() : work.resultOf(at, here));
      yield { done: block[1], total, unit: 'row' };
    }
  } catch (cause) {
    if (cause instanceof InvalidInputError) return answerOf(X); // it names rows by their place in X
    throw cause;
  } finally {
    work?.close();
  }
  return joined(parts);
}

/** The blocks on a pool; undefined where there is none, it is not worth it, or something cannot be sent. */
function* begin(
  { model, question, X, nJobs, where }: Inquiry,
  blocks: readonly AnswerBlock[],
  work: number,
): Steps<SharedWork<AnswerBlock, SentAnswers> | undefined> {
  if (!goesToPool({ kernel: ANSWER, nJobs, where, work })) return undefined;
  const sent = sendSamples({ X, y: undefined, weights: undefined });
  yield;
  const known = sendModel(model);
  yield;
  if (sent !== undefined && known !== undefined) {
    const shared: SharedAnswers = { model: known, question, X: sent.X };
    return new SharedWork(ANSWER, shared, blocks, nJobs, true);
  }
  tellOnce(
    `${where}: the samples or the model is an object that cannot be sent to workers, so all work is done on the caller's thread. Pass a model that can be saved.`,
  );
  return undefined;
}

/** Share of the first slice: the engine has just begun to run the code, and the model makes what its answers need. */
const FIRST_SHARE = 1 / 16;

/** Samples that cost so much, and more where a call costs more than they do. */
function rowsFor(work: number, { row, call }: AnswerCost): number {
  const fewest = row > SLICE_WORK ? FEWEST_COSTLY_ROWS : FEWEST_ROWS;
  return Math.max(fewest, Math.ceil(Math.max(work, call) / row));
}

function blocksOf(total: number, size: number): AnswerBlock[] {
  const count = Math.ceil(total / size);
  return Array.from({ length: count }, (_, b) => [b * size, Math.min(total, (b + 1) * size)]);
}

/**
 * The samples of a block as they are asked about.
 *
 * @param take - gives the samples of these numbers
 */
export function askedOf(take: (rows: Int32Array) => unknown, [from, to]: AnswerBlock): Asked {
  const block = (first: number, end: number) =>
    take(Int32Array.from({ length: end - first }, (_, i) => from + first + i));
  const length = to - from;
  return {
    length,
    block,
    get X() {
      return block(0, length);
    },
  };
}
