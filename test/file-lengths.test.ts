import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const src = fileURLToPath(new URL('../src', import.meta.url));
const MOST_LINES = 300;

/** The first comment of a file: a block, or lines that follow each other. */
const firstComment = (text: string): string =>
  /\/\*[\s\S]*?\*\/|\/\/.*(?:\n[ \t]*\/\/.*)*/.exec(text)?.[0] ?? '';

/** Whether the first comment says why the file is long: "Over 300 lines: …", and then words. */
const saysWhy = (text: string): boolean =>
  new RegExp(`\\bOver ${MOST_LINES} lines: \\w+ \\w+`).test(firstComment(text));

it('no source file is over 300 lines, unless its first comment says why', () => {
  const wrong = readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(join(src, file), 'utf8') }))
    .map(({ file, text }) => ({ file, text, lines: text.trimEnd().split('\n').length }))
    .filter(({ text, lines }) => lines > MOST_LINES && !saysWhy(text))
    .map(({ file, lines }) => `${file} has ${lines} lines`);
  expect(wrong).toEqual([]);
});

it('a reason counts in the first comment alone', () => {
  expect(saysWhy('// Over 300 lines: a list of names.\nexport {};')).toBe(true);
  expect(saysWhy("import 'a';\n/*\n * Rows.\n * Over 300 lines: they are data.\n */")).toBe(true);
  expect(saysWhy('// Rows.\n// Over 300 lines: they are data.')).toBe(true);
  expect(saysWhy('// Rows.\n\n// Over 300 lines: they are data.')).toBe(false);
  expect(saysWhy('// Over 300 lines: ')).toBe(false);
  expect(saysWhy('export {};')).toBe(false);
});
