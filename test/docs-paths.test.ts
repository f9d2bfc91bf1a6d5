import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const guides = readdirSync(join(root, 'docs')).filter((file) => file.endsWith('.md'));
const pages = ['README.md', 'SKILL.md', 'CONTRIBUTING.md', ...guides.map((file) => `docs/${file}`)];

/** Paths of this project from its root, such as `src/trees/walk.ts`; a place to fill in, `<name>`, ends one. */
function pathsIn(text: string): string[] {
  const named = text.matchAll(/(?<![\w/.-])(?:src|test|examples|bench)\/[\w./-]*/g);
  return [...named].map(([path]) => path.replace(/[./]+$/, ''));
}

/** What a link leads to, from the folder of its page; addresses elsewhere are left out. */
function linksIn(text: string): string[] {
  const prose = text.replaceAll(/^```.*?^```$/gms, '');
  const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchor of a heading, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\d\s_-]/gu, '')
    .replaceAll(' ', '-');

const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading));

describe.each(pages)('%s', (page) => {
  const text = readFileSync(join(root, page), 'utf8');

  it('names files and folders that exist', () => {
    expect(pathsIn(text).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('links to pages and headings that exist', () => {
    const broken = linksIn(text).filter((link) => {
      const [target, anchor] = link.split('#');
      const file = target === '' ? join(root, page) : join(root, dirname(page), target);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(file, 'utf8')).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

it('links from packed pages only to what is packed with them', () => {
  const { files } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  // npm packs the first three of its own accord.
  const packed = ['package.json', 'README.md', 'LICENSE', ...files];
  const isPacked = (path: string) =>
    packed.some((one: string) => path === one || path.startsWith(`${one}/`) || matches(path, one));
  const broken = [...pages, 'CHANGELOG.md'].flatMap((page) =>
    linksIn(readFileSync(join(root, page), 'utf8'))
      .map((link) => link.split('#')[0])
      .filter((target) => target !== '' && !isPacked(join(dirname(page), target)))
      .map((target) => `${page}: ${target}`),
  );
  expect(broken).toEqual([]);
});

/** Whether a path is one of `python/*.py`. */
const matches = (path: string, pattern: string) => {
  const [start, end] = pattern.split('*');
  return end !== undefined && path.startsWith(start) && path.endsWith(end);
};

it('finds the paths and links that it is to check', () => {
  const texts = pages.map((page) => readFileSync(join(root, page), 'utf8'));
  expect(texts.flatMap(pathsIn).length).toBeGreaterThan(30);
  expect(texts.flatMap(linksIn).length).toBeGreaterThan(20);
});
