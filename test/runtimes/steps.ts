import { setWarningHandler } from 'fitpredict';
import { answerSteps } from './answer-steps.js';
import { bitHash } from './bit-hash.js';
import { metricSteps } from './metric-steps.js';
import { modelSteps } from './model-steps.js';

/** A name, and work whose result must have the same bits in every runtime. */
export type Step = readonly [name: string, run: () => unknown];

/** The hash of every step by its name; of one that throws, what it throws. */
export function hashSteps(): Record<string, string> {
  setWarningHandler(() => {});
  const hashes: Record<string, string> = {};
  for (const steps of [modelSteps(), answerSteps(), metricSteps()]) {
    for (const [name, run] of steps) {
      try {
        hashes[name] = bitHash(run());
      } catch (error) {
        hashes[name] = `throws ${error instanceof Error ? error.message : String(error)}`;
      }
    }
  }
  return hashes;
}
