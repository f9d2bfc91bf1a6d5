/** The columns of a table, and which of them are learned from. */

import { button, byId, h, newId } from '../page/dom.js';
import type { ColumnSummary, DatasetSummary } from '../protocol.js';
import { histogram } from './histogram.js';

export interface ColumnList {
  show(dataset: DatasetSummary): void;
  /** The target is no feature. */
  setTarget(target: string | null): void;
  /** The columns to learn from; null for all but the target. */
  features(): string[] | null;
}

export function createColumnList(): ColumnList {
  const list = byId('columns', HTMLElement);
  const boxes = new Map<string, HTMLInputElement>();
  let target: string | null = null;

  const checkAll = (checked: boolean) => () => {
    for (const box of boxes.values()) if (!box.disabled) box.checked = checked;
  };

  return {
    show({ columns }) {
      boxes.clear();
      const rows = columns.map((column) => {
        const box = h('input', { type: 'checkbox', id: newId('column'), checked: true });
        boxes.set(column.name, box);
        return columnRow(column, box);
      });
      list.replaceChildren(
        h(
          'div',
          { class: 'list-head' },
          h('span', { class: 'label' }, 'Learn from'),
          button('All', checkAll(true), { class: 'link', 'aria-label': 'All of the columns' }),
          button('None', checkAll(false), { class: 'link', 'aria-label': 'None of the columns' }),
        ),
        h('ul', { class: 'column-rows', 'aria-label': 'Columns' }, ...rows),
      );
    },
    setTarget(name) {
      target = name;
      for (const [column, box] of boxes) {
        box.disabled = column === name;
        box.closest('li')?.classList.toggle('is-target', column === name);
      }
    },
    features() {
      const all = [...boxes].filter(([name]) => name !== target);
      const chosen = all.filter(([, box]) => box.checked).map(([name]) => name);
      return chosen.length === all.length ? null : chosen;
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
