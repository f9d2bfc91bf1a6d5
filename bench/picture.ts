/** Pictures for the pages, as SVG that is readable on light and dark alike: no background, colours by the reader's scheme. */

const STYLE = `<style>
svg { --ink: #333; --faint: #ddd; --good: #2a7f62; --bad: #c8553d; }
@media (prefers-color-scheme: dark) { svg { --ink: #ddd; --faint: #444; --good: #57b894; --bad: #e8836d; } }
text { font: 12px sans-serif; fill: var(--ink); }
.grid { stroke: var(--faint); }
.axis { stroke: var(--ink); }
.good { fill: var(--good); }
.bad { fill: var(--bad); }
polyline { fill: none; stroke: var(--ink); stroke-width: 1.5; }
</style>`;

/**
 * @param title - what a reader who cannot see it is told
 */
export function picture(
  width: number,
  height: number,
  title: string,
  content: readonly string[],
): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">\n<title>${escaped(title)}</title>\n${STYLE}\n${content.join('\n')}\n</svg>\n`;
}

export function label(x: number, y: number, anchor: 'start' | 'middle' | 'end', words: string) {
  return `<text x="${fixed(x)}" y="${fixed(y)}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

export function line(kind: 'grid' | 'axis', from: readonly number[], to: readonly number[]) {
  const [x1, y1, x2, y2] = [...from, ...to].map(fixed);
  return `<line class="${kind}" x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
}

export function fixed(value: number): string {
  return String(Number(value.toFixed(1)));
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
