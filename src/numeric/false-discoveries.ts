/**
 * P-values adjusted for being many: where those below a level are called discoveries, at most that share of them is
 * expected to be false. Valid where tests are independent or positively dependent.
 * Source: Benjamini and Hochberg, JRSS B 57 (1995).
 *
 * @param pValues - [nTests]; null where nothing was tested, which does not count
 * @returns [nTests], each at least its p-value and at most 1
 */
export function adjustForMany(pValues: readonly (number | null)[]): (number | null)[] {
  const tested = pValues
    .map((p, at) => ({ p: p as number, at }))
    .filter(({ p }) => p !== null)
    .sort((x, y) => y.p - x.p);
  const adjusted = pValues.map((p) => p);
  let least = 1;
  for (const [place, { p, at }] of tested.entries()) {
    least = Math.min(least, (p * tested.length) / (tested.length - place));
    adjusted[at] = least;
  }
  return adjusted;
}
