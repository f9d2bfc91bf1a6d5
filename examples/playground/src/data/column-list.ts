/** The columns of a table, and which of them are learned from. */

import { button, byId, h, newId } from '../page/dom.js';
import { fillInPages } from '../page/in-pages.js';
import type { ColumnSummary, DatasetSummary } from '../protocol.js';
import { histogram } from './histogram.js';

/** From so many columns on they can be looked for by name. */
const MANY = 25;

export interface ColumnList {
  show(dataset: DatasetSummary): void;
  /** The target is no feature. */
  setTarget(target: string | null): void;
  /** The columns to learn from; null for all but the target. */
  features(): string[] | null;
}

export function createColumnList(): ColumnList {
  const list = byId('columns', HTMLElement);
  /** Of the rows that are made so far. */
  const boxes = new Map<string, HTMLInputElement>();
  let columns: readonly ColumnSummary[] = [];
  const chosen = new Set<string>();
  let target: string | null = null;

  function row(column: ColumnSummary): HTMLElement {
    const { name } = column;
    const checked = chosen.has(name);
    const box = h('input', { type: 'checkbox', id: newId('column'), checked });
    box.addEventListener('change', () => choose(name, box.checked));
    boxes.set(name, box);
    const element = columnRow(column, box);
    markTarget(name, box, element);
    return element;
  }

  function choose(name: string, isChosen: boolean): void {
    if (isChosen) chosen.add(name);
    else chosen.delete(name);
  }

  function markTarget(name: string, box: HTMLInputElement, element: Element | null): void {
    box.disabled = name === target;
    element?.classList.toggle('is-target', name === target);
  }

  return {
    show(dataset) {
      columns = dataset.columns;
      chosen.clear();
      for (const { name } of columns) chosen.add(name);
      const rows = h('ul', { class: 'column-rows', 'aria-label': 'Columns', tabindex: 0 });
      const find = h('input', {
        type: 'search',
        class: 'find',
        placeholder: `Find one of ${columns.length.toLocaleString('en')} columns`,
        'aria-label': 'Find a column',
        spellcheck: 'false',
        hidden: columns.length < MANY,
      });
      const found = () => {
        const asked = find.value.trim().toLowerCase();
        return columns.filter(({ name }) => name.toLowerCase().includes(asked));
      };
      const draw = () => {
        boxes.clear();
        const more = fillInPages(rows, found(), row);
        list.querySelector('.more')?.remove();
        list.append(more);
      };
      const checkAll = (checked: boolean) => () => {
        for (const { name } of found()) {
          choose(name, checked);
          const box = boxes.get(name);
          if (box !== undefined && !box.disabled) box.checked = checked;
        }
      };
      find.addEventListener('input', draw);
      find.addEventListener('keydown', (event) => {
        if (event.key === 'Enter') event.preventDefault(); // which would train
      });
      list.replaceChildren(
        h(
          'div',
          { class: 'list-head' },
          h('span', { class: 'label' }, 'Learn from'),
          button('All', checkAll(true), { class: 'link', 'aria-label': 'All of the columns' }),
          button('None', checkAll(false), { class: 'link', 'aria-label': 'None of the columns' }),
        ),
        find,
        rows,
      );
      draw();
    },
    setTarget(name) {
      target = name;
      for (const [column, box] of boxes) markTarget(column, box, box.closest('li'));
    },
    features() {
      const all = columns.map(({ name }) => name).filter((name) => name !== target);
      const asked = all.filter((name) => chosen.has(name));
      return asked.length === all.length ? null : asked;
    },
  };
}

function columnRow(column: ColumnSummary, box: HTMLInputElement): HTMLLIElement {
  const { name, type, missing, words, bars } = column;
  const gaps = missing > 0 ? `, ${missing.toLocaleString('en')} missing` : '';
  return h(
    'li',
    {},
    box,
    h(
      'label',
      { for: box.id },
      h('span', { class: 'name' }, name),
      h('span', { class: 'badge' }, type),
      h('span', { class: 'badge target-badge' }, 'target'),
      h('span', { class: 'faint words' }, words, h('span', { class: 'gaps' }, gaps)),
    ),
    histogram(bars),
  );
}
