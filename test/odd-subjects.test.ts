import { beforeAll, expect, it } from 'vitest';
import { setMemoryLimit, setWarningHandler } from '../src/index.js';
import { functions, REQUIRED, WITH_OPTIONS, WITHOUT_OPTIONS } from './support/every-function.js';
import { faultOfCall } from './support/odd-calls.js';
import { oddValues } from './support/odd-values.js';

beforeAll(() => {
  setWarningHandler(() => {});
});

/** Take anything, or tell by an error of their own what an odd storage does. */
const ANYTHING = ['setWarningHandler', 'checkStorage', 'storageChecks'];

/** What an odd class itself throws, called in the place of a function. */
const OF_THE_CLASS = "Class constructor Odd cannot be invoked without 'new'";

const subjects = Object.entries({ ...WITHOUT_OPTIONS, ...WITH_OPTIONS }).filter(
  ([name, leading]) => leading().length > 0 && !ANYTHING.includes(name),
);

it.each(subjects)(
  'an odd value in the place of what a function is about ends in a named error or a sane result, soon: %s',
  async (name, leading) => {
    const faults: string[] = [];
    for (let at = 0; at < leading().length; at++) {
      for (const [what, make] of Object.entries(oddValues)) {
        const given = leading();
        given[at] = make();
        const wrong = await faultOfCall(() => functions[name](...given, ...options(name)));
        if (wrong !== undefined && !wrong.includes(OF_THE_CLASS))
          faults.push(`${what} as argument ${at + 1}: ${wrong}`);
      }
    }
    setMemoryLimit(null);
    expect(faults).toEqual([]);
  },
);

function options(name: string): object[] {
  return Object.hasOwn(REQUIRED, name) ? [REQUIRED[name]] : [];
}
