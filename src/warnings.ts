import { InvalidParameterError } from './errors.js';
import { show } from './words.js';

/** A remark that does not stop the work. What it says can also be read from the object it is about. */
export interface Warning {
  /** What kind of remark: `'deprecation'` is of a name that 1.0 will not have, `'parallel'` of work that workers could not do. */
  readonly kind: 'convergence' | 'data' | 'deprecation' | 'parallel';
  /** Where, what happened and what to do. */
  readonly message: string;
}

/** What is called with each warning, in place of `console.warn`. */
export type WarningHandler = (warning: Warning) => void;

const printWarning: WarningHandler = (warning) => console.warn(warning.message);
let handler: WarningHandler = printWarning;

/**
 * Replace what happens with warnings.
 *
 * @param next - called with each warning from now on; `null` restores the default, `console.warn`
 * @returns the handler that was in force before
 * @throws InvalidParameterError when it is no function
 */
export function setWarningHandler(next: WarningHandler | null): WarningHandler {
  const chosen = next ?? printWarning;
  if (typeof chosen !== 'function') {
    throw new InvalidParameterError(
      `setWarningHandler: the handler must be a function or null, but got ${show(next)}. Pass one that takes a warning.`,
    );
  }
  const previous = handler;
  handler = chosen;
  return previous;
}

/** Runs work at once that is repeated: of remarks in the same words the first is heard alone. */
export function tellingOnce(): <T>(work: () => T) => T {
  const told = new Set<string>();
  return (work) => {
    const listener = handler;
    const once: WarningHandler = (warning) => {
      if (told.has(warning.message)) return;
      told.add(warning.message);
      listener(warning);
    };
    handler = once;
    try {
      return work();
    } finally {
      if (handler === once) handler = listener; // else the listener itself has set another
    }
  };
}

/** Run work whose remarks have been heard already, of the same values in other rows. */
export function unheard<T>(work: () => T): T {
  const listener = handler;
  const deaf: WarningHandler = () => {};
  handler = deaf;
  try {
    return work();
  } finally {
    if (handler === deaf) handler = listener;
  }
}

/** Hand a warning to the handler in force. */
export function warn(kind: Warning['kind'], message: string): void {
  handler({ kind, message });
}
