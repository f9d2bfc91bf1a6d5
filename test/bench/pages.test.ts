import { describe, expect, it } from 'vitest';
import { barChart } from '../../bench/bar-chart.js';
import { barsOf, benchmarksPage } from '../../bench/benchmarks-page.js';
import type { Compared, Result } from '../../bench/compare.js';
import {
  type Cost,
  costPage,
  costPicture,
  type GrowthReport,
  lastPower,
} from '../../bench/cost-page.js';
import { allCoresPage, type ParallelReport } from '../../bench/parallel-page.js';
import { replacingPage, type SizeReport } from '../../bench/replacing-page.js';
import { merged, type Report } from '../../bench/report.js';

const machine = {
  cpu: 'Some CPU',
  cores: 2,
  gigabytes: 8,
  system: 'linux x64',
  versions: { node: '20.0.0', 'scikit-learn': '1.9.1' },
  day: '2026-11-28',
};

const timed = (seconds: number, ratio?: number): Compared => ({
  seconds,
  low: 0.9 * seconds,
  high: 1.1 * seconds,
  runs: 5,
  others: 0,
  calm: true,
  ratio: ratio === undefined ? undefined : { median: ratio, low: ratio - 0.1, high: ratio + 0.1 },
});

const noisy: Compared = { ...timed(1), calm: false, others: 0.71 };

const side = (
  workload: string,
  kind: Result['kind'],
  implementation: string,
  figures: Partial<Result>,
): Result => ({ workload, kind, implementation, ...figures });

const report: Report = {
  machine,
  about: { won: 'Won on 10 × 2, defaults', lost: 'Lost on 10 × 2', loud: 'Loud on 10 × 2' },
  results: [
    side('won', 'ours', 'fitpredict', {
      fit: timed(1),
      predict: timed(0.001),
      oneRow: timed(2e-6),
      megabytes: 10,
      quality: { r2: 0.9123456 },
    }),
    side('won', 'native', 'slow library', { fit: timed(8, 0.125), predict: timed(0.004, 0.25) }),
    side('won', 'native', 'fast library', { fit: timed(4, 0.25), megabytes: 20.4 }),
    side('lost', 'ours', 'fitpredict', { fit: timed(3) }),
    side('lost', 'native', 'fast library', { fit: timed(1, 3) }),
    side('loud', 'ours', 'fitpredict', { fit: timed(1) }),
    side('loud', 'native', 'fast library', { fit: noisy }),
  ],
};

const javascript: Report = {
  machine,
  about: { won: 'Won on 10 × 2, defaults', small_one: 'Small on 5 × 2' },
  results: [
    side('won', 'ours', 'fitpredict', { fit: timed(1) }),
    side('won', 'JavaScript', 'a peer', { failed: 'first fit: over 30 s' }),
    side('small_one', 'ours', 'fitpredict', { fit: timed(0.004), quality: { inertia: 2 } }),
    side('small_one', 'JavaScript', 'skmeans', { fit: timed(0.002, 2), quality: { inertia: 2 } }),
  ],
};

/** The rows of a table, without its rules. */
const rowsOf = (page: string, start: string) =>
  page.split('\n').filter((line) => line.startsWith(`| ${start}`));

describe('the page of benchmarks', () => {
  const page = benchmarksPage(report, 'images/picture.svg', javascript);

  it('compares with the fastest native library, wins and losses alike', () => {
    expect(rowsOf(page, 'Won on')[0]).toBe(
      '| Won on 10 × 2, defaults | 1.00 ± 10 % | 4.00 ± 10 % | fast library | **0.250** (0.150–0.350) | 10 / 20 |',
    );
    expect(rowsOf(page, 'Lost on')[0]).toContain('| **3.00** (2.90–3.10) |');
    expect(page).toContain('faster in 1 of 2 workloads');
    expect(page).toContain('geometric mean of the ratios is 0.866, the worst 3.00');
  });

  it('takes the fastest at each task', () => {
    expect(rowsOf(page, 'Won on')[1]).toBe(
      '| Won on 10 × 2, defaults | 1.00 | 4.00 | **0.250** (0.150–0.350) | 2.00 | – |',
    );
  });

  it('has no ratio of a noisy run', () => {
    expect(rowsOf(page, 'Loud on')[0]).toContain('| noisy: others used 0.7 cores |');
  });

  it('says why a library has no figures', () => {
    expect(rowsOf(page, 'Won on')[2]).toContain('| a peer | 1.00 | first fit: over 30 s | – |');
  });

  it('compares with libraries in JavaScript, losses alike', () => {
    expect(rowsOf(page, 'Small on')).toEqual([
      '| Small on 5 × 2 | skmeans | 0.00400 | 0.00200 | **2.00** (1.90–2.10) |',
    ]);
    expect(page).toContain('faster in 0 of the 1 comparisons');
    expect(rowsOf(page, '`small_one`')).toHaveLength(2);
    expect(benchmarksPage(report, 'p.svg')).toContain('None were measured.');
  });

  it('states qualities, machine and versions', () => {
    expect(page).toContain('| `won` | fitpredict | r2 0.912346 |');
    expect(page).toContain('On 2026-11-28, on Some CPU (2 cores, 8 GB, linux x64), with node');
    expect(page).toContain('scikit-learn 1.9.1');
  });

  it('says so when nothing could be compared', () => {
    const loud = { ...report, about: { loud: report.about.loud } };
    expect(benchmarksPage(loud, 'p.svg')).toContain('every run was noisy');
  });
});

describe('the page of what ours replaces', () => {
  const sizes: SizeReport = {
    day: '2026-11-28',
    rows: [
      {
        library: 'skmeans 0.11.3',
        kilobytes: 1.63,
        ours: ['KMeans'],
        ourKilobytes: 39.5,
        withSmallMatrix: 22.5,
      },
    ],
  };
  const marked = (mark: string) =>
    `<!-- ${mark}, written by bench/pages.ts -->\n\nold\n\n<!-- end of ${mark} -->`;
  const page = `Before\n\n${marked('sizes')}\n\nbetween\n\n${marked('speed')}\n`;

  it('has figures between its marks, of the libraries that are replaced, and else its own words', () => {
    const written = replacingPage(page, sizes, javascript);
    expect(rowsOf(written, 'skmeans')).toEqual([
      '| skmeans 0.11.3 | 1.6 | `KMeans` | 39.5 | 22.5 |',
    ]);
    expect(rowsOf(written, 'Small on')).toHaveLength(1);
    expect(rowsOf(written, 'Won on')).toEqual([]);
    expect(written).toMatch(/^Before\n.*\nbetween\n/s);
    expect(written).not.toContain('old');
    expect(replacingPage(written, sizes, javascript)).toBe(written);
  });

  it('says what is not measured, and that a mark is gone', () => {
    expect(replacingPage(page)).toContain('Not measured yet.');
    expect(() => replacingPage('Before')).toThrow('no place for sizes');
  });
});

describe('the page of all cores', () => {
  const result = { poolMilliseconds: 50, first: { one: 4, two: 3 }, again: { one: 3, two: 1.5 } };
  const native = { library: 'Some library', seconds: { one: 6, two: 5 } };
  const parallel: ParallelReport = {
    machine,
    results: [
      { name: 'both', about: 'Both', native, ...result },
      { name: 'alone', about: 'Alone', ...result },
    ],
  };
  const page =
    'Before\n\n<!-- figures, written by bench/pages.ts -->\n<!-- end of figures -->\n\nafter\n';

  it('has the second times, what two gain, and ours beside the native ones', () => {
    const written = allCoresPage(page, parallel);
    expect(rowsOf(written, 'Both')).toEqual([
      '| Both | 3.00 | 1.50 | 2.00 × | 5.00 (Some library) | 1.20 × | 0.500 | 0.300 |',
    ]);
    expect(rowsOf(written, 'Alone')).toEqual(['| Alone | 3.00 | 1.50 | 2.00 × | – | – | – | – |']);
    expect(written).toMatch(/^Before\n.*\nafter\n$/s);
    expect(allCoresPage(written, parallel)).toBe(written);
  });

  it('says what is not measured', () => {
    expect(allCoresPage(page)).toContain('Not measured yet.');
  });
});

describe('measuring some again', () => {
  const again = side('won', 'ours', 'fitpredict', { fit: timed(9) });
  const now: Report = { machine, about: { won: 'Won on 20 × 2' }, results: [again] };

  it('replaces these and keeps the others in their place', () => {
    const { about, results } = merged(report, now);
    expect(Object.entries(about)).toEqual([
      ['won', 'Won on 20 × 2'],
      ['lost', 'Lost on 10 × 2'],
      ['loud', 'Loud on 10 × 2'],
    ]);
    expect(results.filter(({ workload }) => workload === 'won')).toEqual([again]);
    expect(results.filter(({ workload }) => workload === 'lost')).toHaveLength(2);
  });

  it('does not mix machines or versions of other libraries', () => {
    expect(merged(undefined, now)).toBe(now);
    const newer = { ...now, machine: { ...machine, versions: { node: '24.0.0' } } };
    expect(merged(report, newer)).toBe(newer);
  });
});

describe('the picture of benchmarks', () => {
  it('has a bar for every ratio that is known, to the side that it belongs to', () => {
    const bars = barsOf(report);
    expect(bars).toEqual([
      { label: 'Won on 10 × 2', ratio: 0.25 },
      { label: 'Lost on 10 × 2', ratio: 3 },
    ]);
    const drawn = barChart(bars);
    expect(drawn.match(/<rect class="good"/g)).toHaveLength(1);
    expect(drawn.match(/<rect class="bad"/g)).toHaveLength(1);
    expect(drawn).not.toContain('NaN');
  });

  it('tells workloads of one size apart by their names', () => {
    const about = { won: 'Same on 10 × 2, one way', lost: 'Same on 10 × 2, another', loud: '' };
    expect(barsOf({ ...report, about }).map(({ label }) => label)).toEqual(['won', 'lost']);
  });

  it('escapes what it is given', () => {
    expect(barChart([{ label: 'a < b & c', ratio: 1 }])).toContain('>a &lt; b &amp; c<');
  });
});

describe('the page of costs', () => {
  const cost = (value: number, seconds: number): Cost => ({
    axis: 'rows',
    name: 'KMeans',
    value,
    seconds,
    megabytes: 3.2,
  });
  const growth: GrowthReport = {
    machine,
    costs: [
      cost(1000, 0.01),
      cost(10_000, 0.1),
      cost(100_000, 10),
      { axis: 'rows', name: 'KMeans', value: 1_000_000, skipped: 'over 6 s expected' },
    ],
  };
  const times = (milliseconds: number) => ({ importMilliseconds: 90, milliseconds });
  const starts = {
    machine,
    results: [
      { name: 'KMeans', ...times(12.34), native: times(40) },
      { name: 'SVC', ...times(31) },
    ],
  };
  const page = costPage(growth, starts, 'images/cost.svg');

  it('shows time, memory and the power of the last step, and why there is none', () => {
    expect(rowsOf(page, 'KMeans')[0]).toBe(
      '| KMeans | 0.0100 s, 3 MB | 0.100 s, 3 MB | 10.0 s, 3 MB | – | 2.0 |',
    );
    expect(page).toContain('- over 6 s expected: KMeans');
  });

  it('marks a first fit that is over the limit', () => {
    expect(page).toContain('| KMeans | 90.0 | 12.3 | 90.0 | 40.0 |');
    expect(page).toContain('| SVC | 90.0 | **31.0** | – | – |');
  });

  it('tells no power from fits that are too short', () => {
    expect(lastPower([cost(1000, 0.001), cost(10_000, 0.1)])).toBeUndefined();
    expect(lastPower([cost(1000, 1)])).toBeUndefined();
  });

  it('draws every estimator that was measured', () => {
    const drawn = costPicture(growth);
    expect(drawn).toContain('>KMeans</text>');
    expect(drawn.match(/<circle/g)).toHaveLength(3);
    expect(drawn).not.toContain('NaN');
  });
});
