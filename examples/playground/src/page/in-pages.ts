import { button } from './dom.js';

/** Elements that are made when they are asked for: more keep a page busy for longer than a moment. */
const PAGE_SIZE = 100;
/** Elements that are made in one task: with the drawing that each holds they take some 10 ms, and more on a busy machine. */
const TASK_SIZE = 8;

/** What fills each list: what filled it before stops. */
const fillers = new WeakMap<HTMLElement, object>();

/**
 * Fill a list with an element for each of many things, a page of them at a time: the first ones at once, the others when
 * the page has had its turn.
 *
 * @returns a button that adds the next page, and goes when all are there
 */
export function fillInPages<T>(
  list: HTMLElement,
  things: readonly T[],
  elementOf: (thing: T) => HTMLElement,
): HTMLButtonElement {
  const filler = {};
  let made = 0;
  /** How many are to be there. */
  let asked = 0;
  const more = button(
    '',
    () => {
      const before = list.children.length;
      addPage();
      // Who presses it by keyboard goes on with what is new.
      list.children[before]?.querySelector<HTMLElement>('input, select, button')?.focus();
    },
    { class: 'link more' },
  );

  function addPage(): void {
    const isMaking = made < asked;
    asked = Math.min(things.length, asked + PAGE_SIZE);
    if (!isMaking) make();
    const rest = things.length - asked;
    more.hidden = rest === 0;
    more.textContent = `Show ${Math.min(rest, PAGE_SIZE)} more of ${rest.toLocaleString('en')}`;
  }

  function make(): void {
    if (fillers.get(list) !== filler) return;
    const some = things.slice(made, Math.min(asked, made + TASK_SIZE));
    list.append(...some.map(elementOf));
    made += some.length;
    if (made < asked) setTimeout(make);
  }

  fillers.set(list, filler);
  list.replaceChildren();
  addPage();
  return more;
}
