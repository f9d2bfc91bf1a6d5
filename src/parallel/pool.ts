import type { WorkPool } from '../parallel-work.js';

/** Workers that share the work of whatever has `nJobs`, once `usePool` has put them to use. */
export interface Pool {
  /** How many workers there are at most; 0 where none can be had, and when the pool is closed. */
  readonly workers: number;
  /**
   * End all workers. What they were at is done on the caller's thread. A closed pool is in use no more, and cannot
   * be opened again.
   */
  close(): void;
}

/** What a pool of this library does when it is put to use. */
export const START: unique symbol = Symbol('start');

/** A pool as `usePool` takes it. */
export interface OwnPool extends Pool, WorkPool {
  [START](): Promise<void>;
}
