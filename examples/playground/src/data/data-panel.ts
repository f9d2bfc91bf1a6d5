/** Opens tables: a file that is dropped or chosen, or a sample. */

import { counted } from '../counted.js';
import { button, byId, h } from '../page/dom.js';
import { announce, telling } from '../page/messages.js';
import { ask } from '../page/worker-client.js';
import type { DatasetSummary, Progress, SampleName } from '../protocol.js';

const SAMPLES: readonly (readonly [SampleName, string])[] = [
  ['penguins', 'Penguins'],
  ['iris', 'Iris'],
  ['wine', 'Wine'],
  ['breastCancer', 'Breast cancer'],
  ['diabetes', 'Diabetes'],
];

export function startDataPanel(onOpen: (dataset: DatasetSummary) => void): void {
  const message = byId('data-message', HTMLElement);
  const heading = byId('data-opened', HTMLElement);
  const drop = byId('drop', HTMLElement);
  const input = byId('file', HTMLInputElement);
  let opening: AbortController | undefined;
  /** What is told of the table that is open. */
  let opened: Node[] = [];

  /** Open a table; one that is asked for later wins. */
  function open(work: (signal: AbortSignal) => Promise<DatasetSummary>): void {
    opening?.abort();
    opening = new AbortController();
    const { signal } = opening;
    void telling(message, async () => {
      try {
        const dataset = await work(signal);
        if (signal.aborted) return;
        opened = describe(dataset);
        heading.replaceChildren(...opened);
        announce(`${dataset.title} is open: ${sizeOf(dataset)}.`);
        onOpen(dataset);
      } catch (error) {
        if (signal.aborted) return;
        heading.replaceChildren(...opened);
        throw error;
      }
    });
  }

  function openFile(file: File): void {
    const onProgress = ({ done, total }: Progress) => {
      const share = total > 0 && Number.isFinite(total) ? Math.round((100 * done) / total) : 0;
      heading.textContent = `Reading ${file.name}, ${share} %`;
    };
    heading.textContent = `Reading ${file.name}`;
    open((signal) => ask('openFile', { file }, { signal, onProgress }));
  }

  byId('samples', HTMLElement).append(
    ...SAMPLES.map(([name, words]) =>
      button(words, () => open((signal) => ask('openSample', { name }, { signal })), {
        class: 'chip',
      }),
    ),
  );
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    input.value = ''; // the same file can be chosen again, when it has changed
    if (file !== undefined) openFile(file);
  });
  acceptDrops(drop, openFile);
}

/** Files can be dropped anywhere on the page; the panel shows it. */
function acceptDrops(panel: HTMLElement, openFile: (file: File) => void): void {
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    panel.classList.add('is-over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) panel.classList.remove('is-over');
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    panel.classList.remove('is-over');
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) openFile(file);
  });
}

function describe(dataset: DatasetSummary): Node[] {
  const notes = dataset.notes.map((note) => h('li', {}, note));
  return [
    h('strong', {}, dataset.title),
    h('span', { class: 'faint' }, sizeOf(dataset)),
    ...(notes.length > 0 ? [h('ul', { class: 'notes' }, ...notes)] : []),
  ];
}

const sizeOf = ({ rows, columns }: DatasetSummary) =>
  `${counted(rows, 'row')} × ${counted(columns.length, 'column')}`;
