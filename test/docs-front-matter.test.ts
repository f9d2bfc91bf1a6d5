import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/* The formatter takes front matter for prose and takes its indents away, so biome.json leaves these two out. */

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

it('the start page of the site has its layout', () => {
  expect(read('docs/index.md')).toMatch(
    /^---\nlayout: home\nhero:\n {2}name: fitpredict\n(?: {2}.*\n)+features:\n(?: {2}.*\n)+---\n/,
  );
});

it('the instructions for coding agents say first what they are for', () => {
  expect(read('SKILL.md')).toMatch(/^---\nname: fitpredict\ndescription: .+\n---\n\n# /);
});

it.each(['docs/index.md', 'SKILL.md'])('%s is left to itself by the formatter', (path) => {
  const { files } = JSON.parse(read('biome.json'));
  expect(files.includes).toContain(`!${path}`);
});
