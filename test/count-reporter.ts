import type { Reporter, TestModule } from 'vitest/node';

/** Closes a run with one plain line: `N passed, N failed, N skipped`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: ReadonlyArray<TestModule>, errors: ReadonlyArray<unknown>): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++;
      if (module.children.size === 0 && !module.ok()) count.failed++;
    }
    const skipped = count.skipped + count.pending;
    process.on('exit', () => {
      console.log(`${count.passed} passed, ${count.failed} failed, ${skipped} skipped`);
    });
  }
}
