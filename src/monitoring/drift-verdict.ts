/** What tests found in plain words, once it is known how many there were. */

import { adjustForMany } from '../numeric/false-discoveries.js';
import { count, rounded, show } from '../words.js';
import type { ColumnDrift, DriftLevel, Measured } from './column-drift.js';

const LEVELS: readonly DriftLevel[] = ['none', 'slight', 'moderate', 'large'];
/** From which stability index on drift is called moderate, and large, as credit scoring does. */
const MODERATE = 0.1;
const LARGE = 0.25;

/** Whether drift is called one, and not only seen. */
export const isDrifted = ({ drift }: { readonly drift: DriftLevel }): boolean =>
  LEVELS.indexOf(drift) >= 2;

/**
 * Adjust the p-values of all columns, values and missing ones alike, and say what they mean.
 *
 * @param alpha - share of false alarms among alarms
 */
export function judgeColumns(measured: readonly Measured[], alpha: number): ColumnDrift[] {
  const adjusted = adjustForMany(
    measured.flatMap(({ test, missing }) => [test?.pValue ?? null, missing.pValue]),
  );
  return measured.map((column, at) => {
    const { rows, missingPsi, ...told } = column;
    const [ofValues, ofMissing] = adjusted.slice(2 * at, 2 * at + 2);
    const levels = {
      values: levelOf(ofValues, column.psi, alpha),
      missing: levelOf(ofMissing, missingPsi, alpha),
    };
    const judged = {
      ...told,
      test: column.test && ofValues !== null ? { ...column.test, pAdjusted: ofValues } : null,
      missing: { ...column.missing, pAdjusted: ofMissing },
    };
    const drift = LEVELS[Math.max(LEVELS.indexOf(levels.values), LEVELS.indexOf(levels.missing))];
    return { ...judged, drift, verdict: sentences(judged, rows.current, levels).join(' ') };
  });
}

function levelOf(p: number | null, psi: number | null, alpha: number): DriftLevel {
  if (p === null || psi === null || p > alpha) return 'none';
  if (psi >= LARGE) return 'large';
  return psi >= MODERATE ? 'moderate' : 'slight';
}

function sentences(
  column: Omit<ColumnDrift, 'drift' | 'verdict'>,
  rows: number,
  levels: { values: DriftLevel; missing: DriftLevel },
): string[] {
  const { psi, test, missing, mean, range, newCategories } = column;
  const said: string[] = [];
  if (test === null || psi === null) said.push('There are no values to compare.');
  else {
    const figures = `(PSI ${rounded(psi)}, ${pText(test.pAdjusted)})`;
    const enough = psi >= MODERATE ? ', though so few rows would not show a small one' : '';
    said.push(
      {
        none: `No drift was found ${figures}${enough}.`,
        slight: `It differs, but little ${figures}.`,
        moderate: `It has drifted ${figures}.`,
        large: `It has drifted far ${figures}.`,
      }[levels.values],
    );
  }
  if (levels.values !== 'none' && mean !== null) {
    said.push(`The mean went from ${rounded(mean.reference)} to ${rounded(mean.current)}.`);
  }
  if (levels.missing !== 'none') {
    said.push(
      `${percent(missing.current)} are missing, where it was ${percent(missing.reference)} (${pText(missing.pAdjusted ?? 1)}).`,
    );
  }
  if (range !== null && range.below + range.above > 0) {
    const outside = range.below + range.above;
    said.push(
      `${count(outside, 'value')} of ${rows} ${outside === 1 ? 'lies' : 'lie'} outside of ${rounded(range.reference[0])} to ${rounded(range.reference[1])}.`,
    );
  }
  if (newCategories !== null && newCategories.rows > 0) {
    const { values } = newCategories;
    const named = values.slice(0, 3).map(({ value }) => show(value));
    const more = values.length > 3 || newCategories.lost > 0 ? ' and others' : '';
    said.push(
      `New in ${count(newCategories.rows, 'row')} of ${rows}: ${named.join(', ') || 'many values'}${more}.`,
    );
  }
  return said;
}

const percent = (share: number) => `${rounded(100 * share)} %`;

/** A p-value as one reads it: small ones are all alike. */
export const pText = (p: number): string => (p < 0.001 ? 'p < 0.001' : `p ${rounded(p)}`);
