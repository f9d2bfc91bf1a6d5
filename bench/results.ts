/** Figures that are kept in bench/results and in the repository. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export function resultFile(name: string): string {
  return fileURLToPath(new URL(`./results/${name}.json`, import.meta.url));
}

export function keep(name: string, report: object, file = resultFile(name)): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nWritten to ${file}`);
}

/** @returns undefined where nothing has been measured yet */
export function kept<T>(name: string): T | undefined {
  const file = resultFile(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as T) : undefined;
}
