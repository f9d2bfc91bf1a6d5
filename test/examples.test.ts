import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const examples = fileURLToPath(new URL('../examples', import.meta.url));
const files = readdirSync(examples)
  .concat(
    ...['jobs', 'distributed'].map((folder) =>
      readdirSync(`${examples}/${folder}`).map((file) => `${folder}/${file}`),
    ),
  )
  .filter((file) => file.endsWith('.ts') && file !== 'run-all.ts'); // which runs the others

describe.each(files)('examples/%s', (file) => {
  const code = readFileSync(`${examples}/${file}`, 'utf8');

  it('is read at a glance: under 40 lines', () => {
    expect(code.trimEnd().split('\n').length).toBeLessThan(40);
  });

  it('says how to run it, prints a result and asserts what it shows', () => {
    expect(code).toMatch(/^\/\*\*/);
    expect(code).toContain(
      file === 'train-from-csv.ts' ? '`npm start`' : `\`npx tsx examples/${file}\``,
    );
    expect(code).toContain("import assert from 'node:assert/strict';");
    expect(code).toMatch(/^\s*assert\.\w+\(/m);
    expect(code).toMatch(/console\.log\(/);
  });
});

it('are what the guide shows: the file for Docker', () => {
  const guide = readFileSync(`${examples}/../docs/over-machines.md`, 'utf8');
  expect(guide).toContain(readFileSync(`${examples}/distributed/docker-compose.yml`, 'utf8'));
});
