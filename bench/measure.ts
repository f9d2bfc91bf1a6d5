import { readFileSync } from 'node:fs';
import { type Dataset, type Implementation, type Measurement, median } from './workload.js';
import { workloads } from './workloads.js';

/** Measures one implementation of one workload in this process and prints the figures as JSON. */
async function main([workloadName, implementationName, folder]: string[]): Promise<void> {
  const workload = workloads.find(({ name }) => name === workloadName);
  if (workload === undefined) throw new Error(`There is no workload ${workloadName}.`);
  const candidates = [workload.ours];
  for (const load of workload.peers ?? []) {
    const found = await load();
    if (found !== undefined) candidates.push(found);
  }
  const implementation = candidates.find(({ name }) => name === implementationName);
  if (implementation === undefined) throw new Error(`There is no ${implementationName}.`);
  const measured = await measure(implementation, readDataset(folder));
  console.log(JSON.stringify(measured));
}

async function measure(implementation: Implementation, data: Dataset): Promise<Measurement> {
  const { runs = 5 } = implementation;
  const prepared = implementation.prepare?.(data) ?? data;
  let model = await implementation.fit(prepared); // warm-up, not timed
  const fitTimes: number[] = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    model = await implementation.fit(prepared);
    fitTimes.push((performance.now() - start) / 1000);
  }
  const { predict, predictOne } = model;
  return {
    fitSeconds: median(fitTimes),
    predictSeconds: predict && timePredict(() => predict.call(model)),
    oneRowMicroseconds: predictOne && timeOneRow((i) => predictOne.call(model, i), data.XTest.rows),
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    quality: model.quality(),
  };
}

function timePredict(predict: () => unknown): number {
  predict();
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    predict();
    times.push((performance.now() - start) / 1000);
  }
  return median(times);
}

/** Calls in a row for at least 0.2 s, five times over. */
function timeOneRow(predictOne: (i: number) => unknown, rows: number): number {
  const times: number[] = [];
  for (let run = 0; run < 5; run++) {
    const start = performance.now();
    let calls = 0;
    while (performance.now() - start < 200) {
      for (let k = 0; k < 20; k++) predictOne(calls++ % rows);
    }
    times.push(((performance.now() - start) * 1000) / calls);
  }
  return median(times);
}

/** The data set that run.ts wrote for all implementations alike. */
function readDataset(folder: string): Dataset {
  const shape: Record<string, number> = JSON.parse(readFileSync(`${folder}/shape.json`, 'utf8'));
  const read = (name: string) => {
    const bytes = readFileSync(`${folder}/${name}.f64`);
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  const { rows, columns, testRows } = shape;
  return {
    X: { data: read('X'), rows, columns },
    y: read('y'),
    XTest: { data: read('XTest'), rows: testRows, columns },
    yTest: read('yTest'),
  };
}

await main(process.argv.slice(2));
