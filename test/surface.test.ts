import { readFileSync } from 'node:fs';
import * as fitpredict from 'fitpredict';
import { describe, expect, it } from 'vitest';
import { optionsOf, readSurface } from './support/surface.js';

/*
 * Every name that users can import, and every public member of it, has a doc comment that begins with
 * a sentence. A member without its own takes that of the interface or base it implements, as editors
 * show it. Three things are described elsewhere: a constructor by its class and its options, `static
 * info` by `EstimatorClass`, and the fields of an object type within a member by that member.
 */

const surface = readSurface().filter(
  ({ name }) => !name.endsWith('.info') || name === 'EstimatorClass.info',
);

/** A sentence begins with no small letter, unless with a name, says more than a shape, and ends. */
function isSentence(doc: string): boolean {
  const [first] = doc.split('\n\n');
  const words = first.replaceAll(/\[[^\]]*\]/g, '').match(/[\p{L}\d]+/gu) ?? [];
  return /^(?:\P{Ll}|k-means)/u.test(first) && /[.:…]$/.test(first) && words.length >= 2;
}

describe('the doc comments of the public names', () => {
  it('are there', () => {
    expect(surface.length).toBeGreaterThan(1400);
    const bare = surface.filter(({ doc }) => doc === '');
    expect(bare.map(({ where, name }) => `${where} ${name}`)).toEqual([]);
  });

  it('begin with a sentence', () => {
    const wrong = surface.filter(({ doc }) => doc !== '' && !isSentence(doc));
    expect(wrong.map(({ where, name, doc }) => `${where} ${name}: ${doc}`)).toEqual([]);
  });
});

/*
 * An option is described twice: by its doc comment, for those who write code, and by its row in the
 * table of hyperparameters, for messages and forms. Their first clauses are the same words, but for an
 * article and for quotes, as one stands alone and the other follows "Pass"; both name the same default.
 */

const infos = Object.values(fitpredict).flatMap((value) =>
  typeof value === 'function' && 'info' in value && value !== fitpredict.TabularModel
    ? [value.info]
    : [],
);

function firstClause(text: string): string {
  const [clause] = text
    .replaceAll(/["'`]/g, '')
    .replaceAll(/\s+/g, ' ')
    .split(/[.,;:(]/);
  return clause
    .replace(/^(?:the|an?) /i, '')
    .toLowerCase()
    .trim();
}

const LITERAL = String.raw`(?:'[^']*'|\[[^\]]*\]|-?[\d.]*\d(?:e-\d+)?|true|false|null|NaN|Infinity)`;
const DEFAULT = new RegExp(
  `Default (${LITERAL})(?: for the classifier, (${LITERAL}) for the regressor)?(?=[.,:]|$)`,
);

/** The value after the word Default, if it is there. */
function defaultIn(doc: string, type: string): unknown {
  const [, first, second] = DEFAULT.exec(doc.replaceAll('`', '').replaceAll(/\s+/g, ' ')) ?? [];
  const literal = second !== undefined && type.endsWith('Regressor') ? second : first;
  if (literal === undefined) return undefined;
  if (literal === 'NaN') return Number.NaN;
  if (literal === 'Infinity') return Infinity;
  return JSON.parse(literal.replaceAll("'", '"'));
}

describe.each(infos)('the options of $type', ({ type, hyperparameters }) => {
  const options = optionsOf(`${type}Options`);

  it('are those of its table', () => {
    expect(options.map(({ name }) => name).sort()).toEqual(Object.keys(hyperparameters).sort());
  });

  it.each(options)('describe $name in the same words', ({ name, doc }) => {
    expect(firstClause(doc)).toBe(firstClause(hyperparameters[name].about));
  });

  it.each(options)(
    'name the default of $name, unless it must be given',
    ({ name, doc, optional }) => {
      expect(defaultIn(doc, type)).toEqual(optional ? hyperparameters[name].default : undefined);
    },
  );
});

describe('scores have one name', () => {
  const guide = readFileSync(new URL('../docs/metrics.md', import.meta.url), 'utf8');
  const table = guide.slice(guide.indexOf('| in reports'), guide.indexOf('`fscore` in what'));
  const namesIn = (cells: string) => [...cells.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  const rows = [...table.matchAll(/^\| (`.*?) \| (.*?) \|$/gm)];
  const short = rows.flatMap(([, cells]) => namesIn(cells));
  const functions = rows.flatMap(([, , cells]) => namesIn(cells));

  it('that the guide gives to a function and to what it is called in reports', () => {
    expect(short.length).toBeGreaterThan(20);
    expect(new Set(short).size).toBe(short.length);
    expect(functions.filter((name) => !(name in fitpredict))).toEqual([]);
  });

  it('as fields, but those of before, which say so', () => {
    const long = functions.filter((name) => !short.includes(name));
    const fields = surface.filter(({ name }) => long.includes(name.split('.')[1]));
    const old = fields.filter(({ doc }) => /^As `\w+`, by the name of before\.$/.test(doc));
    expect(fields.map(({ name }) => name)).toEqual(old.map(({ name }) => name));
    expect(new Set(old.map(({ name }) => name.split('.')[1]))).toEqual(
      new Set(['f1Score', 'medianAbsoluteError', 'r2Score']),
    );
  });

  it('as functions, which the guide all lists', () => {
    const scores = Object.keys(fitpredict).filter(
      (name) =>
        /^[a-z]\w*(?:Score|Error|Loss|Deviance|Corrcoef|Auc)s?$/.test(name) &&
        name !== 'crossValScore' && // these two score models
        name !== 'permutationTestScore',
    );
    expect(scores.length).toBeGreaterThan(40);
    expect(scores.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
  });
});
