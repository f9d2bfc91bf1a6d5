/** docs/benchmarks.md from a report: a text of tables, with what was lost as plain as what was won. */
import type { Compared, Result } from './compare.js';
import { fastest, type Report, resultsOf, type Timed } from './report.js';
import { digits, spreadPercent } from './statistics.js';
import type { Machine } from './versions.js';

/** Workloads that the page shows: those whose name begins so. */
export const PAGE = [
  'linreg_100k_50',
  'logreg_',
  'rfc_20k_20',
  'rfr_20k_20',
  'gbtc_',
  'gbtr_',
  'svc_',
  'svr_',
  'kmeans_',
  'dbscan_',
  'iforest_',
  'csv_',
  'rows_',
] as const;

/** Workloads that libraries in JavaScript can do, the large ones of the page and small ones as pages in a browser have. */
export const JAVASCRIPT = [
  'small_',
  'linreg_100k_50',
  'logreg_100k_50',
  'logreg_multi',
  'rfc_20k_20',
  'gbtr_20k_20',
  'iforest_100k_10',
  'dbscan_50k_2',
  'dbscan_20k_8',
  'kmeans_100k_16_fixed',
  'kmeans_20k_2_fixed',
  'svc_5k_20',
  'svr_5k_20',
] as const;

/** One bar of the picture. */
export interface Bar {
  readonly label: string;
  /** Our training time divided by that of the fastest native library. */
  readonly ratio: number;
}

/**
 * @param picture - path of the bar chart from the page
 * @param javascript - figures of `--javascript`, where they were taken
 */
export function benchmarksPage(report: Report, picture: string, javascript?: Report): string {
  const names = Object.keys(report.about);
  return `${[
    '# Benchmarks',
    '<!-- Written by bench/run.ts; `npm run bench:page` writes it again from the kept figures. -->',
    introduction(report),
    `![Our training time divided by that of the fastest native library, a bar a workload](${picture})`,
    '## Training',
    'Seconds are medians, ± half of the range of the runs in percent. The ratio is the median over rounds in which both sides ran, with the range of the rounds. Memory is the peak of the first fit above the data, in MB: ours / theirs.',
    table(
      ['work', 'ours, s', 'fastest native, s', 'which', 'ours ÷ it', 'memory, MB'],
      names.flatMap((name) => trainingRow(report, name)),
    ),
    '## Predicting',
    'All test rows in one call, and one row in a call, against the fastest native library at each.',
    table(
      ['work', 'all rows: ours, ms', 'native, ms', 'ours ÷ it', 'one row: ours, µs', 'native, µs'],
      names.flatMap((name) => predictingRow(report, name)),
    ),
    '## Other JavaScript libraries',
    ...javaScriptPeers(javascript),
    '## How good the models are',
    'Equal results are part of the comparison: each row has what every implementation reached on the same data.',
    table(
      ['work', 'implementation', 'quality'],
      [...report.results, ...besideOurs(javascript)]
        .filter(({ quality }) => quality !== undefined)
        .map(qualityRow),
    ),
    '## How it was measured',
    machineText(report.machine),
    'Every implementation has a process of its own that loads the data once and is kept warm; ours and the others take turns, a fit each, and wait until nobody else uses the machine. Everything runs on one thread. Where others used more than a quarter of a core in most rounds, there is no ratio but the word *noisy*. The data are made by seeded generators in `bench/`; `bench/peers/install.sh` installs the libraries, and `npm run bench -- --page` measures all of it again but for the libraries in JavaScript, `npm run bench -- --javascript` these, and both write this page.',
  ].join('\n\n')}\n`;
}

/** The bars of the picture: every workload whose ratio is known. */
export function barsOf(report: Report): Bar[] {
  const short = (about: string) => about.split(/[,:;]| with /)[0];
  const shorts = Object.values(report.about).map(short);
  return Object.entries(report.about).flatMap(([name, about]) => {
    const ratio = fastest(resultsOf(report, name), 'native', 'fit')?.fit.ratio;
    if (ratio === undefined) return [];
    const isOneOf = shorts.filter((other) => other === short(about)).length;
    return [{ label: isOneOf > 1 ? name : short(about), ratio: ratio.median }];
  });
}

function introduction(report: Report): string {
  const ratios = barsOf(report).map(({ ratio }) => ratio);
  if (ratios.length === 0) return 'No ratio is known: every run was noisy.';
  const wins = ratios.filter((ratio) => ratio < 1).length;
  const logs = ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0);
  const mean = digits(Math.exp(logs / ratios.length));
  const worst = digits(Math.max(...ratios));
  return `fitpredict against the newest scikit-learn, XGBoost, LightGBM and pandas on one thread: our time divided by that of the fastest of them, so that **below 1 we are faster**. In training we are faster in ${wins} of ${ratios.length} workloads; the geometric mean of the ratios is ${mean}, the worst ${worst}.`;
}

function trainingRow(report: Report, name: string): string[][] {
  const results = resultsOf(report, name);
  const ours = fastest(results, 'ours', 'fit');
  if (ours === undefined) return [];
  const native = fastest(results, 'native', 'fit');
  const memory = [ours, native].map((side) =>
    side?.megabytes === undefined ? '–' : String(Math.round(side.megabytes)),
  );
  return [
    [
      report.about[name],
      spread(ours.fit),
      native ? spread(native.fit) : '–',
      native?.implementation ?? '–',
      native ? ratioText(native.fit, ours.fit) : '–',
      memory.join(' / '),
    ],
  ];
}

function predictingRow(report: Report, name: string): string[][] {
  const results = resultsOf(report, name);
  const ours = fastest(results, 'ours', 'predict');
  if (ours === undefined) return [];
  const native = fastest(results, 'native', 'predict');
  const time = (kind: Result['kind'], task: Timed, unit: number) => {
    const side = fastest(results, kind, task);
    return side === undefined ? '–' : digits(side[task].seconds * unit);
  };
  return [
    [
      report.about[name],
      time('ours', 'predict', 1e3),
      time('native', 'predict', 1e3),
      native ? ratioText(native.predict, ours.predict) : '–',
      time('ours', 'oneRow', 1e6),
      time('native', 'oneRow', 1e6),
    ],
  ];
}

/** What the others reached, and ours on the workloads that only this comparison has. */
const besideOurs = (javascript: Report | undefined): readonly Result[] =>
  javascript?.results.filter(
    ({ kind, workload }) => kind === 'JavaScript' || workload.startsWith('small_'),
  ) ?? [];

function javaScriptPeers(report: Report | undefined): string[] {
  const why =
    'Which could be had, and which not, is in `bench/peers/README.md` of the sources. A library whose first fit takes longer than the limit is stopped.';
  if (report === undefined) return [`None were measured. ${why}`];
  const rows = javaScriptRows(report, () => true);
  const ratios = javaScriptRatios(report);
  const wins = ratios.filter((ratio) => ratio < 1).length;
  const told =
    ratios.length === 0
      ? 'No ratio is known: every run was noisy, or was stopped.'
      : `Ours is faster in ${wins} of the ${ratios.length} comparisons in which both ended and the run was calm.`;
  return [`${told} ${why}`, table(JAVASCRIPT_HEAD, rows), machineText(report.machine)];
}

/** Ours divided by each library that ended. */
function javaScriptRatios(report: Report): number[] {
  return report.results.flatMap(({ kind, fit }) =>
    kind === 'JavaScript' && fit?.ratio !== undefined ? [fit.ratio.median] : [],
  );
}

export const JAVASCRIPT_HEAD = ['work', 'library', 'ours, s', 'its, s', 'ours ÷ it'] as const;

/** Training beside the libraries in JavaScript whose names are asked for. */
export function javaScriptRows(report: Report, isAsked: (name: string) => boolean): string[][] {
  return Object.keys(report.about).flatMap((name) => {
    const results = resultsOf(report, name);
    const ours = fastest(results, 'ours', 'fit');
    return results
      .filter(({ kind, implementation }) => kind === 'JavaScript' && isAsked(implementation))
      .map(({ implementation, fit, failed }) => [
        report.about[name],
        implementation,
        ours ? digits(ours.fit.seconds) : '–',
        fit ? digits(fit.seconds) : (failed ?? '–'),
        fit && ours ? ratioText(fit, ours.fit) : '–',
      ]);
  });
}

function qualityRow({ workload, implementation, quality = {} }: Result): string[] {
  const values = Object.entries(quality).map(([name, value]) => `${name} ${value.toPrecision(6)}`);
  return [`\`${workload}\``, implementation, values.join(', ')];
}

export function machineText({ cpu, cores, gigabytes, system, versions, day }: Machine): string {
  const list = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return `On ${day}, on ${cpu} (${cores} cores, ${gigabytes} GB, ${system}), with ${list.join(', ')}.`;
}

function spread(timing: Compared): string {
  if (timing.runs === 1) return `${digits(timing.seconds)} (one run)`;
  return `${digits(timing.seconds)} ± ${spreadPercent(timing).toFixed(0)} %`;
}

function ratioText({ ratio, others }: Compared, ours: Compared): string {
  if (ratio === undefined)
    return `noisy: others used ${Math.max(others, ours.others).toFixed(1)} cores`;
  const range = ratio.low === ratio.high ? '' : ` (${digits(ratio.low)}–${digits(ratio.high)})`;
  return `**${digits(ratio.median)}**${range}`;
}

/** A table in Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
