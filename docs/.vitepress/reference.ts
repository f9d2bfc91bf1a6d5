/**
 * Writes the API reference from the doc comments into `public/api`, by the settings of `typedoc.json`, whose links to
 * SITE lead to the site around it. What stands in a pair with scikit-learn has a link there below its heading.
 */
import { Application, PageEvent, TSConfigReader, TypeDocReader } from 'typedoc';
import { accessiblePage } from './accessible-page.js';
import { readPairs } from './side-by-side.js';

const links = new Map(readPairs().map(({ name, link }) => [name, link]));

const app = await Application.bootstrapWithPlugins({}, [new TypeDocReader(), new TSConfigReader()]);
app.renderer.on(PageEvent.END, (page: PageEvent) => {
  const site = '../'.repeat(page.url.split('/').length);
  const [, name = ''] = /\/(?:index|datasets)\.(\w+)\.html$/.exec(page.url) ?? [];
  const link = links.get(name);
  const beside =
    link === undefined
      ? '</h1>'
      : `</h1><p><a href="SITE/${link}">Side by side with scikit-learn</a></p>`;
  const contents = (page.contents ?? '').replace('</h1>', beside);
  page.contents = accessiblePage(contents).replaceAll('href="SITE/', `href="${site}`);
});
const project = await app.convert();
if (project === undefined) throw new Error('TypeDoc found nothing to describe.');
await app.generateOutputs(project);
if (app.logger.hasErrors()) process.exitCode = 1;
