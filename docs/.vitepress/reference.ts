/**
 * Writes the API reference from the doc comments into `public/api`, by the settings of `typedoc.json`, whose links to
 * SITE lead to the site around it.
 */
import { Application, PageEvent, TSConfigReader, TypeDocReader } from 'typedoc';
import { accessiblePage } from './accessible-page.js';

const app = await Application.bootstrapWithPlugins({}, [new TypeDocReader(), new TSConfigReader()]);
app.renderer.on(PageEvent.END, (page: PageEvent) => {
  const site = '../'.repeat(page.url.split('/').length);
  page.contents = accessiblePage(page.contents ?? '').replaceAll('href="SITE/', `href="${site}`);
});
const project = await app.convert();
if (project === undefined) throw new Error('TypeDoc found nothing to describe.');
await app.generateOutputs(project);
if (app.logger.hasErrors()) process.exitCode = 1;
