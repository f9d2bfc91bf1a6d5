/** A page that is written by hand but for the figures between two marks. */
export function between(page: string, mark: string, text: string): string {
  const [start, end] = [`<!-- ${mark}, written by bench/pages.ts -->`, `<!-- end of ${mark} -->`];
  const from = page.indexOf(start);
  const to = page.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`The page has no place for ${mark}: ${start} … ${end}`);
  return `${page.slice(0, from + start.length)}\n\n${text}\n\n${page.slice(to)}`;
}
