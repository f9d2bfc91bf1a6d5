/**
 * Draws the picture of docs/plots.md: `npx tsx examples/plots-pictures.ts docs/images/plots.svg` writes it there, without a
 * name it is drawn and not kept. Vega and Vega-Lite are what a user brings.
 */
import { writeFileSync } from 'node:fs';
import { confusionMatrix, explain, trainModel } from 'fitpredict';
import { loadPenguins } from 'fitpredict/datasets';
import { type PlotSpec, plotConfusionMatrix, plotWaterfall } from 'fitpredict/plots';
import * as vega from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';

const { table } = loadPenguins();
const { model, heldOut } = trainModel(table, {
  target: 'species',
  modelName: 'randomForest',
  features: ['bill_length_mm', 'bill_depth_mm', 'body_mass_g', 'sex'],
  randomState: 1,
});
const matrix = confusionMatrix(heldOut.truth, heldOut.predictions);
const [first] = explain(model, table.head(1)).rows;
const plots: PlotSpec[] = [
  plotConfusionMatrix(matrix, { labels: model.classes }),
  plotWaterfall(first.outputs[0], { width: 260 }),
];
const [{ config }] = plots;
const beside: TopLevelSpec = {
  hconcat: plots.map(({ config: _, $schema, ...plot }) => ({
    ...plot,
    resolve: { scale: { color: 'independent' } },
  })),
  config,
};
const svg = await new vega.View(vega.parse(compile(beside).spec), { renderer: 'none' }).toSVG();
const file = process.argv.at(2);
if (file === undefined) console.log(`${svg.length} characters`);
else writeFileSync(file, `${svg}\n`);
