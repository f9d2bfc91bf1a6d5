import { beforeAll, describe, expect, it } from 'vitest';
import { FitPredictError } from '../src/errors.js';
import type { AnyEstimator } from '../src/estimator.js';
import * as library from '../src/index.js';
import {
  binary,
  type Call,
  functions,
  REQUIRED,
  WITH_OPTIONS,
  WITHOUT_OPTIONS,
} from './support/every-function.js';
import { everyModel } from './support/every-model.js';
import { sharedWorks } from './support/shared-work.js';

beforeAll(() => {
  library.setWarningHandler(() => {});
});

const ODD: Readonly<Record<string, () => unknown>> = {
  null: () => null,
  'a number': () => 3,
  'an array': () => [],
  'a map': () => new Map(),
};

/** How a call ends: in words whether it passes, is refused by name or throws something raw. */
async function ending(name: string, given: readonly unknown[]): Promise<string> {
  try {
    await functions[name](...given);
    return 'passes';
  } catch (error) {
    return error instanceof FitPredictError ? 'refused' : `raw ${String(error)}`;
  }
}

describe('what is no object of options', () => {
  it('is tried on every function of the package', () => {
    const tried = { ...WITH_OPTIONS, ...WITHOUT_OPTIONS };
    expect(Object.keys(tried).sort()).toEqual(Object.keys(functions).sort());
  });

  it.each(Object.entries(WITH_OPTIONS))('is refused by name: %s', async (name, leading) => {
    for (const [what, make] of Object.entries(ODD)) {
      expect([what, await ending(name, [...leading(), make()])]).toEqual([what, 'refused']);
    }
  });

  it.each(Object.entries(WITHOUT_OPTIONS))('throws nothing raw: %s', async (name, leading) => {
    for (const [what, make] of Object.entries(ODD)) {
      expect([what, await ending(name, [...leading(), make()])]).toEqual([
        what,
        expect.stringMatching(/^(passes|refused)$/),
      ]);
    }
    library.setMemoryLimit(null);
    library.setWarningHandler(() => {});
  });
});

/** Functions whose options are not theirs: they hand them on to what may be anyone's class. */
const HANDED_ON = ['saveModel'];

/** What a function says of an option. */
async function wordsOn(
  name: string,
  leading: () => unknown[],
  option: string,
  value?: unknown,
): Promise<string> {
  try {
    await functions[name](...leading(), { ...REQUIRED[name], [option]: value });
    return 'passes';
  } catch (error) {
    return error instanceof FitPredictError ? error.message : `raw ${String(error)}`;
  }
}

describe('an option of a name that there is not', () => {
  const own = Object.entries(WITH_OPTIONS).filter(([name]) => !HANDED_ON.includes(name));

  it.each(own)('is refused with those there are: %s', async (name, leading) => {
    const words = await wordsOn(name, leading, 'nameOfNoOption');
    expect(words).toMatch(/: there is no \w+ "nameOfNoOption"\. Known: "/);
    const known = words.slice(words.indexOf('Known: ')).match(/(?<=")\w+(?=")/g) ?? [];
    for (const option of known) {
      const misspelt = option + option.slice(-1);
      const nearest = await wordsOn(name, leading, misspelt);
      expect(nearest).toMatch(
        new RegExp(`there is no \\w+ "${misspelt}"\\. Did you mean .*"${option}"`),
      );
    }
  });
});

describe('nJobs', () => {
  it('has a row of shared work for each function that takes it, and is awaited', async () => {
    const takers = [];
    for (const [name, leading] of Object.entries(WITH_OPTIONS)) {
      const words = await wordsOn(name, leading, 'nJobs', 0);
      if (words.includes('nJobs must be')) takers.push(name);
    }
    const rows = Object.keys(sharedWorks()).filter((name) => /^[a-z]/.test(name));
    expect(rows.sort()).toEqual(takers.sort());
  });

  it.each(Object.keys(sharedWorks()))('is suggested where it is misspelt: %s', async (name) => {
    for (const misspelt of ['njobs', 'n_jobs', 'n_Jobs', 'nJob']) {
      const words = /^[A-Z]/.test(name)
        ? wordsOfClass(name, misspelt)
        : await wordsOn(name, WITH_OPTIONS[name], misspelt, 2);
      expect(words).toContain('there is no ');
      expect(words).toContain(` "${misspelt}". Did you mean "nJobs"?`);
    }
  });

  /** What a class says of an option of its constructor. */
  function wordsOfClass(name: string, option: string): string {
    try {
      Reflect.construct(Reflect.get(library, name), [{ [option]: 2 }]);
      return 'passes';
    } catch (error) {
      return error instanceof FitPredictError ? error.message : `raw ${String(error)}`;
    }
  }
});

describe('progress and a signal', () => {
  /** Its options depend on the model that is asked for. */
  const byModel = 'trainModelAsync';
  const awaited = Object.keys(WITH_OPTIONS).filter(
    (name) => name.endsWith('Async') && name !== byModel,
  );

  it.each(awaited)('are suggested where they are misspelt: %s', async (name) => {
    for (const [misspelt, meant] of [
      ['onprogress', 'onProgress'],
      ['signals', 'signal'],
    ]) {
      expect(await wordsOn(name, WITH_OPTIONS[name], misspelt)).toContain(
        ` "${misspelt}". Did you mean "${meant}"?`,
      );
    }
  });
});

describe('an option of fit and score that there is not', () => {
  const weighable = everyModel
    .filter(({ create }) => 'predict' in create())
    .filter(({ create }) => !('fitResample' in create())); // takes no weights

  it.each(weighable)('is refused with the nearest: $name', ({ create, X, y }) => {
    const model = create() as AnyEstimator & Record<'fit' | 'score', Call>;
    const misspelt = { sampleWeigth: binary };
    const words = /there is no option "sampleWeigth"\. Did you mean "sampleWeight"\?/;
    expect(() => model.fit(X, y, misspelt)).toThrow(words);
    if (y === undefined) return; // a clusterer's score takes other arguments
    model.fit(X, y);
    expect(() => model.score(X, y, misspelt)).toThrow(words);
  });
});
