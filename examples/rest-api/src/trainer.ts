import type { Progress } from 'fitpredict';
import { Problem } from './problem.js';
import type { Settings } from './settings.js';
import type { Training, TrainingJob } from './train-worker.js';
import { Refused, runWorker } from './worker-process.js';

export interface TrainOptions {
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

type Limits = Pick<Settings, 'maxTrainings' | 'trainMilliseconds' | 'maxTrainMegabytes'>;

/** Trainings in processes of their own, so many at a time. */
export class Trainer {
  readonly #settings: Limits;
  readonly #stop = new AbortController();
  #running = 0;

  constructor(settings: Limits) {
    this.#settings = settings;
  }

  get running(): number {
    return this.#running;
  }

  /** End all trainings: their requests are answered with 503. */
  stop(): void {
    this.#stop.abort();
  }

  /**
   * Hold one of the places while `work` downloads, trains and stores.
   *
   * @throws Problem when all places are taken
   */
  async inPlace<T>(work: () => Promise<T>): Promise<T> {
    const { maxTrainings } = this.#settings;
    if (this.#running >= maxTrainings) {
      throw new Problem(
        503,
        `${maxTrainings} trainings run already, which is the most at a time. Try again later.`,
        { headers: { 'retry-after': '10' } },
      );
    }
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
    }
  }

  /**
   * @throws Problem when the data or the options do not fit, it takes too long or too much, or the server stops
   * @throws the signal's reason when the client went away
   */
  async train(job: TrainingJob, { signal, onProgress }: TrainOptions): Promise<Training> {
    const { trainMilliseconds, maxTrainMegabytes } = this.#settings;
    const tooLong = AbortSignal.timeout(trainMilliseconds);
    const end = AbortSignal.any([signal, tooLong, this.#stop.signal]);
    try {
      return await runWorker(job, { signal: end, maxMegabytes: maxTrainMegabytes, onProgress });
    } catch (error) {
      if (error instanceof Refused) throw refusal(error.message, job);
      if (this.#stop.signal.aborted) throw new Problem(503, 'The server is stopping.');
      if (tooLong.aborted) {
        throw new Problem(504, `The training took longer than ${trainMilliseconds / 1000} s.`);
      }
      throw error;
    }
  }
}

/** Names the field that a message of the library is about. */
function refusal(message: string, { request }: TrainingJob): Problem {
  const parameter = /^\w+: (?:there is no hyperparameter "?)?(\w+)/.exec(message)?.[1] ?? '';
  const hyperparameter = Object.keys(request.hyperparams ?? {}).find(
    (name) =>
      name.replaceAll('_', '').toLowerCase() === parameter.replaceAll('_', '').toLowerCase(),
  );
  const field =
    hyperparameter !== undefined
      ? `hyperparams.${hyperparameter}`
      : /testSize/.test(message)
        ? 'test_size'
        : request.cv !== undefined && /\bfolds?\b/.test(message)
          ? 'cv'
          : /\bfeature/.test(message)
            ? 'features'
            : /\b(target|truth)\b/.test(message)
              ? 'target'
              : 'csv';
  return new Problem(422, message, { field });
}
