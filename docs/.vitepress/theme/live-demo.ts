import { defineComponent, h, onBeforeUnmount, onMounted, ref } from 'vue';
import type { DemoMessage, DemoRequest, DemoSamples, DemoStep } from './demo-messages.js';
import { drawDemo } from './demo-picture.js';

const DATA = { moons: 'Moons', circles: 'Circles', blobs: 'Blobs' } as const;
const MODELS = {
  boosting: 'Gradient boosting',
  forest: 'Random forest',
  'k-means': 'k-means',
} as const;

/** A model that trains while one looks on: in a worker, which is loaded after the page. */
export const LiveDemo = defineComponent({
  name: 'LiveDemo',
  setup() {
    const canvas = ref<HTMLCanvasElement>();
    const data = ref<keyof typeof DATA>('moons');
    const model = ref<keyof typeof MODELS>('boosting');
    const score = ref('');
    let seed = 1;
    let worker: Worker | undefined;

    const train = () => {
      worker?.terminate();
      worker = new Worker(new URL('./demo-worker.ts', import.meta.url), { type: 'module' });
      const isCluster = model.value === 'k-means';
      let samples: DemoSamples | undefined;
      let step: DemoStep | undefined;
      worker.onmessage = ({ data: message }: MessageEvent<DemoMessage>) => {
        if (message.kind === 'samples') samples = message;
        else step = message;
        if (canvas.value !== undefined && samples !== undefined) {
          drawDemo(canvas.value, samples, step, isCluster);
        }
        if (step === undefined) return;
        score.value = step.score;
        if (step.done === step.total) worker?.terminate();
      };
      worker.onerror = ({ message }) => {
        score.value = `The training failed: ${message}`;
      };
      score.value = 'Loading the library…';
      worker.postMessage({ data: data.value, model: model.value, seed } satisfies DemoRequest);
    };

    onMounted(train);
    onBeforeUnmount(() => worker?.terminate());

    const choice = <K extends string>(
      label: string,
      names: Readonly<Record<K, string>>,
      chosen: { value: K },
    ) =>
      h('label', [
        `${label} `,
        h(
          'select',
          {
            onChange: (event: Event) => {
              const { value } = event.target as HTMLSelectElement;
              for (const name of Object.keys(names) as K[]) if (name === value) chosen.value = name;
              train();
            },
          },
          Object.entries<string>(names).map(([value, text]) =>
            h('option', { value, selected: value === chosen.value }, text),
          ),
        ),
      ]);

    return () =>
      h('figure', { class: 'live-demo' }, [
        h('canvas', {
          ref: canvas,
          width: 720,
          height: 720,
          role: 'img',
          'aria-label': 'Samples in the plane, and how the model divides it while it trains',
        }),
        h('figcaption', [
          h('div', { class: 'demo-choices' }, [
            choice('Data', DATA, data),
            choice('Model', MODELS, model),
            h(
              'button',
              {
                type: 'button',
                class: 'live-button',
                onClick: () => {
                  seed++;
                  train();
                },
              },
              'Other samples',
            ),
          ]),
          h('p', { class: 'demo-score' }, score.value),
        ]),
      ]);
  },
});
