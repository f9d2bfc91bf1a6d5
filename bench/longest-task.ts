/**
 * The longest stretch in which nothing else gets its turn, for everything that is asynchronous: `npx tsx
 * bench/longest-task.ts [name] [runs] [--fresh]`. Times are of the processor, so that a busy machine does not count, to the 4 ms or so of
 * its clock; wall time stands beside it. Of several runs the least counts: what a collector or compiler adds comes and goes.
 * `--fresh` gives each run a process of its own, whose code is as new to the engine as a page's is at the first press of a button.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CASES, COLUMNS, PREPARED, ROWS } from './longest-task-cases.js';

/** Linux counts the processor time of each thread; elsewhere that of the helpers (compiler, collector) counts too. */
const MAIN_THREAD = `/proc/self/task/${process.pid}/schedstat`;
const countsThreads = existsSync(MAIN_THREAD);

/** Milliseconds of the processor so far. */
function processorTime(): number {
  if (countsThreads) return Number(readFileSync(MAIN_THREAD, 'utf8').split(' ')[0]) / 1e6;
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Longest and total milliseconds of the tasks while `work` runs. */
async function watch(work: () => Promise<unknown>) {
  let running = true;
  let wall = 0;
  let cpu = 0;
  let lastWall = performance.now();
  let lastCpu = processorTime();
  const start = lastWall;
  const look = () => {
    wall = Math.max(wall, performance.now() - lastWall);
    cpu = Math.max(cpu, processorTime() - lastCpu);
    lastWall = performance.now();
    lastCpu = processorTime();
    if (running) setImmediate(look);
  };
  setImmediate(look);
  await work();
  running = false;
  look();
  return { cpu, wall, all: performance.now() - start };
}

type Times = Awaited<ReturnType<typeof watch>>;

/** One run in a process of its own. */
function inFreshProcess(name: string): Times {
  const program = [...process.execArgv, fileURLToPath(import.meta.url), '--one', name];
  const said = execFileSync(process.execPath, program, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(said);
}

async function report(asked: string, runs: number, run: (name: string) => Promise<Times> | Times) {
  console.log(`${ROWS} × ${COLUMNS} unless said; milliseconds`);
  for (const name of Object.keys(CASES).filter((name) => name.includes(asked))) {
    const found: Times[] = [];
    for (let i = 0; i < runs; i++) found.push(await run(name));
    const least = (of: keyof Times) => Math.min(...found.map((times) => times[of]));
    const cells = [least('cpu'), least('wall'), least('all')].map((ms) =>
      ms.toFixed(0).padStart(8),
    );
    console.log(`${name.padEnd(34)} longest task${cells[0]} (wall${cells[1]}), whole${cells[2]}`);
  }
}

async function runHere(name: string): Promise<Times> {
  await PREPARED[name]?.();
  return watch(CASES[name]);
}

const given = process.argv.slice(2);
const [asked = '', runs = '1'] = given.filter((word) => !word.startsWith('--'));
if (given[0] === '--one') console.log(JSON.stringify(await runHere(asked)));
else await report(asked, Number(runs), given.includes('--fresh') ? inFreshProcess : runHere);
