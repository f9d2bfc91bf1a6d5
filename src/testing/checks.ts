/** One behaviour a conformance suite asks for. `run` throws when it is missing. */
export interface Check {
  /** What it asks for, as a title of a test. */
  readonly name: string;
  /** Passes silently, and throws or rejects where the behaviour is missing. */
  run(): void | Promise<void>;
}

/**
 * Run all checks and report every one that fails.
 *
 * @param subject - what is checked, for the message
 * @throws Error listing each failed check with its reason
 */
export async function runChecks(subject: string, checks: readonly Check[]): Promise<void> {
  const failures: string[] = [];
  for (const check of checks) {
    try {
      await check.run();
    } catch (error) {
      failures.push(`${check.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failures.length > 0) {
    const list = failures.map((failure) => `\n  - ${failure}`).join('');
    throw new Error(`${subject} fails ${failures.length} of ${checks.length} checks:${list}`);
  }
}

export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

/** What `action` throws; fails when it throws nothing or something that is not an `expected` error. */
export async function thrownBy<E extends Error>(
  action: () => unknown,
  expected: new (...args: never[]) => E,
): Promise<E> {
  let thrown: unknown;
  try {
    await action();
  } catch (error) {
    thrown = error;
  }
  const name = expected.name;
  assert(thrown !== undefined, `expected ${name}, but nothing was thrown`);
  assert(thrown instanceof expected, `expected ${name}, but got ${String(thrown)}`);
  return thrown;
}
