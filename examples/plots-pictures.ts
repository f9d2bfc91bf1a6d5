/**
 * Draws the picture of docs/plots.md: `npx tsx examples/plots-pictures.ts`. Given a file name it writes the picture there.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { confusionMatrix, explain, trainModel } from 'fitpredict';
import { loadPenguins } from 'fitpredict/datasets';
import { plotConfusionMatrix, plotWaterfall, type ThemeName } from 'fitpredict/plots';
import { drawBeside, inBothSchemes } from './support/plots-drawings.js';

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

const draw = (ground: ThemeName) => {
  const plots = [
    plotConfusionMatrix(matrix, { labels: model.classes, theme: ground }),
    plotWaterfall(first.outputs[0], { width: 260, theme: ground }),
  ];
  return drawBeside(plots, ground);
};
const svg = inBothSchemes(await draw('light'), await draw('dark'));
assert.match(svg, /^<svg.*Confusion matrix.*Why Adelie/s);
console.log(`${svg.length} characters`);
const file = process.argv.at(2);
if (file !== undefined) writeFileSync(file, `${svg}\n`);
