/**
 * In which order a date is written: `2024-03-09`, `09.03.2024`, `03/09/2024`, or with the name of its
 * month: `9 March 2024`, `Mar 9, 2024`.
 */
export type DateOrder = 'yearFirst' | 'dayFirst' | 'monthFirst' | 'monthName';

/** What is read from a date, in this order. */
export const DATE_PARTS = ['year', 'month', 'day', 'weekday', 'hour', 'minute'] as const;

/** Month from 1, weekday from 0 for Monday; hour and minute as the clock shows them. */
export type DatePart = (typeof DATE_PARTS)[number];

/** Years of two digits are those from 1969 to 2068, as POSIX has it. */
const PIVOT = 69;

const NUMBERS = /^(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?!\d)/;

const WEEKDAY = '(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\\.?,? {1,2})?';
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th)?';
const MONTH = '(?<month>[a-z]{3,9})\\.?';
const YEAR = '(?<year>\\d{4}|\\d{2})(?![\\d:])';
const NAMED_MONTH = /* @__PURE__ */ [
  `${WEEKDAY}${DAY}[-/. ]{1,2}${MONTH}[-/., ]{1,2}${YEAR}`,
  `${WEEKDAY}${MONTH}[-/ ]{1,2}${DAY}[-/, ]{1,2}${YEAR}`,
  `(?<year>\\d{4})[-/ ]${MONTH}[-/ ]${DAY}(?!\\d)`,
].map((pattern) => new RegExp(`^${pattern}`, 'i'));

/**
 * Hour, minute and `a` or `p` of AM or PM; then an offset that is not applied: the parts are those that
 * are written. A space before AM may be the narrow one that browsers write.
 */
const TIME =
  /^(?:t|,? {1,2})(\d{1,2}):([0-5]\d)(?::(?:[0-5]\d|60)(?:[.,]\d{1,9})?)?(?:[ \u202f]?([ap])\.?m\.?)?\s?(?:z|utc|gmt|[+-]\d{2}(?::?\d{2})?)?$/i;

const MONTHS = [
  'january',
  'february',
  'march',
  'april',
  'may',
  'june',
  'july',
  'august',
  'september',
  'october',
  'november',
  'december',
];

/** A date as it is written. */
interface WrittenDate {
  readonly year: number;
  /** Month and day, or, where the year is last and numbers alone are written, what comes first and second. */
  readonly first: number;
  readonly second: number;
  /** In which order the text itself says it is; undefined where day and month need to be told. */
  readonly order: 'yearFirst' | 'monthName' | undefined;
  /** Whether there are dots between its numbers, as where the day is first alone. */
  readonly dots: boolean;
  readonly hour: number;
  readonly minute: number;
}

/**
 * The parts of a date. One that starts with the year or names its month is read whatever the order.
 *
 * @param text - year, month and day, a time of day behind them or not. Numbers have `-`, `/` or `.` between
 *   them; months are English, in full or by three letters. A year has four digits, or two where the text
 *   names the month, or has `/` or, between numbers of two digits, `.`: 69 is 1969, 68 is 2068.
 * @param order - whether day or month is first where numbers end with the year. With `yearFirst` and
 *   `monthName` such a text is read where only one of the two can be.
 * @param out - numbers of `DATE_PARTS`, from `at` on
 * @returns false when it is no date in this order, such as 31 April; then nothing is written
 */
export function readDate(text: string, order: DateOrder, out: Float64Array, at = 0): boolean {
  const date = parseWritten(text.trim());
  if (date === undefined) return false;
  const [month, day] = monthAndDay(date, order);
  if (!isDay(date.year, month, day)) return false;
  out[at] = date.year;
  out[at + 1] = month;
  out[at + 2] = day;
  out[at + 3] = weekday(date.year, month, day);
  out[at + 4] = date.hour;
  out[at + 5] = date.minute;
  return true;
}

/**
 * The parts of a moment in UTC.
 *
 * @param milliseconds - since the start of 1970, as of `Date`
 * @param out - numbers of `DATE_PARTS`, from `at` on
 * @returns false for a number beyond those of `Date`, some 270 000 years away; then nothing is written
 */
export function readTimestamp(milliseconds: number, out: Float64Array, at = 0): boolean {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return false;
  out[at] = date.getUTCFullYear();
  out[at + 1] = date.getUTCMonth() + 1;
  out[at + 2] = date.getUTCDate();
  out[at + 3] = (date.getUTCDay() + 6) % 7;
  out[at + 4] = date.getUTCHours();
  out[at + 5] = date.getUTCMinutes();
  return true;
}

/** Which day of its year a day is, from 1. */
export function dayOfYear(year: number, month: number, day: number): number {
  let days = day;
  for (let before = 1; before < month; before++) days += daysIn(before, year);
  return days;
}

/**
 * The order in which all of the texts are dates: `'ambiguous'` when day and month cannot be told apart,
 * undefined when one is no date.
 */
export function dateOrderOf(texts: readonly string[]): DateOrder | 'ambiguous' | undefined {
  let own: WrittenDate['order'];
  let told = true;
  let [dayFirst, monthFirst, dots] = [true, true, true];
  for (const text of texts) {
    const date = parseWritten(text.trim());
    if (date === undefined) return undefined;
    const { year, first, second, order } = date;
    if (order !== undefined) {
      if (!isDay(year, first, second)) return undefined;
      if (own !== 'yearFirst') own = order;
    } else {
      told = false;
      dayFirst &&= isDay(year, second, first);
      monthFirst &&= isDay(year, first, second);
      dots &&= date.dots;
      if (!dayFirst && !monthFirst) return undefined;
    }
  }
  if (told) return own;
  if (dayFirst && monthFirst) return dots ? 'dayFirst' : 'ambiguous';
  return dayFirst ? 'dayFirst' : 'monthFirst';
}

/** Month and day; 0 and 0 where they cannot be told apart. */
function monthAndDay(
  { year, first, second, order: own, dots }: WrittenDate,
  order: DateOrder,
): [month: number, day: number] {
  if (own !== undefined || order === 'monthFirst') return [first, second];
  if (order === 'dayFirst' || dots || first === second) return [second, first];
  const [dayFirst, monthFirst] = [isDay(year, second, first), isDay(year, first, second)];
  if (dayFirst === monthFirst) return [0, 0];
  return dayFirst ? [second, first] : [first, second];
}

function parseWritten(text: string): WrittenDate | undefined {
  const date = parseNumbers(text) ?? parseNamed(text);
  if (date === undefined) return undefined;
  const rest = text.slice(date.length);
  if (rest === '') return { ...date, hour: 0, minute: 0 };
  const time = TIME.exec(rest);
  if (time === null) return undefined;
  const hour = hourOf(Number(time[1]), time[3]?.toLowerCase());
  return hour === undefined ? undefined : { ...date, hour, minute: Number(time[2]) };
}

/** A date at the start of a text. */
interface DateAtStart extends Omit<WrittenDate, 'hour' | 'minute'> {
  /** How many characters it takes. */
  readonly length: number;
}

function parseNumbers(text: string): DateAtStart | undefined {
  const match = NUMBERS.exec(text);
  if (match === null) return undefined;
  const [{ length }, a, separator, b, c] = match;
  const dots = separator === '.';
  const [first, second] = [Number(a), Number(b)];
  if (a.length === 4 && c.length <= 2) {
    return { year: first, first: second, second: Number(c), order: 'yearFirst', dots, length };
  }
  if (a.length > 2 || !(c.length === 4 || isShortYear(a, separator, b, c))) return undefined;
  return { year: yearOf(c), first, second, order: undefined, dots, length };
}

/** `24-01-02` may be any of three orders, and `1.12.10` the version of a program. */
function isShortYear(a: string, separator: string, b: string, year: string): boolean {
  if (year.length !== 2 || separator === '-') return false;
  return separator === '/' || (a.length === 2 && b.length === 2);
}

function parseNamed(text: string): DateAtStart | undefined {
  for (const pattern of NAMED_MONTH) {
    const match = pattern.exec(text);
    if (match?.groups === undefined) continue;
    const { year, month, day } = match.groups;
    return {
      year: yearOf(year),
      first: monthOf(month),
      second: Number(day),
      order: 'monthName',
      dots: false,
      length: match[0].length,
    };
  }
  return undefined;
}

function yearOf(digits: string): number {
  const year = Number(digits);
  return digits.length === 4 ? year : year + (year < PIVOT ? 2000 : 1900);
}

/** From 1; 0 for a word that is no month. */
function monthOf(word: string): number {
  const name = word.toLowerCase();
  const short = name === 'sept' ? 'sep' : name;
  return 1 + MONTHS.findIndex((month) => month === short || month.slice(0, 3) === short);
}

/** The hour of 24; undefined for one that the clock does not show. */
function hourOf(hour: number, half: string | undefined): number | undefined {
  if (half === undefined) return hour < 24 ? hour : undefined;
  if (hour < 1 || hour > 12) return undefined;
  return (hour % 12) + (half === 'p' ? 12 : 0);
}

/** Whether the calendar has this day. */
function isDay(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year);
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
