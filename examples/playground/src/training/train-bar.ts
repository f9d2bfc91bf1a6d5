/** Starts a training, shows how far it is, and stops it. */

import { byId } from '../page/dom.js';
import { announce } from '../page/messages.js';
import { ask } from '../page/worker-client.js';
import type { Progress, RunSummary, TrainingSettings } from '../protocol.js';
import { timeLeft } from './time-left.js';

interface Asked {
  readonly dataset: number;
  readonly settings: TrainingSettings;
}

interface TrainBar {
  /** What is asked for at this moment. */
  readonly asked: () => Asked;
  readonly onTrained: (run: RunSummary) => void;
  /** What the library refused, in its words. */
  readonly onRefused: (message: string) => void;
}

export function startTrainBar({ asked, onTrained, onRefused }: TrainBar): void {
  const form = byId('setup', HTMLFormElement);
  const train = byId('train', HTMLButtonElement);
  const cancel = byId('cancel', HTMLButtonElement);
  const panel = byId('progress', HTMLElement);
  const message = byId('train-message', HTMLElement);
  let running: AbortController | undefined;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (running === undefined) void run();
  });
  cancel.addEventListener('click', () => running?.abort());

  async function run(): Promise<void> {
    const controller = new AbortController();
    running = controller;
    const { signal } = controller;
    message.textContent = '';
    onRefused('');
    train.disabled = true;
    panel.hidden = false;
    const onProgress = createProgressView();
    announce('Training has begun.');
    cancel.focus();
    try {
      onTrained(await ask('train', asked(), { signal, onProgress }));
    } catch (error) {
      if (signal.aborted) {
        announce('Training was cancelled.');
      } else {
        message.textContent = error instanceof Error ? error.message : String(error);
      }
    }
    const hadFocus = document.activeElement === cancel;
    panel.hidden = true;
    train.disabled = false;
    running = undefined;
    if (hadFocus) train.focus();
    if (message.textContent !== '') onRefused(message.textContent);
  }
}

/** Shows reports of one training. Each of its parts (folds, trees, shuffles) has a unit, and a pace of its own. */
function createProgressView(): (progress: Progress) => void {
  const bar = byId('progress-bar', HTMLProgressElement);
  const words = byId('progress-words', HTMLElement);
  let unit = '';
  let began = 0;
  let quarters = 0;
  bar.removeAttribute('value');
  words.textContent = 'Preparing the columns';
  return (progress) => {
    const { done, total } = progress;
    const now = performance.now();
    if (progress.unit !== unit) {
      unit = progress.unit;
      began = now;
      quarters = 0;
    }
    const bounded = Number.isFinite(total);
    if (bounded) bar.value = done / Math.max(1, total);
    else bar.removeAttribute('value');
    // Who cannot see the bar hears of each quarter, not of each tree.
    if (bounded && Math.floor((4 * done) / total) > quarters) {
      quarters = Math.floor((4 * done) / total);
      announce(`${unit} ${done} of ${total}`);
    }
    const left = timeLeft(done, total, now - began);
    const count = bounded ? `${done} of ${total}` : String(done);
    words.textContent = `${unit} ${count}${left === '' ? '' : `, ${left}`}`;
  };
}
