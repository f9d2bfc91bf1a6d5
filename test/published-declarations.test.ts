import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { publishedDeclarations } from '../published-declarations.js';

/** What is published of these files, the entry being `index.d.ts`. */
function published(files: Readonly<Record<string, string>>): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'declarations-'));
  try {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
    return Object.fromEntries(publishedDeclarations(folder, ['index.d.ts']));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('keeps what an entry point leads to, by whatever way, and nothing else', () => {
  expect(
    published({
      'index.d.ts': "export { fit, type Fit } from './face.js';\nexport * from './errors.js';\n",
      'errors.d.ts': 'export declare class Wrong extends Error {\n}\n',
      'face.d.ts': [
        "import { type Dense, type Sparse, parse } from './data.js';",
        "import * as forms from './forms.js';",
        "import { unused } from './unused.js';",
        '/** Fits. */',
        'export declare function fit(X: Dense): Fit;',
        'export declare function fit(X: number): Fit;',
        'export interface Fit {\n    readonly form: forms.Form;\n    readonly cut: import("./engine.js").Cut;\n}',
        'export declare const hidden: typeof parse & typeof unused & Sparse;',
      ].join('\n'),
      'data.d.ts':
        "export type { Dense } from './dense.js';\nexport interface Sparse {\n}\nexport declare function parse(): Sparse;\n",
      'dense.d.ts':
        'type Block = Float64Array;\nexport interface Dense {\n    data: Block;\n}\nexport {};\n',
      'forms.d.ts': 'export type Form = 1;\nexport type Other = 2;\n',
      'engine.d.ts': 'export interface Cut {\n}\nexport interface Split {\n}\n',
      'unused.d.ts': 'export declare const unused: 1;\n',
    }),
  ).toEqual({
    'index.d.ts': "export { fit, type Fit } from './face.js';\nexport * from './errors.js';\n",
    'errors.d.ts': 'export declare class Wrong extends Error {\n}\n',
    'face.d.ts': [
      "import { type Dense } from './data.js';",
      "import * as forms from './forms.js';",
      '/** Fits. */',
      'export declare function fit(X: Dense): Fit;',
      'export declare function fit(X: number): Fit;',
      'export interface Fit {\n    readonly form: forms.Form;\n    readonly cut: import("./engine.js").Cut;\n}\n',
    ].join('\n'),
    'data.d.ts': "export type { Dense } from './dense.js';\n",
    'dense.d.ts':
      'type Block = Float64Array;\nexport interface Dense {\n    data: Block;\n}\nexport {};\n',
    'forms.d.ts': 'export type Form = 1;\n',
    'engine.d.ts': 'export interface Cut {\n}\n',
  });
});
