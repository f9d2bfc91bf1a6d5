/**
 * One implementation of one workload, kept warm in this process: `measure.mjs WORKLOAD IMPLEMENTATION FOLDER`. It reads
 * what to do from standard input, a line each, and answers on standard output; `side.ts` is the other end.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { memoryOf } from './memory.js';
import type { Answer } from './side.js';
import { type Dataset, type Fitted, type Implementation, rowsOf } from './workload.js';
import { workloads } from './workloads.js';

/** What is shorter is done several times in a row, so that the clocks of time and load can tell it. */
const SHORTEST_SAMPLE = 200;

async function main([workloadName, implementationName, folder]: string[]): Promise<void> {
  const implementation = await find(workloadName, implementationName);
  const { runs, prepare } = implementation;
  const data = readDataset(folder);
  const prepared = (await prepare?.call(implementation, data, folder)) ?? data;
  const singles = rowsOf(data.XTest);
  answer({ ready: { name: implementation.name, runs } });
  let model: Fitted | undefined;
  let calls = 0;
  const fit = async () => {
    model = await implementation.fit(prepared);
  };
  for await (const task of createInterface(process.stdin)) {
    if (task === 'first fit') answer(await memoryOf(() => time(fit, 0)));
    else if (task === 'fit') answer(await time(fit, SHORTEST_SAMPLE));
    else if (model === undefined) throw new Error(`Before ${task} comes a fit.`);
    else if (task === 'quality') answer({ quality: model.quality() });
    else if (task === 'predict') {
      const { predict } = model;
      answer(predict ? await time(() => predict.call(model), SHORTEST_SAMPLE) : {});
    } else if (task === 'one row') {
      const { predictOne } = model;
      const next = () => singles[calls++ % singles.length];
      answer(predictOne ? timeOneRow(() => predictOne.call(model, next())) : {});
    }
  }
}

async function find(workloadName: string, implementationName: string): Promise<Implementation> {
  const workload = workloads.find(({ name }) => name === workloadName);
  if (workload === undefined) throw new Error(`There is no workload ${workloadName}.`);
  if (workload.ours.name === implementationName) return workload.ours;
  for (const load of workload.peers ?? []) {
    const found = await load();
    if (found?.name === implementationName) return found;
  }
  throw new Error(`There is no ${implementationName}.`);
}

/** Lines of peers that talk must not be taken for answers, so these have a mark. */
function answer(content: Answer): void {
  const { user, system } = process.cpuUsage();
  console.log(`@@${JSON.stringify({ ...content, processor: (user + system) / 1e6 })}`);
}

/** @param shortest - the action is repeated until so many milliseconds are over */
async function time(action: () => unknown, shortest: number): Promise<{ seconds: number }> {
  const start = performance.now();
  let calls = 0;
  let elapsed: number;
  do {
    await action();
    calls++;
    elapsed = performance.now() - start;
  } while (elapsed < shortest);
  return { seconds: elapsed / 1000 / calls };
}

function timeOneRow(predictOne: () => unknown): { seconds: number } {
  const start = performance.now();
  let calls = 0;
  while (performance.now() - start < SHORTEST_SAMPLE) {
    for (let k = 0; k < 20; k++, calls++) predictOne();
  }
  return { seconds: (performance.now() - start) / 1000 / calls };
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
