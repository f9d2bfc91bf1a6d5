import { type DemoSamples, type DemoStep, RESOLUTION } from './demo-messages.js';

/** Sky and amber, then what further clusters need: told apart without red and green. */
const COLOURS = [
  [37, 99, 235],
  [245, 158, 11],
  [13, 148, 136],
  [190, 24, 93],
  [124, 58, 237],
] as const;

/** How strong the plane is beside the points, of 255. */
const STRENGTH = 110;

/** Draws samples, and what a model says of the plane where it is trained already. */
export function drawDemo(
  canvas: HTMLCanvasElement,
  samples: DemoSamples,
  step: DemoStep | undefined,
  isCluster: boolean,
): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { width, height } = canvas;
  context.clearRect(0, 0, width, height);
  if (step !== undefined) {
    const plane = planeOf(step, isCluster ? clusterColour : sureColour);
    context.imageSmoothingEnabled = !isCluster;
    context.drawImage(plane, 0, 0, width, height);
  }
  samples.points.forEach(([x, y], i) => {
    context.beginPath();
    context.arc(x * width, (1 - y) * height, width / 110, 0, 2 * Math.PI);
    context.fillStyle = isCluster ? '#64748b' : `rgb(${COLOURS[samples.classes[i]].join(' ')})`;
    context.fill();
    context.strokeStyle = '#fff';
    context.lineWidth = width / 500;
    context.stroke();
  });
}

/** The plane, a pixel a place. */
function planeOf({ plane }: DemoStep, colourAt: (value: number) => Colour): OffscreenCanvas {
  const image = new ImageData(RESOLUTION, RESOLUTION);
  plane.forEach((value, i) => {
    const row = RESOLUTION - 1 - Math.floor(i / RESOLUTION);
    image.data.set(colourAt(value), 4 * (row * RESOLUTION + (i % RESOLUTION)));
  });
  const canvas = new OffscreenCanvas(RESOLUTION, RESOLUTION);
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}

/** Red, green, blue, opacity, from 0 to 255. */
type Colour = readonly [number, number, number, number];

const clusterColour = (cluster: number): Colour => [...COLOURS[cluster % COLOURS.length], STRENGTH];

/** Faint where the model is not sure. */
const sureColour = (probability: number): Colour => [
  ...COLOURS[probability > 0.5 ? 1 : 0],
  STRENGTH * (0.15 + 1.7 * Math.abs(probability - 0.5)),
];
