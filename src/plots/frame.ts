/** What every plot does with its options: words above, size, theme. */

import { InvalidParameterError } from '../errors.js';
import { show } from '../words.js';
import type { PlotLayer, PlotSpec, PlotTitle, StackedPlotSpec } from './plot-spec.js';
import { type Colors, colorsOf, type ThemeName, theme } from './theme.js';

/** What stands above a plot, how large it is, and on which ground. */
export interface PlotOptions {
  /** The words above; null for none. Default: what the plot shows. */
  title?: string | null;
  /** Pixels from left to right, without axes. Default: as suits the plot. */
  width?: number;
  /** Pixels from top to bottom, without axes. Default: as suits the plot. */
  height?: number;
  /** For light or dark ground. Default `'light'`. */
  theme?: ThemeName;
}

export const PLOT_OPTIONS = ['title', 'width', 'height', 'theme'] as const;

/** What a plot shows, where the options say nothing else. */
export interface Drawing {
  readonly title: string;
  /** A figure that sums it up, or what was left out. */
  readonly subtitle?: string;
  readonly width?: number;
  readonly height?: number;
  readonly layers: PlotLayer[];
}

const SCHEMA = 'https://vega.github.io/schema/vega-lite/v6.json';

/** @throws InvalidParameterError for a size that is none, a title that is no text, or another theme */
export class Frame {
  readonly colors: Colors;
  readonly #options: PlotOptions;

  constructor(options: PlotOptions, where: string) {
    const { title, width, height, theme: name = 'light' } = options;
    this.#options = options;
    this.colors = colorsOf(name, where);
    if (title !== undefined && title !== null && typeof title !== 'string') {
      throw new InvalidParameterError(
        `${where}: title must be text, or null for none, but got ${show(title)}.`,
      );
    }
    for (const [side, pixels] of Object.entries({ width, height })) {
      if (pixels === undefined || (Number.isFinite(pixels) && pixels > 0)) continue;
      throw new InvalidParameterError(
        `${where}: ${side} must be a number of pixels above 0, but got ${show(pixels)}.`,
      );
    }
  }

  draw({ layers, ...drawing }: Drawing): PlotSpec {
    const { width = drawing.width ?? 420, height = drawing.height ?? 300 } = this.#options;
    const { $schema, config, ...title } = this.#head(drawing);
    return { $schema, ...title, width, height, layer: layers, config };
  }

  /** Several frames below each other, all of one width; the height is that of each. */
  stack(drawing: Omit<Drawing, 'layers'>, frames: readonly PlotLayer[][]): StackedPlotSpec {
    const { width = drawing.width ?? 420, height = drawing.height ?? 150 } = this.#options;
    const { $schema, config, ...title } = this.#head(drawing);
    return {
      $schema,
      ...title,
      vconcat: frames.map((layer) => ({ width, height, layer })),
      config,
    };
  }

  #head({ title, subtitle }: Omit<Drawing, 'layers'>) {
    const { title: text = title, theme: name = 'light' } = this.#options;
    const words: PlotTitle | null =
      text === null
        ? null
        : subtitle === undefined
          ? { text }
          : { text, subtitle: linesOf(subtitle) };
    return { $schema: SCHEMA, ...(words && { title: words }), config: theme(name) } as const;
  }
}

/** Characters that a line of the subtitle may have before the next word begins another. */
const LINE = 72;

function linesOf(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + word.length < LINE) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  return lines;
}
