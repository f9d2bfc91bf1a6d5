import * as fitpredict from 'fitpredict';
import { describe, expect, it } from 'vitest';
import { docsOfType, readSurface } from './support/surface.js';

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

/** The value after the word Default; options that must be given have none. */
function defaultIn(doc: string, type: string): unknown {
  const [, first, second] = DEFAULT.exec(doc.replaceAll('`', '').replaceAll(/\s+/g, ' ')) ?? [];
  const literal = second !== undefined && type.endsWith('Regressor') ? second : first;
  if (literal === undefined) return [];
  if (literal === 'NaN') return Number.NaN;
  if (literal === 'Infinity') return Infinity;
  return JSON.parse(literal.replaceAll("'", '"'));
}

describe.each(infos)('the options of $type', ({ type, hyperparameters }) => {
  const docs = docsOfType(`${type}Options`);
  const rows = Object.entries(hyperparameters).map(([name, row]) => ({ name, ...row }));
  const docOf = (name: string) => docs.get(name) ?? '';

  it('are those of its table', () => {
    expect([...docs.keys()].sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('are described in the same words', () => {
    const told = rows.map(({ name }) => `${name}: ${firstClause(docOf(name))}`);
    expect(told).toEqual(rows.map(({ name, about }) => `${name}: ${firstClause(about)}`));
  });

  it('have the defaults that they name', () => {
    const told = rows.map(({ name }) => [name, defaultIn(docOf(name), type)]);
    expect(told).toEqual(rows.map((row) => [row.name, row.default]));
  });
});
