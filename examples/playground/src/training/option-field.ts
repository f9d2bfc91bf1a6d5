/** One hyperparameter as a part of a form, made from its row in the table of the model. */

import { h, newId, options } from '../page/dom.js';
import { type OptionInfo, textOf, typedValue } from './option-value.js';

export interface OptionField {
  readonly name: string;
  readonly element: HTMLElement;
  /** The value; undefined for the default. */
  value(): unknown;
  /** Show that the library refused the value, or that it did not. */
  mark(wrong: boolean): void;
}

type Control = HTMLInputElement | HTMLSelectElement;

export function createOptionField(info: OptionInfo): OptionField {
  const { name, about, range } = info;
  const id = newId('option');
  const hint = `${id}-hint`;
  const control = controlOf(info, { id, 'aria-describedby': hint });
  const isListed = control instanceof HTMLSelectElement;
  const words = sentence(about);
  const element = h(
    'div',
    { class: 'field' },
    h('label', { for: id, class: 'code' }, name),
    control,
    suggestions(info, control),
    h('p', { id: hint, class: 'hint' }, isListed ? words : `${words} · ${signs(range)}`),
  );
  return {
    name,
    element,
    value: () => typedValue(control.value, info),
    mark(wrong) {
      control.setAttribute('aria-invalid', String(wrong));
      if (!wrong) return;
      const more = element.closest('details');
      if (more !== null) more.open = true;
      control.focus();
    },
  };
}

/** As a sentence begins, without its end. */
const sentence = (about: string) =>
  about.charAt(0).toUpperCase() + about.slice(1).replace(/\.$/, '');

/** As people write them who need not type. */
const signs = (range: string) => range.replaceAll('>=', '≥').replaceAll('<=', '≤');

function controlOf(info: OptionInfo, attributes: Readonly<Record<string, string>>): Control {
  const { type, min, max, default: usual } = info;
  const value = textOf(usual);
  const choices = choicesOf(info);
  // Functions cannot be typed here, so that the names are all there is.
  if (/^(boolean|choice|choice \| function)$/.test(type)) {
    const list = choices.map((choice) => [choice, choice] as const);
    return h('select', attributes, ...options(list, value));
  }
  if (type === 'integer' || type === 'real') {
    const step = type === 'integer' ? 1 : 'any';
    return h('input', { ...attributes, type: 'number', min, max, step, value });
  }
  const list = choices.length > 0 ? `${attributes.id}-list` : undefined;
  return h('input', { ...attributes, value, list, autocomplete: 'off', spellcheck: 'false' });
}

/** Names that may be typed beside numbers, such as `sqrt`. */
function suggestions(info: OptionInfo, control: Control): HTMLDataListElement | null {
  const list = control.getAttribute('list');
  if (list === null) return null;
  return h('datalist', { id: list }, ...choicesOf(info).map((value) => h('option', { value })));
}

/** A matrix of distances or of a kernel is no table. */
const choicesOf = ({ values = [] }: OptionInfo) =>
  values.map(textOf).filter((choice) => choice !== 'precomputed');
