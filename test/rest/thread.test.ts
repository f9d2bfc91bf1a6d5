import { expect, it } from 'vitest';
import { Thread } from '../../examples/rest-api/src/thread.js';

/** Echoes; dies when it is told to; fills its memory when it is told to. */
const program = `
import { parentPort } from 'node:worker_threads';
parentPort.on('message', ({ id, content }) => {
  if (content === 'die') process.exit(1);
  if (content === 'fill') for (const all = []; ; ) all.push({ all });
  if (content !== 'wait') parentPort.postMessage({ id, answer: content });
});`;

function start(log: (error: unknown) => void = () => {}) {
  const file = `data:text/javascript,${encodeURIComponent(program)}`;
  return new Thread<string, string>({ file, data: {}, heapMegabytes: 32, log });
}
const died = {
  status: 503,
  headers: { 'retry-after': '1' },
  message: expect.stringContaining('ended, perhaps for lack of memory'),
};

it('answers each question with its own answer', async () => {
  const thread = start();
  const questions = Array.from({ length: 50 }, (_, i) => `question ${i}`);
  expect(await Promise.all(questions.map((one) => thread.ask(one)))).toEqual(questions);
  await expect(thread.ask('die')).rejects.toMatchObject(died);
});

it.each(['die', 'fill'])(
  'tells all who wait when it dies of "%s", and starts anew',
  async (how) => {
    const errors: unknown[] = [];
    const thread = start((error) => errors.push(error));
    for (let round = 0; round < 3; round++) {
      const lost = await Promise.allSettled(['wait', how, 'wait'].map((one) => thread.ask(one)));
      for (const one of lost) expect(one).toMatchObject({ status: 'rejected', reason: died });
      expect(await thread.ask('still here')).toBe('still here');
    }
    expect(errors).toHaveLength(how === 'fill' ? 3 : 0);
    await expect(thread.ask('die')).rejects.toMatchObject(died);
  },
);
