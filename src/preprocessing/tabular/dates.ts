/** In which order a date is written: `2024-03-09`, `09.03.2024` or `03/09/2024`. */
export type DateOrder = 'yearFirst' | 'dayFirst' | 'monthFirst';

/** What is read from a date, in this order. */
export const DATE_PARTS = ['year', 'month', 'day', 'weekday', 'hour', 'minute'] as const;

/** Month from 1, weekday from 0 for Monday; hour and minute as the clock shows them. */
export type DatePart = (typeof DATE_PARTS)[number];

const DATE = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})/;
/** Time of day, then an offset that is not applied: the parts are those that are written. */
const TIME = /^[T ](\d{2}):(\d{2})(?::\d{2}(?:[.,]\d{1,9})?)?\s?(?:Z|[+-]\d{2}:?\d{2})?$/;

/**
 * The parts of a date.
 *
 * @param text - day, month and year of four digits between `-`, `/` or `.`, a time of day behind them or not
 * @param out - numbers of `DATE_PARTS`, from `at` on
 * @returns false when it is no date in this order, such as 31 April; then nothing is written
 */
export function readDate(text: string, order: DateOrder, out: Float64Array, at = 0): boolean {
  const date = DATE.exec(text);
  if (date === null) return false;
  const rest = text.slice(date[0].length);
  const time = rest === '' ? undefined : (TIME.exec(rest) ?? undefined);
  if (rest !== '' && time === undefined) return false;
  const [first, second, third] = [date[1], date[3], date[4]];
  const yearText = order === 'yearFirst' ? first : third;
  const year = Number(yearText);
  const month = Number(order === 'monthFirst' ? first : second);
  const day = Number(order === 'yearFirst' ? third : order === 'dayFirst' ? first : second);
  const [hour, minute] = time === undefined ? [0, 0] : [Number(time[1]), Number(time[2])];
  if (yearText.length !== 4 || month < 1 || month > 12 || hour > 23 || minute > 59) return false;
  if (day < 1 || day > daysIn(month, year)) return false;
  out[at] = year;
  out[at + 1] = month;
  out[at + 2] = day;
  out[at + 3] = weekday(year, month, day);
  out[at + 4] = hour;
  out[at + 5] = minute;
  return true;
}

/**
 * The one order in which all of the texts are dates; undefined when there is none, or when day and
 * month cannot be told apart.
 */
export function dateOrderOf(texts: readonly string[]): DateOrder | undefined {
  const parts = new Float64Array(DATE_PARTS.length);
  const reads = (order: DateOrder) => texts.every((text) => readDate(text, order, parts));
  if (texts.length === 0) return undefined;
  if (reads('yearFirst')) return 'yearFirst';
  const [dayFirst, monthFirst] = [reads('dayFirst'), reads('monthFirst')];
  if (dayFirst === monthFirst) {
    // Dots are written between day, month and year in this order alone.
    return dayFirst && texts.every((text) => text.includes('.')) ? 'dayFirst' : undefined;
  }
  return dayFirst ? 'dayFirst' : 'monthFirst';
}

function daysIn(month: number, year: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** 0 for Monday, in the Gregorian calendar. Source: Sakamoto, comp.lang.c (1992). */
function weekday(year: number, month: number, day: number): number {
  const y = month < 3 ? year - 1 : year;
  const offset = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][month - 1];
  const sunday =
    (y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + offset + day) % 7;
  return (sunday + 6) % 7;
}
