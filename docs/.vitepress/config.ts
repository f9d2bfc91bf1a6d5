import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { writeTexts } from './llms.js';
import { docs, groupsOfGuides } from './pages.js';
import { runsInPage } from './runnable.js';

/*
 * The site: the guides of this folder, and what `prepare.ts` and TypeDoc put into `public/` before: the library for
 * snippets, the API reference, the playground. `npm run docs` builds all of it.
 */

const source = (path: string) => fileURLToPath(new URL(`../../src/${path}`, import.meta.url));
const description =
  'Classical machine learning the scikit-learn way, in pure TypeScript, for Node, browsers and edge runtimes.';

const guides = groupsOfGuides().map(({ title, pages }) => ({
  text: title,
  items: pages.map((page) => ({ text: page.title, link: `/${page.name}` })),
}));

/** A link to pages that others have built, of which the router of the site knows nothing: none where they are not there. */
const beside = (text: string, folder: string): DefaultTheme.NavItem[] =>
  existsSync(join(docs, 'public', folder, 'index.html'))
    ? [{ text, link: `/${folder}/`, target: '_self' }]
    : [];

const nav: DefaultTheme.NavItem[] = [
  { text: 'Guides', link: '/train-model', activeMatch: '^/(?!benchmarks).+' },
  ...beside('API', 'api'),
  { text: 'Benchmarks', link: '/benchmarks' },
  ...beside('Playground', 'playground'),
];

export default defineConfig({
  title: 'fitpredict',
  description,
  lang: 'en',
  base: process.env.DOCS_BASE ?? '/',
  cleanUrls: false,
  metaChunk: true,
  cacheDir: fileURLToPath(new URL('../../node_modules/.cache/fitpredict/site', import.meta.url)),
  head: [
    [
      'link',
      { rel: 'icon', type: 'image/svg+xml', href: `${process.env.DOCS_BASE ?? '/'}logo.svg` },
    ],
    ['meta', { name: 'theme-color', content: '#1d4ed8' }],
  ],
  router: { prefetchLinks: false },
  transformPageData({ relativePath }) {
    // Two programs beside each other take the place of the list of headings.
    if (relativePath.startsWith('side-by-side'))
      return { frontmatter: { aside: false, pageClass: 'wide' } };
    return ['benchmarks.md', 'cost.md'].includes(relativePath)
      ? { frontmatter: { pageClass: 'figures' } }
      : undefined;
  },
  // The layout of the start page has no landmark for its content.
  transformHtml: (html) => html.replace('class="VPContent is-home"', '$& role="main"'),
  buildEnd: ({ outDir }) => writeTexts(outDir),
  themeConfig: {
    logo: { src: '/logo.svg', width: 24, height: 24, alt: '' },
    nav,
    sidebar: guides,
    outline: [2, 3],
    search: { provider: 'local' },
    footer: { message: 'MIT license', copyright: 'fitpredict, pure TypeScript' },
  },
  markdown: {
    theme: { light: 'github-light-high-contrast', dark: 'github-dark' },
    config(markdown) {
      const { fence } = markdown.renderer.rules;
      markdown.renderer.rules.fence = (tokens, i, options, env, self) => {
        const html = fence?.(tokens, i, options, env, self) ?? '';
        const { info, content } = tokens[i];
        const shown =
          info.trim() === 'ts' && runsInPage(content) ? `<LiveSnippet>${html}</LiveSnippet>` : html;
        // Python, and the same in TypeScript right after it, stand beside each other.
        if (info.trim() === 'python' && tokens[i + 1]?.info === 'ts')
          return `<div class="side-by-side">${shown}`;
        return info.trim() === 'ts' && tokens[i - 1]?.info === 'python' ? `${shown}</div>` : shown;
      };
    },
  },
  vite: {
    resolve: {
      alias: [
        { find: /^fitpredict$/, replacement: source('index.ts') },
        // What the demo makes it only reads: the small matrix saves the page 17 kB.
        { find: /^ml-matrix$/, replacement: source('matrix.ts') },
      ],
    },
    worker: { format: 'es' },
    build: { target: 'es2022', chunkSizeWarningLimit: 1000 },
  },
});
