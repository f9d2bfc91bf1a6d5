import { beforeAll, expect, it } from 'vitest';
import { setWarningHandler } from '../src/warnings.js';
import { everyModel } from './support/every-model.js';
import { faultsOfOddCalls } from './support/odd-calls.js';

beforeAll(() => {
  setWarningHandler(() => {});
});

it.each(everyModel.map((subject) => [subject.name, subject] as const))(
  'odd arguments end in a named error or a sane result, soon: %s',
  async (_name, subject) => {
    expect(await faultsOfOddCalls(subject, 3)).toEqual([]);
  },
);
