/** docs/cost.md and its picture, from the figures of growth.ts and start-up.ts. */
import { machineText, table } from './benchmarks-page.js';
import { fixed, label, line, picture } from './picture.js';
import { digits } from './statistics.js';
import type { Machine } from './versions.js';

/** One fit at one size. */
export interface Cost {
  readonly axis: 'rows' | 'features' | 'classes';
  readonly name: string;
  /** How many rows, features or classes. */
  readonly value: number;
  readonly seconds?: number;
  readonly megabytes?: number;
  /** Why it was not measured. */
  readonly skipped?: string;
}

export interface GrowthReport {
  readonly machine: Machine;
  readonly costs: readonly Cost[];
}

interface Times {
  readonly importMilliseconds: number;
  readonly milliseconds: number;
}

/** The first fit of an estimator in a fresh process. */
export interface StartUp extends Times {
  readonly name: string;
  readonly native?: Times;
}

export interface StartUpReport {
  readonly machine: Machine;
  readonly results: readonly StartUp[];
}

/** What every first fit of small data should stay under. */
export const LIMIT_MILLISECONDS = 30;

/** Below so many seconds of the smaller size the fixed costs are more than what grows. */
const TELLING_SECONDS = 0.02;

export function costPage(growth: GrowthReport, starts: StartUpReport, path: string): string {
  const parts = [
    '# What a fit costs',
    '<!-- Written by `npm run bench:page` from the figures that bench/growth.ts and bench/start-up.ts kept. -->',
    `Every estimator and transformer with its defaults, each fit in a fresh process: seconds of processor time, and the peak of memory above the data. *Growth* is the power of the size with which time grew over the last step: 1 is linear, 2 the square; it is left out where the fits are too short to tell.`,
    `![Time of a fit over rows, a panel an estimator, both axes logarithmic; the dashed line is linear growth](${path})`,
    '## Rows',
    'Ten features, three classes.',
    growthTable(growth, 'rows'),
    '## Features',
    'One thousand rows.',
    growthTable(growth, 'features'),
    '## Classes',
    'Fifteen thousand rows of ten features.',
    growthTable(growth, 'classes'),
    ...skippedText(growth),
    machineText(growth.machine),
    '## The first fit',
    `150 × 4 in a fresh process, when the engine has compiled nothing yet; the least of several processes, in milliseconds. The aim is ${LIMIT_MILLISECONDS} ms.`,
    startTable(starts),
    machineText(starts.machine),
  ];
  return `${parts.join('\n\n')}\n`;
}

function growthTable({ costs }: GrowthReport, axis: Cost['axis']): string {
  const here = costs.filter((cost) => cost.axis === axis);
  const values = [...new Set(here.map(({ value }) => value))].sort((a, b) => a - b);
  const names = [...new Set(here.map(({ name }) => name))];
  return table(
    [
      'estimator',
      ...values.map((value) => value.toLocaleString('en').replaceAll(',', ' ')),
      'growth',
    ],
    names.map((name) => {
      const line = here.filter((cost) => cost.name === name);
      const power = lastPower(line);
      return [
        name,
        ...values.map((value) => cell(line.find((cost) => cost.value === value))),
        power === undefined ? '' : power.toFixed(1),
      ];
    }),
  );
}

function cell(cost: Cost | undefined): string {
  if (cost?.seconds === undefined) return '–';
  const memory = cost.megabytes === undefined ? '' : `, ${cost.megabytes.toFixed(0)} MB`;
  return `${digits(cost.seconds)} s${memory}`;
}

/** With which power of the size time grew over the last step that was measured; undefined where that is too short to tell. */
export function lastPower(costs: readonly Cost[]): number | undefined {
  const measured = costs.filter((cost) => cost.seconds !== undefined).slice(-2);
  if (measured.length < 2) return undefined;
  const [small, large] = measured.map(({ value, seconds = 0 }) => ({ value, seconds }));
  if (small.seconds < TELLING_SECONDS) return undefined;
  return Math.log(large.seconds / small.seconds) / Math.log(large.value / small.value);
}

/** Each reason once, with whom it is for. */
function skippedText({ costs }: GrowthReport): string[] {
  const reasons = new Map<string, Set<string>>();
  for (const { name, skipped } of costs) {
    if (skipped !== undefined) reasons.set(skipped, (reasons.get(skipped) ?? new Set()).add(name));
  }
  if (reasons.size === 0) return [];
  const lines = [...reasons].map(([why, names]) => `- ${why}: ${[...names].join(', ')}`);
  return [`Not measured (–), and why:\n\n${lines.join('\n')}`];
}

function startTable({ results }: StartUpReport): string {
  return table(
    ['estimator', 'import', 'first fit', 'scikit-learn: import', 'first fit'],
    results.map(({ name, importMilliseconds, milliseconds, native }) => [
      name,
      digits(importMilliseconds),
      milliseconds > LIMIT_MILLISECONDS ? `**${digits(milliseconds)}**` : digits(milliseconds),
      native ? digits(native.importMilliseconds) : '–',
      native ? digits(native.milliseconds) : '–',
    ]),
  );
}

const PANEL = { width: 190, height: 118, columns: 4 } as const;
const PLOT = { left: 14, top: 28, width: 150, height: 66 } as const;

/** A panel an estimator: time over rows, both logarithmic, and a dashed line of linear growth through the last point. */
export function costPicture({ costs }: GrowthReport): string {
  const measured = costs.filter(({ axis, seconds }) => axis === 'rows' && seconds !== undefined);
  const names = [...new Set(measured.map(({ name }) => name))];
  const panels = names.map((name, i) => {
    const left = PANEL.width * (i % PANEL.columns);
    const top = PANEL.height * Math.floor(i / PANEL.columns);
    return panel(
      name,
      measured.filter((cost) => cost.name === name),
      left,
      top,
    );
  });
  const height = PANEL.height * Math.ceil(names.length / PANEL.columns);
  const title = 'Time of a fit over rows, an estimator a panel, both axes logarithmic';
  return picture(PANEL.width * PANEL.columns, height, title, panels.flat());
}

function panel(name: string, costs: readonly Cost[], left: number, top: number): string[] {
  const x0 = left + PLOT.left;
  const y0 = top + PLOT.top + PLOT.height;
  // From a thousand to a million rows, and from a millisecond to a hundred seconds.
  const x = (rows: number) => x0 + (PLOT.width * Math.log10(rows / 1e3)) / 3;
  const y = (seconds: number) =>
    y0 - (PLOT.height * Math.log10(Math.max(seconds, 1e-3) / 1e-3)) / 5;
  const points = costs.map(({ value, seconds = 0 }) => [x(value), y(seconds)] as const);
  const path = points.map((point) => point.map(fixed).join(',')).join(' ');
  const last = costs[costs.length - 1];
  const lastSeconds = last.seconds ?? 0;
  const from = Math.max(1e3, (1e-3 * last.value) / lastSeconds); // where the line leaves the panel
  const linear = `<line class="axis" stroke-dasharray="2 3" x1="${fixed(x(from))}" y1="${fixed(y((lastSeconds * from) / last.value))}" x2="${fixed(x(last.value))}" y2="${fixed(y(lastSeconds))}"/>`;
  return [
    label(x0, top + 16, 'start', name),
    line('grid', [x0, y0], [x0 + PLOT.width, y0]),
    line('grid', [x0, y0 - PLOT.height], [x0, y0]),
    linear,
    `<polyline points="${path}"/>`,
    ...points.map(([cx, cy]) => `<circle class="good" cx="${fixed(cx)}" cy="${fixed(cy)}" r="3"/>`),
    label(x(last.value) + 5, y(lastSeconds) - 5, 'end', `${digits(lastSeconds)} s`),
  ];
}
