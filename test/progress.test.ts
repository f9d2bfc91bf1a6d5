import { describe, expect, it } from 'vitest';
import {
  drain,
  drainInSlices,
  mapSteps,
  type Progress,
  SLICE_MS,
  type Training,
} from '../src/progress.js';

/** Steps of a few milliseconds each; notes when it is left. */
function* training(steps: number, log: string[], milliseconds = 0): Training<string> {
  try {
    for (let done = 1; done <= steps; done++) {
      const end = performance.now() + milliseconds;
      while (performance.now() < end);
      yield { done, total: steps, unit: 'step' };
    }
    return 'result';
  } finally {
    log.push('left');
  }
}

it('drain runs to the end and gives the result', () => {
  const log: string[] = [];
  expect(drain(training(3, log))).toBe('result');
  expect(log).toEqual(['left']);
});

describe('drainInSlices', () => {
  it('reports every step in order and gives the same result', async () => {
    const reports: Progress[] = [];
    const onProgress = (progress: Progress) => reports.push(progress);
    expect(await drainInSlices(training(3, []), { onProgress })).toBe('result');
    expect(reports.map(({ done, total }) => `${done}/${total}`)).toEqual(['1/3', '2/3', '3/3']);
  });

  it('gives the event loop its turns between slices', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await drainInSlices(training(6, [], SLICE_MS + 1));
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(3);
  });

  it('does not begin when the signal is aborted already', async () => {
    const reason = new Error('enough');
    const reports: Progress[] = [];
    const options = {
      signal: AbortSignal.abort(reason),
      onProgress: (p: Progress) => reports.push(p),
    };
    await expect(drainInSlices(training(3, []), options)).rejects.toBe(reason);
    expect(reports).toEqual([]);
  });

  it('stops before the next step when aborted on the way, and lets the training clean up', async () => {
    const log: string[] = [];
    const controller = new AbortController();
    const reason = new Error('enough');
    const onProgress = ({ done }: Progress) => {
      log.push(`step ${done}`);
      if (done === 2) controller.abort(reason);
    };
    const { signal } = controller;
    await expect(drainInSlices(training(9, log), { signal, onProgress })).rejects.toBe(reason);
    expect(log).toEqual(['step 1', 'step 2', 'left']);
  });

  it('ends with what onProgress throws, and lets the training clean up', async () => {
    const log: string[] = [];
    const failure = new Error('the bar broke');
    const onProgress = () => {
      throw failure;
    };
    await expect(drainInSlices(training(9, log), { onProgress })).rejects.toBe(failure);
    expect(log).toEqual(['left']);
  });
});

describe('mapSteps', () => {
  function* steps(log: string[] = []): Generator<string, string, void> {
    try {
      yield 'a';
      yield 'b';
    } finally {
      log.push('cleaned up');
    }
    return 'result';
  }

  it('yields what is made of each step, and returns the result', () => {
    const mapped = mapSteps(steps(), (step, count) => `${step}${count}`);
    expect(mapped.next()).toEqual({ value: 'a1', done: false });
    expect(mapped.next()).toEqual({ value: 'b2', done: false });
    expect(mapped.next()).toEqual({ value: 'result', done: true });
  });

  it('lets the steps clean up when it is left early', () => {
    const log: string[] = [];
    const mapped = mapSteps(steps(log), (step) => step);
    mapped.next();
    mapped.return('left');
    expect(log).toEqual(['cleaned up']);
  });
});
