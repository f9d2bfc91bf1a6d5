import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromScikitLearn, toScikitLearn } from '../../../src/interop.js';
import { setWarningHandler } from '../../../src/warnings.js';
import { ownModels } from '../../support/own-models.js';
import { APART, differences, sklearnModels } from '../../support/sklearn-models.js';

/**
 * Out of scikit-learn and back into it, by the Pythons that are named: `INTEROP_PYTHON=/a/bin/python:/b/bin/python`, each
 * with a version of its own. Without any there is nothing to compare with.
 */
const named = (process.env.INTEROP_PYTHON ?? '').split(delimiter).filter((path) => path !== '');
const script = (path: string) => fileURLToPath(new URL(path, import.meta.url));

let folder: string;
beforeAll(() => {
  setWarningHandler(() => {});
  folder = mkdtempSync(join(tmpdir(), 'fitpredict-sklearn-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** How far what Python loads from a folder is from the answers in another, by `model.method`. */
function inPython(python: string, models: string, answers: string): Record<string, unknown> {
  const printed = execFileSync(python, [script('./load_models.py'), models, answers]);
  return JSON.parse(printed.toString()) as Record<string, unknown>;
}

function expectAlike(found: Record<string, unknown>): void {
  expect(Object.keys(found).length).toBeGreaterThan(0);
  for (const [name, difference] of Object.entries(found)) {
    const [model, method] = name.split('.');
    expect(typeof difference, `${name}: ${difference}`).toBe('number');
    expect(difference, name).toBeLessThanOrEqual(APART[model]?.[method] ?? 1e-12);
  }
}

describe.runIf(named.length > 0).each(named.length > 0 ? named : ['no Python'])('%s', (python) => {
  it('exports models that answer here as they do there, and there again', () => {
    const exported = join(folder, 'exported');
    execFileSync(python, [script('../../reference/sklearn_models.py'), exported]);
    const back = join(folder, 'back');
    mkdirSync(back, { recursive: true });
    const found: Record<string, number> = {};
    for (const model of sklearnModels(exported)) {
      const rebuilt = fromScikitLearn(model.bytes);
      for (const [method, difference] of Object.entries(differences(rebuilt, model))) {
        found[`${model.name}.${method}`] = difference;
      }
      writeFileSync(join(back, `${model.name}.safetensors`), toScikitLearn(rebuilt));
    }
    expectAlike(found);
    expectAlike(inPython(python, back, exported));
  });

  it('loads models that were trained here, with equal answers', () => {
    const own = join(folder, 'own');
    mkdirSync(own, { recursive: true });
    const { files, answers } = ownModels();
    for (const [name, bytes] of files) writeFileSync(join(own, `${name}.safetensors`), bytes);
    writeFileSync(join(own, 'answers.json'), JSON.stringify(answers));
    expectAlike(inPython(python, own, own));
  });

  it('refuses by name what it cannot carry, with the step', () => {
    const said = JSON.parse(execFileSync(python, [script('./refused_models.py')]).toString());
    expect(said).toMatchObject({
      unknown: expect.stringMatching(/^model\.kneighborsclassifier is a KNeighborsClassifier, /),
      'not of scikit-learn': expect.stringMatching(/^model is a Scaler, which is no class of/),
      'not fitted': expect.stringMatching(/^model\.standardscaler: StandardScaler is not fitted/),
      function: expect.stringMatching(/^model\.functiontransformer .* which is code/),
      kernel: expect.stringMatching(/^model\.kernel is a function/),
      'several outputs': expect.stringMatching(/several outputs/),
      'several planes': expect.stringMatching(/several outputs/),
      weights: expect.stringMatching(/^model\.transformer_weights/),
      start: expect.stringMatching(/^model\.init is a Ridge/),
      stack: expect.stringMatching(/^model is a StackingRegressor/),
      'two kinds of missing': expect.stringMatching(/both None and NaN/),
      'one class': expect.stringMatching(/one class only, 0/),
      'large label': expect.stringMatching(/1152921504606846976, which JavaScript/),
    });
  });
});
