import type { BlockOutcome } from '../parallel-work.js';

/** What has come of the blocks of a work so far, for who takes each once. */
export class Outcomes {
  readonly #outcomes = new Map<number, BlockOutcome>();
  #refused = false;
  #failure: BlockOutcome | undefined;
  #tell = () => {};
  #change: Promise<void> = Promise.resolve();

  constructor() {
    this.#renew();
  }

  /** Whether nothing has ended so far, well or not. */
  get isUntouched(): boolean {
    return this.#outcomes.size === 0 && !this.#refused && this.#failure === undefined;
  }

  settle(block: number, outcome: BlockOutcome): void {
    this.#outcomes.set(block, outcome);
    this.#renew();
  }

  /** No worker will do what is not done. */
  refuse(): void {
    this.#refused = true;
    this.#renew();
  }

  /** What is not done cannot be done. */
  fail(error: Error): void {
    this.#failure = { error, warnings: [] };
    this.#renew();
  }

  take(block: number): BlockOutcome | 'refused' | undefined {
    const outcome = this.#outcomes.get(block) ?? this.#failure;
    this.#outcomes.delete(block);
    if (outcome === undefined && this.#refused) return 'refused';
    return outcome;
  }

  change(): Promise<void> {
    return this.#change;
  }

  clear(): void {
    this.#outcomes.clear();
  }

  #renew(): void {
    this.#tell();
    this.#change = new Promise((resolve) => {
      this.#tell = resolve;
    });
  }
}
