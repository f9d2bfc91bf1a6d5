/** Names that scores had in reports before each had one: they are read as before until 1.0, with a warning. */

import { warn } from '../warnings.js';

const told = /* @__PURE__ */ new Set<string>();

/**
 * A report that also answers to old names. They are no part of what is listed, printed or written as JSON.
 *
 * @param report - what is given back, with the old names added
 * @param names - the name of today for each old one
 */
export function withOldNames<Report extends object, Old extends string>(
  report: Report,
  names: Readonly<Record<Old, keyof Report & string>>,
): Report & Readonly<Record<Old, number>> {
  for (const [old, name] of Object.entries<keyof Report & string>(names)) {
    Object.defineProperty(report, old, {
      get() {
        tell(old, name);
        return report[name];
      },
    });
  }
  return report as Report & Readonly<Record<Old, number>>;
}

/** Once for each name: a loop over many reports is told of it once. */
function tell(old: string, name: string): void {
  if (told.has(old)) return;
  told.add(old);
  warn(
    'deprecation',
    `${old} of reports is called ${name}. Read ${name}: the old name is gone in fitpredict 1.0.`,
  );
}
