import { type DemoSamples, type DemoStep, RESOLUTION } from './demo-messages.js';

/** Sky and amber, then what further clusters need: told apart without red and green. */
const COLOURS = [
  [37, 99, 235],
  [245, 158, 11],
  [13, 148, 136],
  [190, 24, 93],
  [124, 58, 237],
] as const;

/** How strong the plane is beside the points. */
const STRENGTH = 0.42;

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
    const colourAt = isCluster ? clusterColour : sureColour;
    const side = width / RESOLUTION;
    step.plane.forEach((value, i) => {
      context.fillStyle = colourAt(value);
      const row = RESOLUTION - 1 - Math.floor(i / RESOLUTION);
      // Half a pixel more hides the seams.
      context.fillRect((i % RESOLUTION) * side, row * side, side + 0.5, side + 0.5);
    });
  }
  samples.points.forEach(([x, y], i) => {
    context.beginPath();
    context.arc(x * width, (1 - y) * height, width / 110, 0, 2 * Math.PI);
    context.fillStyle = isCluster ? '#64748b' : rgb(COLOURS[samples.classes[i]], 1);
    context.fill();
    context.strokeStyle = '#fff';
    context.lineWidth = width / 500;
    context.stroke();
  });
}

const rgb = ([r, g, b]: readonly number[], alpha: number) => `rgb(${r} ${g} ${b} / ${alpha})`;

const clusterColour = (cluster: number) => rgb(COLOURS[cluster % COLOURS.length], STRENGTH);

/** Faint where the model is not sure. */
const sureColour = (probability: number) =>
  rgb(COLOURS[probability > 0.5 ? 1 : 0], STRENGTH * (0.15 + 1.7 * Math.abs(probability - 0.5)));
