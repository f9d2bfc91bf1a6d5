/**
 * A page of TypeDoc's as screen readers need it: its content is a landmark, the navigations have names, summaries
 * hold no links of their own, and the headings before the list of members follow that of the page.
 */
export function accessiblePage(html: string): string {
  const [start, ...rest] = html
    .replace('<div class="col-content">', '<div class="col-content" role="main">')
    .replace('<nav id="tsd-sidebar-links"', '<nav id="tsd-sidebar-links" aria-label="Site"')
    .replace(
      '<div class="page-menu">',
      '<div class="page-menu" role="navigation" aria-label="This page">',
    )
    .replaceAll(/<summary\b.*?<\/summary>/gs, (summary) =>
      summary.replaceAll(/<a\b[^>]*class="tsd-anchor-icon"[^>]*>.*?<\/a>/gs, ''),
    )
    .split(/(?=<section class="tsd-panel-group)/);
  const heading = /<h[3-6](?=[ >])/g;
  return [start.replaceAll(heading, '$& aria-level="2"'), ...rest].join('');
}
