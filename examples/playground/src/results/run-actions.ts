/** What can be done with a model: keep it in the browser, take it out as a file, or as code. */

import { button, h, newId } from '../page/dom.js';
import { announce, telling } from '../page/messages.js';
import { ask } from '../page/worker-client.js';
import type { RunSummary } from '../protocol.js';
import { tellSaved } from '../saved/saved-changes.js';
import { codeOfRun } from './code-of-run.js';

type Training = NonNullable<RunSummary['training']>;

export function runActions(run: RunSummary): HTMLElement {
  const message = h('p', { class: 'said', role: 'status' });
  const name = h('input', {
    id: newId('save-name'),
    value: nameOf(run),
    autocomplete: 'off',
    spellcheck: 'false',
  });
  const save = h(
    'form',
    { class: 'save' },
    h('label', { for: name.id, class: 'visually-hidden' }, 'Name to save the model under'),
    name,
    h('button', { class: 'secondary' }, 'Save'),
  );
  save.addEventListener('submit', (event) => {
    event.preventDefault();
    void telling(message, async () => {
      await ask('save', { run: run.id, key: name.value });
      tellSaved();
      message.textContent = `Saved as ${name.value} in this browser.`;
    });
  });
  const download = button('Download', () => {
    void telling(message, async () => {
      offer(await ask('bytesOf', { run: run.id }), `${nameOf(run)}.safetensors`);
      announce('The model file is downloaded.');
    });
  });
  const { training } = run;
  return h(
    'div',
    { class: 'actions' },
    save,
    download,
    ...(training === null ? [message] : copying(training, message)),
  );
}

/** A button, what is said, and the code, which can be read and selected as well. */
function copying(training: Training, message: HTMLElement): HTMLElement[] {
  const code = h('pre', { class: 'code-block', tabindex: 0, 'aria-label': 'Code', hidden: true });
  const copy = button('Copy as code', () => {
    void telling(message, async () => {
      const text = codeOfRun(training);
      code.textContent = text;
      code.hidden = false;
      try {
        await navigator.clipboard.writeText(text);
        message.textContent = 'Copied. npm install fitpredict, and run it.';
      } catch {
        message.textContent = 'The browser does not let the page copy: select the code below.';
      }
    });
  });
  return [copy, message, code];
}

/** Letters, digits and dashes: a name for files and keys. */
function nameOf({ modelName, target }: RunSummary): string {
  return [target, modelName]
    .filter((part) => part !== null)
    .map((part) => part.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, ''))
    .filter((part) => part !== '')
    .join('-');
}

function offer(bytes: Uint8Array<ArrayBuffer>, file: string): void {
  const url = URL.createObjectURL(new Blob([bytes]));
  h('a', { href: url, download: file }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
