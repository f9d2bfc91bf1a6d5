/** Asks for a row, and shows what the model says of it and why. */

import { h, newId, options, svg } from '../page/dom.js';
import { fillInPages } from '../page/in-pages.js';
import { telling } from '../page/messages.js';
import { currentTheme, onThemeChange } from '../page/theme.js';
import { ask } from '../page/worker-client.js';
import type { Answer, Cell, Field, Row, RunSummary } from '../protocol.js';
import { plotFigure } from './plot-figure.js';
import { runTitle } from './run-title.js';

interface RowField {
  readonly name: string;
  readonly element: HTMLElement;
  value(): Cell;
}

export function predictionForm(run: RunSummary): HTMLElement {
  /** Those that are made so far; all others of the row are what is usual. */
  const fields: RowField[] = [];
  const answer = h('div', { class: 'answer', 'aria-live': 'polite' });
  const message = h('p', { class: 'error', role: 'alert' });
  const inputs = h('div', { class: 'fields row-fields' });
  const more = fillInPages(inputs, run.fields, (field) => {
    const made = rowField(field, run.row[field.name] ?? null);
    fields.push(made);
    return made.element;
  });
  const form = h(
    'form',
    { class: 'row-form', 'aria-label': `A row for ${runTitle(run)}`, novalidate: true },
    inputs,
    more,
    h('button', { class: 'secondary' }, 'Predict'),
  );
  let asking: AbortController | undefined;

  function predict(): void {
    asking?.abort();
    asking = new AbortController();
    const { signal } = asking;
    const row: Row = {
      ...run.row,
      ...Object.fromEntries(fields.map((field) => [field.name, field.value()])),
    };
    void telling(message, async () => {
      try {
        const given = { run: run.id, row, theme: currentTheme() };
        answer.replaceChildren(...answerParts(run, await ask('predict', given, { signal })));
      } catch (error) {
        if (signal.aborted) return;
        answer.replaceChildren();
        throw error;
      }
    });
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    predict();
  });
  form.addEventListener('change', predict);
  onThemeChange(form, predict);
  predict();
  return h('div', { class: 'predict' }, form, h('div', {}, message, answer));
}

function answerParts(run: RunSummary, said: Answer): Node[] {
  const { headline, probabilities, explanation, remark } = said;
  return [
    h(
      'p',
      { class: 'headline' },
      h('span', { class: 'faint' }, run.target ?? 'The model says'),
      h('strong', {}, headline),
    ),
    ...probabilities.map(({ label, share }) => shareBar(label, share)),
    ...(explanation === null ? [] : [plotFigure(explanation.plot, explanation.text)]),
    ...(remark === null ? [] : [h('p', { class: 'hint' }, remark)]),
  ];
}

function shareBar(label: string, share: number): HTMLElement {
  const bar = svg('rect', { width: share, height: 1 });
  const shape = { viewBox: '0 0 1 1', preserveAspectRatio: 'none', 'aria-hidden': 'true' };
  return h(
    'div',
    { class: 'share' },
    h('span', {}, label),
    svg('svg', { class: 'share-bar', ...shape }, bar),
    h('span', { class: 'figure' }, `${(100 * share).toFixed(1)} %`),
  );
}

/** A column of the row; nothing typed is a missing value. */
function rowField({ name, type, categories, range }: Field, usual: Cell): RowField {
  const id = newId('cell');
  const value = usual === null ? '' : textOf(usual);
  if (type === 'boolean' || categories.length > 0) {
    const known = type === 'boolean' ? ['false', 'true'] : categories;
    const choices = known.map((text) => [text, text] as const);
    const select = h('select', { id }, ...options([['', 'missing'], ...choices], value));
    return {
      name,
      element: labelled(name, id, select),
      value: () => (type === 'boolean' ? booleanOf(select.value) : select.value || null),
    };
  }
  const shape = type === 'number' ? { type: 'number', step: 'any' } : {};
  const input = h('input', { id, value, autocomplete: 'off', placeholder: 'missing', ...shape });
  const hint = range === null ? null : `${short(range[0])} to ${short(range[1])}`;
  return {
    name,
    element: labelled(name, id, input, hint),
    value: () =>
      input.value === '' ? null : type === 'number' ? Number(input.value) : input.value,
  };
}

function labelled(name: string, id: string, control: HTMLElement, hint: string | null = null) {
  if (hint === null) return h('div', { class: 'field' }, h('label', { for: id }, name), control);
  control.setAttribute('aria-describedby', `${id}-hint`);
  const below = h('p', { class: 'hint', id: `${id}-hint` }, hint);
  return h('div', { class: 'field' }, h('label', { for: id }, name), control, below);
}

const booleanOf = (text: string) => (text === '' ? null : text === 'true');

const textOf = (cell: Exclude<Cell, null>) =>
  typeof cell === 'number' ? short(cell) : String(cell);

const short = (value: number) => String(Number(value.toPrecision(6)));
