import { button } from './dom.js';

/** Elements that are made at once: more keep a page busy for longer than a moment. */
const PAGE_SIZE = 100;

/**
 * Fill a list with an element for each of many things, a page of them at a time.
 *
 * @returns a button that adds the next page, and goes when all are there
 */
export function fillInPages<T>(
  list: HTMLElement,
  things: readonly T[],
  elementOf: (thing: T) => HTMLElement,
): HTMLButtonElement {
  let made = 0;
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
    const page = things.slice(made, made + PAGE_SIZE);
    list.append(...page.map(elementOf));
    made += page.length;
    const rest = things.length - made;
    more.hidden = rest === 0;
    more.textContent = `Show ${Math.min(rest, PAGE_SIZE)} more of ${rest.toLocaleString('en')}`;
  }

  list.replaceChildren();
  addPage();
  return more;
}
