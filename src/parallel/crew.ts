import { FitPredictError } from '../errors.js';
import { unpackError } from '../packed-errors.js';
import { tellOnce } from '../parallel-work.js';
import { warn } from '../warnings.js';
import type { FromWorker } from './messages.js';
import type { OpenWork } from './open-work.js';
import { overhear, type WorkerLike, type WorkerThread } from './worker-thread.js';

/** A worker of a crew. */
interface Member {
  readonly thread: WorkerThread;
  ready: boolean;
  /** Work that it was told of. */
  readonly told: Set<OpenWork>;
  doing: { readonly work: OpenWork; readonly at: number } | undefined;
  /** Runs while it starts. */
  late: ReturnType<typeof setTimeout> | undefined;
}

/** How a crew is made up. */
export interface CrewPlan {
  /** The most workers. */
  readonly size: number;
  /** Milliseconds after which idle workers end. */
  readonly idleTime: number;
  start(): WorkerLike;
}

/** Workers that do not start, one after another, until none is expected to. */
const MOST_FAILED = 2;
/** A worker that has not begun to answer by then, in milliseconds, runs something else. */
const START_TIME = 20_000;

/**
 * Workers of one kind: started when there is work, ended when there has been none for a while. A worker that is lost is
 * replaced, and its block given to another.
 */
export class Crew {
  readonly #plan: CrewPlan;
  readonly #members = new Set<Member>();
  readonly #open = new Set<OpenWork>();
  readonly #starting = new Set<() => void>();
  #failedStarts = 0;
  #isEnded = false;
  #whyNot: Error | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;

  constructor(plan: CrewPlan) {
    this.#plan = plan;
  }

  get isRunning(): boolean {
    for (const { ready } of this.#members) if (ready) return true;
    return false;
  }

  /**
   * Start the workers; gives why there can be none, once that is known, or nothing as soon as there is one. The others
   * start when it runs: together they would hold each other up.
   */
  async start(): Promise<Error | undefined> {
    this.#isEnded = false;
    while (!this.isRunning && this.#whyNot === undefined && !this.#isEnded) {
      if (this.#members.size === 0) this.#add();
      else await new Promise<void>((resolve) => this.#starting.add(resolve));
    }
    if (this.#isEnded) return undefined;
    while (this.#members.size < this.#plan.size && this.#whyNot === undefined) this.#add();
    if (this.#open.size === 0) this.#rest();
    return this.isRunning ? undefined : this.#whyNot;
  }

  open(work: OpenWork): void {
    this.#open.add(work);
    clearTimeout(this.#idle);
    this.#pump();
  }

  close(work: OpenWork): void {
    if (!this.#open.delete(work)) return;
    for (const { thread, told } of this.#members) {
      if (told.delete(work)) thread.post({ say: 'close', work: work.id });
    }
    if (this.#open.size === 0) this.#rest();
  }

  /** End all workers; what is not done is refused. */
  end(): void {
    this.#isEnded = true;
    clearTimeout(this.#idle);
    for (const { thread, late } of this.#members) {
      clearTimeout(late);
      thread.end();
    }
    this.#members.clear();
    this.#tellStarted();
    for (const work of this.#open) work.refuse();
    this.#open.clear();
  }

  /** Give every free worker something to do, and start as many more as have something. */
  #pump(): void {
    for (const member of this.#members) {
      if (member.ready && member.doing === undefined) this.#assign(member);
    }
    let wanted = 0;
    for (const work of this.#open) wanted += work.wants;
    for (const { ready, thread } of this.#members) {
      if (ready) continue;
      wanted--;
      if (this.#open.size > 0) thread.hold(true); // somebody waits for it
    }
    for (; wanted > 0 && this.#members.size < this.#plan.size; wanted--) {
      if (this.#whyNot !== undefined) break;
      this.#add();
    }
    if (this.#members.size > 0 || this.#whyNot === undefined) return;
    for (const work of this.#open) this.#refuse(work, this.#whyNot.message);
  }

  #assign(member: Member): void {
    const { thread, told } = member;
    for (const work of this.#open) {
      const message = work.next();
      if (message === undefined) continue;
      member.doing = { work, at: message.at };
      thread.hold(true);
      try {
        if (!told.has(work)) thread.post(work.opening);
        told.add(work);
        thread.post(message);
      } catch (cause) {
        // What cannot be cloned: a function among the data.
        member.doing = undefined;
        thread.hold(false);
        this.#refuse(work, (cause as Error).message);
        continue;
      }
      return;
    }
    thread.hold(false);
  }

  #refuse(work: OpenWork, reason: string): void {
    if (!this.#open.has(work)) return;
    work.refuse(reason);
    tellOnce(
      `fitpredict/parallel: workers cannot do ${work.kernel.name}: ${endOfSentence(reason)} It is done on the caller's thread.`,
    );
  }

  #add(): void {
    let worker: WorkerLike;
    try {
      worker = this.#plan.start();
    } catch (cause) {
      this.#whyNot = cause as Error;
      return;
    }
    const thread = overhear(worker, {
      message: (said) => this.#hear(member, said),
      ended: (cause) => this.#lose(member, cause),
    });
    const member: Member = {
      thread,
      ready: false,
      told: new Set(),
      doing: undefined,
      late: later(START_TIME, () => {
        thread.end();
        this.#lose(member, new Error(`it did not answer within ${START_TIME / 1000} seconds`));
      }),
    };
    this.#members.add(member);
  }

  #hear(member: Member, said: FromWorker): void {
    if (said.say === 'ready') {
      member.ready = true;
      clearTimeout(member.late);
      this.#failedStarts = 0;
      this.#tellStarted();
    } else {
      const { doing } = member;
      member.doing = undefined;
      if (doing?.work.id === said.work) this.#note(doing.work, said);
    }
    this.#pump();
  }

  #note(work: OpenWork, said: Exclude<FromWorker, { say: 'ready' }>): void {
    if (said.say === 'done') {
      work.settle(said.at, { result: said.result, warnings: said.warnings });
    } else if (said.say === 'failed') {
      work.settle(said.at, { error: unpackError(said.error), warnings: said.warnings });
    } else if (said.say === 'refused') {
      this.#refuse(work, said.reason);
    }
  }

  #lose(member: Member, cause: Error): void {
    this.#members.delete(member);
    clearTimeout(member.late);
    if (!member.ready) {
      this.#failedStarts++;
      if (this.#failedStarts >= Math.min(MOST_FAILED, this.#plan.size)) this.#whyNot = cause;
    }
    const { doing } = member;
    const wasMissed = doing !== undefined && this.#open.has(doing.work);
    if (wasMissed) {
      doing.work.lose(
        doing.at,
        new FitPredictError(
          `fitpredict/parallel: two workers were lost at the same work: ${cause.message}. It may need more memory than a worker has: give it less at a time, or leave nJobs out.`,
          { cause },
        ),
      );
    }
    this.#tellStarted();
    this.#pump();
    if (!wasMissed) return;
    warn(
      'parallel',
      `fitpredict/parallel: a worker was lost: ${cause.message}. Another one does its work again.`,
    );
  }

  #tellStarted(): void {
    for (const resolve of this.#starting) resolve();
    this.#starting.clear();
  }

  /** Nothing is open: no worker keeps the process alive, and after a while all end. */
  #rest(): void {
    for (const { thread, doing } of this.#members) if (doing === undefined) thread.hold(false);
    clearTimeout(this.#idle);
    this.#idle = later(this.#plan.idleTime, () => {
      if (this.#open.size === 0) this.end();
    });
  }
}

/** What others say, with a full stop. */
const endOfSentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/** A timer that keeps no process alive. */
function later(milliseconds: number, then: () => void): ReturnType<typeof setTimeout> {
  const timer = setTimeout(then, milliseconds);
  if (typeof timer === 'object') timer.unref();
  return timer;
}
