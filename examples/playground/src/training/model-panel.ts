/** Which model is trained, with which hyperparameters. */

import { byId, h, options } from '../page/dom.js';
import type { ModelInfo, Task } from '../protocol.js';
import { createOptionField, type OptionField } from './option-field.js';

/** The options that are shown at once; tables begin with what matters most. */
const SHOWN_AT_ONCE = 4;

/**
 * Not asked for: the seed is one for all of the training, there is no earlier fit to go on from, the worker has no others
 * to share its work with, and which columns are categories the table says.
 */
const NOT_HERE = new Set(['randomState', 'warmStart', 'nJobs', 'categoricalFeatures']);

const AUTO: ModelInfo = {
  name: 'auto',
  aliases: [],
  about: 'Compares the usual models by cross-validation and takes the best.',
  tasks: ['classification', 'regression'],
  scaleFeatures: false,
  hyperparameters: {},
};

/** The model that is offered first. */
const USUAL: Readonly<Record<Task, string>> = {
  classification: 'randomForest',
  regression: 'randomForest',
  clustering: 'kMeans',
  anomalyDetection: 'isolationForest',
};

export interface ModelPanel {
  show(tasks: readonly Task[]): void;
  choice(): {
    readonly modelName: string;
    readonly task: Task;
    readonly hyperparams: Record<string, unknown>;
  };
  /** Mark the option that a message of the library names, if it names one. */
  markWrong(message: string): void;
}

export function createModelPanel(catalogue: readonly ModelInfo[]): ModelPanel {
  const select = byId('model', HTMLSelectElement);
  const about = byId('model-about', HTMLElement);
  const form = byId('options', HTMLElement);
  let tasks: readonly Task[] = [];
  let fields: OptionField[] = [];

  const model = () => [...catalogue, AUTO].find(({ name }) => name === select.value) ?? AUTO;
  const task = () => model().tasks.find((able) => tasks.includes(able)) ?? 'classification';

  function showOptions(): void {
    const { about: words, hyperparameters } = model();
    const rows = (hyperparameters[task()] ?? []).filter(({ name }) => !NOT_HERE.has(name));
    fields = rows.map(createOptionField);
    about.textContent = words;
    const elements = fields.map(({ element }) => element);
    const more = elements.slice(SHOWN_AT_ONCE);
    form.replaceChildren(
      ...elements.slice(0, SHOWN_AT_ONCE),
      ...(more.length > 0 ? [detailsOf(more)] : []),
    );
  }

  select.addEventListener('change', showOptions);

  return {
    show(asked) {
      tasks = asked;
      const able = [...catalogue, AUTO].filter((each) => each.tasks.some((t) => asked.includes(t)));
      const before = able.find(({ name }) => name === select.value)?.name ?? USUAL[asked[0]];
      select.replaceChildren(
        ...options(
          able.map(({ name }) => [name, modelWords(name)]),
          before,
        ),
      );
      showOptions();
    },
    choice() {
      const given = fields.map((field) => [field.name, field.value()] as const);
      const hyperparams = Object.fromEntries(given.filter(([, value]) => value !== undefined));
      return { modelName: model().name, task: task(), hyperparams };
    },
    markWrong(message) {
      const [, name] = /: (\w+) must be/.exec(message) ?? [];
      for (const field of fields) field.mark(field.name === name);
    },
  };
}

const WORDS: Readonly<Record<string, string>> = {
  svm: 'Support vector machine',
  linearSvm: 'Linear support vector machine',
  kMeans: 'k-means',
  dbscan: 'DBSCAN',
  auto: 'The best of several',
};

/** `randomForest` as `Random forest`. */
export function modelWords(name: string): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return WORDS[name] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

function detailsOf(elements: readonly HTMLElement[]): HTMLDetailsElement {
  const words = `${elements.length} more options`;
  return h('details', {}, h('summary', {}, words), h('div', { class: 'fields' }, ...elements));
}
