/**
 * Draws the picture of docs/plots.md: `npx tsx examples/plots-pictures.ts`. Given a file name it writes the picture there.
 * Vega and Vega-Lite are what a user brings.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { confusionMatrix, explain, trainModel } from 'fitpredict';
import { loadPenguins } from 'fitpredict/datasets';
import { plotConfusionMatrix, plotWaterfall, theme } from 'fitpredict/plots';
import * as vega from 'vega';
import { compile } from 'vega-lite';

const { table } = loadPenguins();
const { model, heldOut } = trainModel(table, {
  target: 'species',
  modelName: 'randomForest',
  features: ['bill_length_mm', 'bill_depth_mm', 'body_mass_g', 'sex'],
  randomState: 1,
});
const matrix = confusionMatrix(heldOut.truth, heldOut.predictions);
const [first] = explain(model, table.head(1)).rows;
assert.ok(first);
const plots = [
  plotConfusionMatrix(matrix, { labels: model.classes }),
  plotWaterfall(first.outputs[0], { width: 260 }),
];
const beside = plots.map(({ title = { text: '' }, width, height, layer }) => ({
  title,
  width,
  height,
  layer,
  resolve: { scale: { color: 'independent' as const } },
}));
const { spec } = compile({ hconcat: beside, config: theme('light') });
const svg = await new vega.View(vega.parse(spec), { renderer: 'none' }).toSVG();
assert.match(svg, /^<svg.*Confusion matrix.*Why Adelie/s);
console.log(`${svg.length} characters`);
const file = process.argv.at(2);
if (file !== undefined) writeFileSync(file, `${svg}\n`);
