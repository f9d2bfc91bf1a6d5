/** Values of hyperparameters as text, and back. */

import type { ModelInfo, Task } from '../protocol.js';

export type OptionInfo = NonNullable<ModelInfo['hyperparameters'][Task]>[number];

/** As it is typed: `null`, `0.3`, `sqrt`, `{"count":1}`. */
export function textOf(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/**
 * What a text means for an option; undefined for its default. Whether the value is allowed the library says, in its own
 * words, when it is used.
 */
export function typedValue(text: string, { values = [], default: usual }: OptionInfo): unknown {
  const typed = text.trim();
  if (typed === '' || typed === textOf(usual)) return undefined;
  const named = values.find((value) => textOf(value) === typed);
  if (named !== undefined) return named;
  if (typed === 'null') return null;
  if (/^[[{]/.test(typed)) {
    try {
      return JSON.parse(typed);
    } catch {
      return typed;
    }
  }
  const number = Number(typed);
  return Number.isNaN(number) ? typed : number;
}
