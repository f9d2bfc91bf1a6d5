/** What a pool and its workers say to each other. */

import type { PackedError } from '../packed-errors.js';
import type { Warning } from '../warnings.js';

/** To a worker. */
export type ToWorker =
  | {
      readonly say: 'open';
      readonly work: number;
      readonly kernel: string;
      readonly shared: object;
      /** Not 0 when the work is cancelled; where memory cannot be shared, there is none. */
      readonly stop: Int32Array | undefined;
      readonly memoryLimit: number;
    }
  | { readonly say: 'do'; readonly work: number; readonly at: number; readonly block: unknown }
  | { readonly say: 'close'; readonly work: number };

/** From a worker. */
export type FromWorker =
  | { readonly say: 'ready' }
  | {
      readonly say: 'done';
      readonly work: number;
      readonly at: number;
      readonly result: object;
      readonly warnings: readonly Warning[];
    }
  | {
      readonly say: 'failed';
      readonly work: number;
      readonly at: number;
      readonly error: PackedError;
      readonly warnings: readonly Warning[];
    }
  /** The worker cannot do this kind of work at all. */
  | { readonly say: 'refused'; readonly work: number; readonly at: number; readonly reason: string }
  | { readonly say: 'stopped'; readonly work: number; readonly at: number };

export function isFromWorker(value: unknown): value is FromWorker {
  return typeof value === 'object' && value !== null && 'say' in value;
}
