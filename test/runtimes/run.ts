/**
 * Runs one seeded script in every runtime that can be had, from the packed package: `npm run test:runtimes`. What every
 * model learns and says must have the same bits as in the Node that runs this. Ends with the line
 * `N passed, N failed, N skipped`, a count of runtimes.
 */
import { rm } from 'node:fs/promises';
import { NotAtHand } from './fetch-runtimes.js';
import { type Hashes, printed, runtimes } from './runtimes.js';
import { makeStepsApp } from './steps-app.js';

const count = { passed: 0, failed: 0, skipped: 0 };
const app = await makeStepsApp();
try {
  const expected = await printed(process.execPath, ['print.mjs'], app);
  const thrown = Object.entries(expected).filter(([, hash]) => hash.startsWith('throws'));
  const steps = Object.keys(expected).length;
  tell(
    `Node ${process.versions.node}, ES modules: ${steps} steps`,
    thrown.map(([name, hash]) => `${name} ${hash}`),
  );
  for (const { name, run } of runtimes) {
    try {
      tell(name, differences(expected, await run(app)));
    } catch (error) {
      if (error instanceof NotAtHand) {
        count.skipped++;
        console.log(`skipped  ${name}: ${error.message}`);
      } else tell(name, [error instanceof Error ? error.message : String(error)]);
    }
  }
} finally {
  await rm(app, { recursive: true, force: true });
}
console.log(`${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
process.exit(count.failed > 0 ? 1 : 0);

/** Says of a runtime what is wrong, if anything. */
function tell(name: string, faults: readonly string[]): void {
  count[faults.length > 0 ? 'failed' : 'passed']++;
  console.log(`${faults.length > 0 ? 'FAIL   ' : 'equal  '}  ${name}`);
  for (const fault of faults) console.log(`           ${fault}`);
}

function differences(expected: Hashes, found: Hashes): string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
  return Array.from(names)
    .filter((name) => found[name] !== expected[name])
    .map((name) => `${name}: ${found[name]} in place of ${expected[name]}`);
}
