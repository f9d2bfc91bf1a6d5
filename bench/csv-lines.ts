import { createRng } from '../src/random/rng.js';

/** Rows of eight columns: integers, prices, long floats, dates, two kinds of text, booleans and gaps. */
export function* csvLines(characters: number, quoted: boolean): Generator<string> {
  const rng = createRng(1);
  const cities = ['Berlin', 'Oslo', 'Paris', 'San Francisco, California', 'Rome', 'Buenos Aires'];
  let lines = ['id,price,measure,ratio,day,city,member,note'];
  for (let id = 0, written = 0; written < characters; id++) {
    const city = cities[rng.nextInteger(cities.length)];
    const place = quoted ? `"${city}"` : city.replace(',', '');
    const measure = rng.nextInteger(20) === 0 ? '' : rng.next();
    const day = `2024-0${1 + rng.nextInteger(9)}-1${rng.nextInteger(10)}`;
    lines.push(
      `${id},${rng.nextInteger(100_000) / 100},${measure},${rng.nextInteger(1000) / 1e4},${day},${place},${id % 3 === 0},n${rng.nextInteger(5000)}`,
    );
    if (lines.length === 1000) {
      const block = `${lines.join('\n')}\n`; // joined, or V8 would keep a tree of ten nodes for each line
      written += block.length;
      yield block;
      lines = [];
    }
  }
}
