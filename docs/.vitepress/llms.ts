import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { docs, groupsOfGuides } from './pages.js';

/*
 * The guides for language models, as llmstxt.org proposes: a list of what there is, and all of it as one text.
 */

const read = (file: string) => readFileSync(join(docs, file), 'utf8').trim();

const heading = `# fitpredict

> Classical machine learning in pure TypeScript, the scikit-learn way: the names of scikit-learn in camelCase, the same defaults and
> numbers, in Node, browsers and edge runtimes. \`npm install fitpredict\``;

/** What a page is about: its first paragraph, up to the end of a sentence. */
function aboutOf(name: string): string {
  const paragraphs = read(`${name}.md`)
    .split(/\n{2,}/)
    .slice(1);
  const prose = paragraphs.find((text) => /^[A-Z`[]/.test(text)) ?? '';
  const [sentence] = prose.replaceAll(/\s+/g, ' ').split(/(?<=[.:])\s/);
  return sentence.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/:$/, '.');
}

/** What there is, a line a guide. */
function shortText(): string {
  const groups = groupsOfGuides().map(({ title, pages }) => {
    const lines = pages.map((page) => `- [${page.title}](${page.name}.md): ${aboutOf(page.name)}`);
    return `## ${title}\n\n${lines.join('\n')}`;
  });
  const further = `## All in one

- [For coding agents](SKILL.md): entry points, contracts, pitfalls.
- [All guides](llms-full.txt): one text.`;
  return `${[heading, ...groups, further].join('\n\n')}\n`;
}

/** All guides, one after the other. */
function fullText(): string {
  const pages = groupsOfGuides().flatMap((group) => group.pages);
  return `${[heading, ...pages.map(({ name }) => read(`${name}.md`))].join('\n\n')}\n`;
}

/** Writes both, and beside them the guides as they are, to which the list links. */
export function writeTexts(folder: string): void {
  writeFileSync(join(folder, 'llms.txt'), shortText());
  writeFileSync(join(folder, 'llms-full.txt'), fullText());
  for (const { pages } of groupsOfGuides()) {
    for (const { name } of pages)
      copyFileSync(join(docs, `${name}.md`), join(folder, `${name}.md`));
  }
  copyFileSync(join(docs, '../SKILL.md'), join(folder, 'SKILL.md'));
}
