import { Table, type TableRecord, toCsv } from 'fitpredict';

/**
 * Tables as jobs bring them, made of nothing but integers and sums, so that every engine makes the same bytes: missing
 * values, rare classes, dates, text, and columns that say nothing. `toCsv` of them is what scikit-learn reads.
 */

/** A stream of numbers from 0 up to 1: Marsaglia's xorshift, 32 bits. */
function stream(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Draws for one table: numbers like a normal one, choices, cells that may be missing. */
function draws(seed: number) {
  const uniform = stream(seed);
  const round = (value: number) => Math.round(value * 1000) / 1000;
  return {
    uniform,
    /** The sum of twelve uniform draws: mean 0, standard deviation 1. */
    normal: () => round(Array.from({ length: 12 }, uniform).reduce((a, b) => a + b, -6)),
    choice: (values: readonly string[]) => values[Math.floor(uniform() * values.length)] ?? '',
    /** The value, or null for a share of the rows. */
    gappy: <T>(value: T, share: number): T | null => (uniform() < share ? null : value),
    /** Columns `noise_1` … that have nothing to do with the target. */
    noise: (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, j) => [`noise_${j + 1}`, round(uniform())]),
      ),
    round,
  };
}

const rows = (count: number, row: (i: number) => TableRecord) =>
  Table.fromRecords(Array.from({ length: count }, (_, i) => row(i)));

const date = (day: number) => new Date(Date.UTC(2023, 0, 1 + day)).toISOString().slice(0, 10);

/** 1500 customers, 40 columns; 1 in 6 leaves. */
export function churnTable(): Table {
  const { uniform, normal, choice, gappy, noise, round } = draws(1);
  return rows(1500, () => {
    const months = Math.floor(uniform() * 72);
    const contract = choice(['monthly', 'yearly', 'two years']);
    const calls = Math.floor(uniform() * uniform() * 10);
    const charge = round(70 + 25 * normal());
    const risk = (contract === 'monthly' ? 1.5 : -1.5) + 0.5 * calls - months / 24 + charge / 100;
    return {
      joined: date(Math.floor(uniform() * 700)),
      months,
      contract: gappy(contract, 0.03),
      support_calls: gappy(calls, 0.08),
      monthly_charge: gappy(charge, 0.05),
      city: choice(['Aachen', 'Bonn', 'Celle', 'Emden', 'Fulda', 'Gera', 'Halle']),
      ...noise(33),
      churn: risk + normal() > 2 ? 'yes' : 'no',
    };
  });
}

/** 1200 houses sold, with dates and districts; prices in thousands. */
export function houseTable(): Table {
  const { uniform, normal, choice, gappy, noise, round } = draws(2);
  const districts = ['harbour', 'hill', 'market', 'meadow', 'mill', 'station'];
  return rows(1200, () => {
    const area = round(110 + 35 * normal());
    const day = Math.floor(uniform() * 700);
    const district = choice(districts);
    const condition = choice(['poor', 'fair', 'good']);
    const perArea = 2.5 + 0.4 * districts.indexOf(district) + (condition === 'good' ? 0.6 : 0);
    return {
      sold: date(day),
      area,
      rooms: Math.max(1, Math.round(area / 28 + normal() / 2)),
      built: gappy(1900 + Math.floor(uniform() * 120), 0.1),
      district,
      condition: gappy(condition, 0.05),
      heating: choice(['gas', 'oil', 'pump']),
      ...noise(32),
      price: round(area * perArea + day / 10 + 20 * normal()),
    };
  });
}

/** 900 shoppers of three habits, with numbers in very different units. */
export function segmentTable(): Table {
  const { uniform, normal, gappy, round } = draws(3);
  const habits = [
    { habit: 'rare', visits: 3, spent: 40, returns: 0.1 },
    { habit: 'steady', visits: 20, spent: 60, returns: 0.2 },
    { habit: 'grand', visits: 8, spent: 400, returns: 0.6 },
  ] as const;
  return rows(900, () => {
    const { habit, visits, spent, returns } = habits[Math.floor(uniform() * 3)] ?? habits[0];
    return {
      visits: gappy(round(visits + 1.5 * normal()), 0.04),
      spent_per_visit: gappy(round(spent * (1 + 0.2 * normal())), 0.04),
      share_returned: round(returns + 0.08 * normal()),
      minutes_per_visit: round(20 + visits / 2 + 3 * normal()),
      habit,
    };
  });
}

/** 4000 payments, of which 1 in 60 is a fraud. */
export function fraudTable(): Table {
  const { uniform, normal, choice, gappy, noise, round } = draws(4);
  return rows(4000, () => {
    const isFraud = uniform() < 1 / 60;
    return {
      paid: date(Math.floor(uniform() * 365)),
      amount: round((isFraud ? 220 : 80) + (isFraud ? 90 : 35) * normal()),
      hour: Math.floor(isFraud ? uniform() * 8 : uniform() * 24),
      country: gappy(
        isFraud && uniform() < 0.5 ? 'abroad' : choice(['home', 'home', 'near', 'abroad']),
        0.02,
      ),
      minutes_since_last: gappy(round(isFraud ? uniform() * 40 : uniform() * 600), 0.06),
      ...noise(34),
      fraud: isFraud ? 'yes' : 'no',
    };
  });
}

/** All of them by name, as CSV: `npx tsx examples/support/job-tables.ts churn`. */
const tables = { churn: churnTable, houses: houseTable, segments: segmentTable, fraud: fraudTable };

const asked = process.argv[1]?.endsWith('job-tables.ts') ? process.argv[2] : undefined;
if (asked !== undefined && asked in tables) {
  for (const [name, make] of Object.entries(tables)) if (name === asked) console.log(toCsv(make()));
}
