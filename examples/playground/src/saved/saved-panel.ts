/** The models that are kept in this browser, and files of models. */

import { button, byId, h } from '../page/dom.js';
import { announce, telling } from '../page/messages.js';
import { ask } from '../page/worker-client.js';
import type { RunSummary, SavedModel } from '../protocol.js';
import { onSavedChange, tellSaved } from './saved-changes.js';

export function startSavedPanel(onLoad: (run: RunSummary) => void): void {
  const list = byId('saved', HTMLElement);
  const empty = byId('no-saved', HTMLElement);
  const message = byId('saved-message', HTMLElement);
  const upload = byId('upload', HTMLInputElement);

  function refresh(): void {
    empty.hidden = true;
    void telling(message, async () => {
      const models = await ask('listSaved', undefined);
      empty.hidden = models.length > 0;
      list.replaceChildren(...models.map(savedRow));
    });
  }

  function savedRow({ key, size, modified }: SavedModel): HTMLElement {
    const load = () =>
      void telling(message, async () => {
        onLoad(await ask('loadSaved', { key }));
        announce(`${key} is loaded.`);
      });
    const remove = () =>
      void telling(message, async () => {
        await ask('deleteSaved', { key });
        announce(`${key} is deleted.`);
        tellSaved();
      });
    const when = modified.toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
    return h(
      'li',
      {},
      h(
        'span',
        {},
        h('strong', {}, key),
        h('span', { class: 'faint' }, `${Math.ceil(size / 1000).toLocaleString('en')} kB, ${when}`),
      ),
      button('Load', load, { class: 'secondary', 'aria-label': `Load ${key}` }),
      button('Delete', remove, { class: 'link', 'aria-label': `Delete ${key}` }),
    );
  }

  upload.addEventListener('change', () => {
    const file = upload.files?.[0];
    upload.value = '';
    if (file === undefined) return;
    void telling(message, async () => {
      onLoad(await ask('readUpload', { file }));
      announce(`${file.name} is loaded.`);
    });
  });
  onSavedChange(refresh);
  refresh();
}
