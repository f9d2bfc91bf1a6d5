import { javascript } from '@codemirror/lang-javascript';
import { basicSetup, EditorView } from 'codemirror';

/** The editor of a snippet, which one leaves by Escape and Tab. */
export interface Editor {
  text(): string;
  destroy(): void;
}

/** Colours come from the page, so that they follow light and dark. */
const look = EditorView.theme({
  '&': { backgroundColor: 'transparent', color: 'var(--vp-c-text-1)' },
  '&.cm-focused': { outline: '2px solid var(--vp-c-brand-1)', outlineOffset: '-2px' },
  '.cm-content': { fontFamily: 'var(--vp-font-family-mono)', caretColor: 'var(--vp-c-text-1)' },
  '.cm-gutters': { display: 'none' },
  '.cm-activeLine': { backgroundColor: 'transparent' },
  '.cm-cursor': { borderLeftColor: 'var(--vp-c-text-1)' },
});

export function openEditor(parent: HTMLElement, code: string): Editor {
  const view = new EditorView({
    doc: code,
    parent,
    extensions: [
      basicSetup,
      javascript({ typescript: true }),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ 'aria-label': 'Program' }),
      look,
    ],
  });
  view.focus();
  return { text: () => view.state.doc.toString(), destroy: () => view.destroy() };
}
