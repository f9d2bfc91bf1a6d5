/**
 * One side of a comparison: an implementation in a process of its own, which loads the data once, is warmed up once and
 * then waits for its turn without using the processor. Alternating two such processes is as fair as starting one for every
 * run, and does not pay the loading and the warming up each time.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { LoadMeter } from './processor.js';
import { CALM, type Sample } from './statistics.js';

/** A line that `measure.ts` or `native.py` writes; each says only what was asked. */
export interface Answer {
  /** The first answer: what it is, and how many timed runs it can be asked for at most. */
  readonly ready?: { readonly name: string; readonly runs?: number; readonly more?: boolean };
  readonly seconds?: number;
  /** Peak above the data of the first fit. */
  readonly megabytes?: number;
  readonly quality?: Readonly<Record<string, number>>;
  /** Processor seconds of the process since it started. */
  readonly processor?: number;
}

export type Kind = 'ours' | 'JavaScript' | 'native';

/** Why a side has no figures; the others go on. */
export class SideFailed extends Error {}

export class Side {
  name = '';
  runs = 5;
  /** Whether another native implementation follows. */
  more = false;
  readonly #process: ChildProcess;
  readonly #lines: Interface;
  readonly #answers: AsyncIterator<string>;
  #processor = 0;

  /** @param limit - seconds that one task may take */
  private constructor(
    readonly kind: Kind,
    command: readonly string[],
    private readonly limit: number,
  ) {
    const env = { ...process.env };
    for (const name of ['OMP', 'OPENBLAS', 'MKL']) env[`${name}_NUM_THREADS`] = '1';
    const [program, ...args] = command;
    this.#process = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdin, stdout } = this.#process;
    if (stdin === null || stdout === null) throw new Error('A side has no pipes.');
    stdin.on('error', () => {}); // it died: the missing answer says so
    this.#process.on('error', () => {}); // it could not be started: likewise
    this.#lines = createInterface(stdout);
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  /** @returns undefined where the program has no implementation to offer */
  static async start(kind: Kind, command: readonly string[], limit: number) {
    const side = new Side(kind, command, limit);
    const { ready } = await side.#answer('loading');
    if (ready === undefined) return undefined;
    side.name = ready.name;
    side.runs = ready.runs ?? side.runs;
    side.more = ready.more ?? false;
    return side;
  }

  async ask(task: 'quality'): Promise<Answer> {
    this.#process.stdin?.write(`${task}\n`);
    return this.#answer(task);
  }

  /** @returns undefined where the implementation has no such thing */
  async run(
    task: 'first fit' | 'fit' | 'predict' | 'one row',
  ): Promise<(Sample & { megabytes?: number }) | undefined> {
    const meter = new LoadMeter();
    const before = this.#processor;
    this.#process.stdin?.write(`${task}\n`);
    const { seconds, megabytes } = await this.#answer(task);
    if (seconds === undefined) return undefined;
    return { seconds, megabytes, others: meter.others(this.#processor - before) };
  }

  stop(): void {
    this.#lines.close();
    this.#process.kill('SIGKILL');
  }

  async #answer(task: string): Promise<Answer> {
    let late = false;
    const meter = new LoadMeter();
    const timer = setTimeout(() => {
      late = true;
      this.#process.kill('SIGKILL');
    }, this.limit * 1000);
    try {
      for (;;) {
        const { value, done } = await this.#answers.next();
        if (late)
          throw new SideFailed(`${task}: over ${this.limit} s${meanwhile(meter, this.limit)}`);
        if (done) throw new SideFailed(`${task}: ended with an error`);
        if (!value.startsWith('@@')) continue; // a library that talks
        const answer: Answer = JSON.parse(value.slice(2));
        this.#processor = answer.processor ?? this.#processor;
        return answer;
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A noisy machine makes anything late: then the load is said too. What was stopped is taken to have used one core. */
function meanwhile(meter: LoadMeter, seconds: number): string {
  const others = meter.others(seconds);
  return others > CALM ? ` (others used ${others.toFixed(1)} cores)` : '';
}
