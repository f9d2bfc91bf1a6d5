import { parseDecimal } from './decimal.js';

/** Reads a number; NaN for text that is none. */
export type NumberParser = (text: string) => number;

/**
 * How numbers are read where `decimal` stands before decimals and `thousands` between groups of digits.
 * Grouping is checked, the last group having three digits and those before it two or three (12,34,567
 * is how India writes it): pandas drops the character wherever it stands and reads the price 1.50 as 150
 * where thousands is the point.
 */
export function createNumberParser(decimal: string, thousands: string | null): NumberParser {
  if (decimal === '.' && thousands === null) return parseDecimal;
  const point = escapeForRegExp(decimal);
  const separator = escapeForRegExp(thousands ?? '');
  const whole =
    thousands === null ? '\\d*' : `(?:\\d*|\\d{1,3}(?:${separator}\\d{2,3})*${separator}\\d{3})`;
  const wellFormed = new RegExp(`^[+-]?${whole}(?:${point}\\d*)?(?:e[+-]?\\d+)?$`, 'i');
  return (text) => {
    const trimmed = text.trim();
    if (!wellFormed.test(trimmed)) return Number.NaN;
    const digits = thousands === null ? trimmed : trimmed.replaceAll(thousands, '');
    return parseDecimal(decimal === '.' ? digits : digits.replace(decimal, '.'));
  };
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
