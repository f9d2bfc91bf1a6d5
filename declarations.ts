/** What published declarations must say, so that they mean the same to every compiler and under every setting. */

import ts from 'typescript';

/** A piece of text in place of another; both may be empty. */
interface Edit {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/**
 * Declarations that TypeScript 5.4 reads too, and that mean under `exactOptionalPropertyTypes` what they mean here:
 *
 * - Every optional property takes `undefined`: `{ maxDepth: undefined }` is as if left out.
 * - Typed arrays have no type argument before 5.7. `Uint8Array<ArrayBuffer>` is written as what `Uint8Array.of` returns,
 *   which is the same from 5.7 on; `<ArrayBufferLike>` is the default.
 *
 * @param text - of a `.d.ts` file
 */
export function portable(text: string): string {
  const file = ts.createSourceFile('a.d.ts', text, ts.ScriptTarget.Latest);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node)) {
      if (node.questionToken !== undefined && node.type !== undefined) {
        const isOpen = ts.isFunctionTypeNode(node.type) || ts.isConditionalTypeNode(node.type);
        const start = node.type.getStart(file);
        if (isOpen) edits.push({ from: start, to: start, words: '(' });
        const words = isOpen ? ') | undefined' : ' | undefined';
        edits.push({ from: node.type.end, to: node.type.end, words });
      }
    } else if (ts.isTypeReferenceNode(node) && node.typeArguments?.length === 1) {
      const name = node.typeName.getText(file);
      const buffer = node.typeArguments[0].getText(file);
      if (
        /^(Big)?(Uint|Int|Float)\d+(Clamped)?Array$/.test(name) &&
        /^ArrayBuffer(Like)?$/.test(buffer)
      ) {
        const words = buffer === 'ArrayBuffer' ? `ReturnType<typeof ${name}.of>` : name;
        edits.push({ from: node.getStart(file), to: node.end, words });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  let done = '';
  let at = 0;
  for (const { from, to, words } of edits.sort((a, b) => a.from - b.from || a.to - b.to)) {
    done += text.slice(at, from) + words;
    at = to;
  }
  return done + text.slice(at);
}
