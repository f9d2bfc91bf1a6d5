import { cos, sin } from '../../numeric/trigonometry.js';
import { DATE_PARTS, dayOfYear } from '../tabular/dates.js';

/** What can be asked of a date, in the order of the outgoing columns. */
export const DATE_FEATURES = [
  'year',
  'quarter',
  'month',
  'day',
  'dayOfYear',
  'weekday',
  'hour',
  'minute',
] as const;

/** One of `DATE_FEATURES`: quarter, month, day and day of the year from 1, weekday from 0 for Monday. */
export type DateFeature = (typeof DATE_FEATURES)[number];

/** Where each that comes around begins, and after how many steps it is there again; a short month or year ends early. */
const CYCLES: Readonly<Partial<Record<DateFeature, readonly [first: number, length: number]>>> = {
  quarter: [1, 4],
  month: [1, 12],
  day: [1, 31],
  dayOfYear: [1, 366],
  weekday: [0, 7],
  hour: [0, 24],
  minute: [0, 60],
};

/** Whether a part begins anew, as all but the year do. */
export function comesAround(feature: DateFeature): boolean {
  return CYCLES[feature] !== undefined;
}

/**
 * A part of a date.
 *
 * @param parts - the numbers of `DATE_PARTS`
 */
export function featureOf(feature: DateFeature, parts: Float64Array): number {
  const [year, month, day] = parts;
  if (feature === 'quarter') return Math.ceil(month / 3);
  if (feature === 'dayOfYear') return dayOfYear(year, month, day);
  return parts[DATE_PARTS.indexOf(feature)];
}

/** Sine and cosine of the angle that a part has come around, so that December is as near to January as to November. */
export function onCircle(feature: DateFeature, value: number): [sine: number, cosine: number] {
  const [first, length] = CYCLES[feature] ?? [0, 1];
  const angle = (2 * Math.PI * (value - first)) / length;
  return [sin(angle), cos(angle)];
}
