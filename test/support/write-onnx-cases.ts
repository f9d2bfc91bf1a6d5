/**
 * Writes models as ONNX, rows to ask about and what the models themselves say, for a runtime to be compared with:
 * `npx tsx test/support/write-onnx-cases.ts FOLDER [ROWS]`.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '../../src/interop/onnx/read-model.js';
import { feedRows, ownAnswers } from '../../src/interop/onnx/verify-model.js';
import { toONNX } from '../../src/interop.js';
import { onnxCases } from './onnx-cases.js';

const [folder, rowCount = '10000'] = process.argv.slice(2);
for (const [name, create] of Object.entries(onnxCases)) {
  const { model, rows } = create();
  const given = rows(Number(rowCount));
  for (const precision of ['double', 'single'] as const) {
    const bytes = toONNX(model, { precision });
    const { graph } = readModel(bytes);
    const feeds = feedRows(graph.inputs, given, 'rows');
    const inputs = [...feeds].map(([input, { type, dims, values }]) => ({
      name: input,
      type,
      dims,
      values: Array.from<unknown>(values),
    }));
    const own = Object.fromEntries(
      graph.outputs.map(({ name: output }) => [
        output,
        Array.from(ownAnswers(model, output, given)),
      ]),
    );
    const file = join(folder, `${name}-${precision}`);
    writeFileSync(`${file}.onnx`, bytes);
    writeFileSync(`${file}.json`, JSON.stringify({ inputs, own }));
  }
}
