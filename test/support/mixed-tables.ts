import { type Cell, Table } from '../../src/data/table.js';
import { createRng, type Rng } from '../../src/random/rng.js';
import { createNormal } from '../../src/random/sampling.js';

/** A category and what it is worth. */
type Worth = readonly (readonly [name: string, worth: number])[];

/** Names that begin with letters in no order of what they are worth. */
function categories(n: number, spread: number, rng: Rng): Worth {
  const normal = createNormal(rng);
  return Array.from({ length: n }, (_, k) => [
    `${'qwertzuiopasdfghjklyxcvbnm'[(k * 7) % 26]}${k}`,
    spread * normal(),
  ]);
}

/** One of them, the first being the most frequent. */
function draw(worth: Worth, rng: Rng): Worth[number] {
  return worth[Math.floor(worth.length * rng.next() ** 1.6)];
}

/**
 * Houses as they are sold: 30 columns of numbers, text and booleans with gaps, and a price in the hundred thousands that
 * depends on quarter, kitchen and the like by category, and on sizes that work together.
 */
export function housePrices(rows: number, seed: number, quarters = 25): Table {
  const rng = createRng(seed);
  const normal = createNormal(rng);
  const texts: Record<string, Worth> = {
    quarter: categories(quarters, 0.25, rng),
    kitchen: categories(5, 0.12, rng),
    roof: categories(6, 0.05, rng),
    heating: categories(6, 0.05, rng),
    facade: categories(14, 0.06, rng),
    garage: categories(6, 0.06, rng),
    saleKind: categories(5, 0.08, rng),
    zoning: categories(5, 0.08, rng),
    street: categories(3, 0.02, rng),
    foundation: categories(6, 0.06, rng),
  };
  const records = Array.from({ length: rows }, () => {
    const quality = 1 + Math.floor(10 * rng.next());
    const area = 60 + 120 * rng.next() + 8 * quality;
    const age = Math.floor(90 * rng.next() ** 1.5);
    const row: Record<string, Cell> = { quality, area, age };
    let worth = 0.11 * quality + 0.006 * area - 0.003 * age + 0.05 * normal();
    for (const [name, own] of Object.entries(texts)) {
      const [value, effect] = draw(own, rng);
      row[name] = value;
      worth += effect;
    }
    row.pool = rng.next() < 0.1;
    row.lift = rng.next() < 0.3;
    worth += (row.pool ? 0.12 : 0) + (row.lift ? 0.04 : 0);
    row.lot = area * (2 + 3 * rng.next());
    worth += 0.0003 * row.lot;
    for (let j = 0; j < 12; j++) row[`measure${j}`] = Math.round(100 * normal()) / 10;
    if (rng.next() < 0.18) row.lot = null;
    if (rng.next() < 0.06) {
      row.garage = null;
      worth -= 0.15;
    }
    if (rng.next() < 0.05) row.age = null;
    return { ...row, price: Math.round(60_000 + 55_000 * worth ** 1.3) };
  });
  return Table.fromRecords(records);
}

/** Customers, of whom about one in five leaves: by contract and payment, and when nobody has called them for long. */
export function churn(rows: number, seed: number): Table {
  const rng = createRng(seed);
  const normal = createNormal(rng);
  const texts: Record<string, Worth> = {
    contract: categories(3, 1.4, rng),
    payment: categories(4, 0.9, rng),
    region: categories(16, 0.8, rng),
    device: categories(9, 0.6, rng),
    campaign: categories(120, 0.9, rng),
  };
  const records = Array.from({ length: rows }, () => {
    const months = Math.floor(72 * rng.next() ** 1.4);
    const bill = 20 + 80 * rng.next();
    const row: Record<string, Cell> = {
      months,
      bill,
      total: Math.round(months * bill),
      senior: rng.next() < 0.16,
    };
    let leaning = -0.9 - 0.035 * months + 0.014 * bill + (row.senior ? 0.4 : 0);
    for (const [name, own] of Object.entries(texts)) {
      const [value, effect] = draw(own, rng);
      row[name] = value;
      leaning += effect;
    }
    row.daysSinceCall = Math.floor(200 * rng.next());
    if (rng.next() < 0.25) {
      row.daysSinceCall = null; // never called
      leaning += 1.1;
    } else leaning += 0.004 * (row.daysSinceCall - 100);
    row.usage = Math.round(100 * normal()) / 10;
    if (rng.next() < 0.08) row.usage = null;
    return { ...row, left: leaning + 0.8 * normal() > 0 ? 'yes' : 'no' };
  });
  return Table.fromRecords(records);
}
