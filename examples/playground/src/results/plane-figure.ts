/** The rows of a model in a plane, whose two sides are chosen: columns, or the directions in which rows differ most. */

import { h, newId, options } from '../page/dom.js';
import { telling } from '../page/messages.js';
import { currentTheme, onThemeChange } from '../page/theme.js';
import { ask } from '../page/worker-client.js';
import type { Axis, RunSummary } from '../protocol.js';
import { plotFigure } from './plot-figure.js';

export function planeFigure({ id }: RunSummary, columns: readonly string[]): HTMLElement {
  const choices: [Axis, string][] = [
    [{ component: 0 }, 'Component 1'],
    [{ component: 1 }, 'Component 2'],
    ...columns.map((column): [Axis, string] => [{ column }, column]),
  ];
  // Two columns need no others to be seen by.
  const first = columns.length === 2 ? 2 : 0;
  const across = axisSelect('Across', choices, first);
  const up = axisSelect('Up', choices, first + 1);
  const place = h('div', {});
  const message = h('p', { class: 'error', role: 'alert' });
  let asked = 0;

  function draw(): void {
    const number = ++asked;
    void telling(message, async () => {
      const axes = [across.axis(), up.axis()] as const;
      const spec = await ask('planeOf', { run: id, axes, theme: currentTheme() });
      if (number === asked) place.replaceChildren(plotFigure(spec));
    });
  }

  const element = h(
    'div',
    { class: 'plane' },
    place,
    h('div', { class: 'axes' }, across.element, up.element),
    message,
  );
  element.addEventListener('change', draw);
  onThemeChange(element, draw);
  draw();
  return element;
}

function axisSelect(words: string, choices: readonly [Axis, string][], chosen: number) {
  const id = newId('axis');
  const named = choices.map(([, name], at) => [String(at), name] as const);
  const select = h('select', { id }, ...options(named, String(chosen)));
  return {
    element: h('div', { class: 'field' }, h('label', { for: id }, words), select),
    axis: (): Axis => choices[Number(select.value)][0],
  };
}
