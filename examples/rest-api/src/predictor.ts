import { Places } from './places.js';
import type { PredictQuestion } from './predict-worker.js';
import type { Settings } from './settings.js';
import { Thread } from './thread.js';

/** Requests from here on go one after the other, so that those of a few rows need not wait for them all. */
const LARGE_BYTES = 2 ** 16;

/** Predictions, on a thread that holds the models. */
export class Predictor {
  readonly #thread: Thread<PredictQuestion, Uint8Array<ArrayBuffer>>;
  readonly #large = new Places(1);

  constructor(settings: Settings, log: (error: unknown) => void) {
    this.#thread = new Thread({
      file: './predict-worker.js',
      data: settings,
      heapMegabytes: settings.predictHeapMegabytes,
      log,
    });
  }

  /**
   * @param body - of the request, as it came; it is the thread's from then on
   * @param request - whose signal is made when it is first looked at, which takes longer than a prediction
   * @returns the body of the answer
   * @throws Problem when the request is wrong, there is no such model, or the storage fails
   * @throws the signal's reason when the client went away before its turn
   */
  async predict(body: Uint8Array<ArrayBuffer>, request: Request): Promise<Uint8Array<ArrayBuffer>> {
    const ask = () => this.#thread.ask({ body }, [body.buffer]);
    if (body.length < LARGE_BYTES) return ask();
    return this.#large.take(async () => {
      request.signal.throwIfAborted();
      return ask();
    });
  }

  /**
   * What has changed in the rows that a model was asked about, as JSON.
   *
   * @throws Problem when there is no such model, or it keeps nothing to compare with
   */
  drift(id: string): Promise<Uint8Array<ArrayBuffer>> {
    return this.#thread.ask({ drift: id });
  }

  /** A model is deleted: from now on nothing is predicted with what is held of it. */
  forget(id: string): void {
    this.#thread.tell({ forget: id });
  }
}
