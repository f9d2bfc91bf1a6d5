import type { FieldProblem, ProblemStatus } from './problem.js';

/** What a thread is asked. */
export interface Question<Q> {
  readonly id: number;
  readonly content: Q;
}

/** What it answers: exceptions do not cross threads whole. */
export type Reply<A> =
  | { readonly id: number; readonly answer: A }
  | {
      readonly id: number;
      readonly problem: {
        readonly status: ProblemStatus;
        readonly detail: string;
        readonly errors: readonly FieldProblem[] | undefined;
        readonly headers: Readonly<Record<string, string>>;
        /** For the log, as text. */
        readonly cause?: string;
      };
    };
