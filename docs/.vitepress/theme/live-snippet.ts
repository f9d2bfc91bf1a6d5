import { defineComponent, h, nextTick, onBeforeUnmount, ref, shallowRef } from 'vue';
import type { Editor } from './editor.js';
import { runSnippet } from './run-snippet.js';
import type { SnippetMessage } from './snippet-messages.js';

type Line = Exclude<SnippetMessage, { kind: 'done' }>;

/** More lines are not shown: a loop that prints would else hold up the page. */
const MOST_LINES = 500;

/** A snippet of a guide, in the slot, with what runs it and what edits it. Both are loaded when they are first asked for. */
export const LiveSnippet = defineComponent({
  name: 'LiveSnippet',
  setup(_, { slots }) {
    const original = ref<HTMLElement>();
    const place = ref<HTMLElement>();
    const editor = shallowRef<Editor>();
    const lines = ref<Line[]>([]);
    const status = ref('');
    const stop = shallowRef<() => void>();

    const hear = (message: SnippetMessage) => {
      if (message.kind === 'done') {
        stop.value = undefined;
        const failed = lines.value.some(({ kind }) => kind === 'error');
        status.value = failed ? 'Failed.' : `Ran in ${Math.round(message.milliseconds)} ms.`;
      } else if (lines.value.length < MOST_LINES) {
        lines.value.push(message);
      }
    };

    const run = () => {
      stop.value?.();
      lines.value = [];
      status.value = 'Running…';
      const code = editor.value?.text() ?? original.value?.querySelector('pre')?.textContent ?? '';
      stop.value = runSnippet(code, hear);
    };

    const halt = () => {
      stop.value?.();
      stop.value = undefined;
      status.value = 'Stopped.';
    };

    const edit = async () => {
      const { openEditor } = await import('./editor.js');
      const code = original.value?.querySelector('pre')?.textContent ?? '';
      await nextTick();
      if (place.value !== undefined && editor.value === undefined) {
        editor.value = openEditor(place.value, code.trimEnd());
      }
    };

    const reset = () => {
      editor.value?.destroy();
      editor.value = undefined;
    };

    onBeforeUnmount(() => {
      stop.value?.();
      editor.value?.destroy();
    });

    const button = (text: string, onClick: () => void) =>
      h('button', { type: 'button', class: 'live-button', onClick }, text);

    return () =>
      h('div', { class: 'live-snippet' }, [
        h('div', { ref: original, hidden: editor.value !== undefined }, slots.default?.()),
        h('div', { ref: place, class: 'live-editor', hidden: editor.value === undefined }),
        h('div', { class: 'live-bar' }, [
          stop.value === undefined ? button('Run', run) : button('Stop', halt),
          editor.value === undefined ? button('Edit', edit) : button('Reset', reset),
          h('span', { class: 'live-status', role: 'status' }, status.value),
          editor.value !== undefined &&
            h(
              'span',
              { class: 'live-note' },
              'Types are taken out, not checked; imports: fitpredict alone.',
            ),
        ]),
        lines.value.length > 0 &&
          h(
            'pre',
            { class: 'live-output', tabindex: 0, 'aria-label': 'Output' },
            lines.value.map(({ kind, text }) => h('span', { class: `live-${kind}` }, `${text}\n`)),
          ),
      ]);
  },
});
