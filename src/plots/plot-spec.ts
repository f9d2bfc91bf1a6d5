/*
 * The part of Vega-Lite's grammar that plots are written in. A specification is plain data: it can be sent, stored and
 * changed, and whoever has Vega-Lite draws it.
 */

/** What a mark shows of a row: numbers, text, and null for what is missing. */
export type PlotValue = string | number | boolean | null;

/** One row of the data of a plot, by field. */
export type PlotRow = Readonly<Record<string, PlotValue>>;

/** How values of a channel become places, sizes or colours. */
export interface PlotScale {
  /** Whether steps, or ratios, are of one length. */
  readonly type?: 'linear' | 'log';
  /** The values that it goes from and to, or all of them. */
  readonly domain?: (string | number)[];
  /** The colours of the values. */
  readonly range?: string[];
  /** How colours in between are mixed. */
  readonly interpolate?: 'rgb';
  /** Whether zero belongs to it. */
  readonly zero?: boolean;
  /** Whether it ends at round numbers. */
  readonly nice?: boolean;
  /** Whether it runs the other way. */
  readonly reverse?: boolean;
}

/** The line of ticks beside a plot. */
export interface PlotAxis {
  /** How numbers are written. */
  readonly format?: string;
  /** Whether lines run through the plot. */
  readonly grid?: boolean;
  /** Whether values are written. */
  readonly labels?: boolean;
  /** Whether values are marked. */
  readonly ticks?: boolean;
  /** Whether the line itself is drawn. */
  readonly domain?: boolean;
  /** How far the text of a value may reach, in pixels. */
  readonly labelLimit?: number;
  /** Turn of the text of values, in degrees. */
  readonly labelAngle?: number;
  /** The values that are marked. */
  readonly values?: number[];
}

/** What the colours mean. */
export interface PlotLegend {
  /** Where it stands. */
  readonly orient?: 'right' | 'bottom' | 'top';
  /** How numbers are written. */
  readonly format?: string;
  /** How far the text of a value may reach, in pixels. */
  readonly labelLimit?: number;
  /** The values that are marked. */
  readonly values?: number[];
}

/** What a place, colour or text of a mark is: a field of the rows, or the same for all. */
export interface PlotChannel {
  /** The field that it follows. */
  readonly field?: string;
  /** Whether the field holds quantities, names, or names in order. */
  readonly type?: 'quantitative' | 'nominal' | 'ordinal';
  /** What stands beside the axis or legend; null for nothing. */
  readonly title?: string | null;
  /** A colour or a number of pixels, for all marks. */
  readonly value?: string | number;
  /** A value in the units of the scale, for all marks. */
  readonly datum?: number | string;
  /** How values become places or colours. */
  readonly scale?: PlotScale;
  /** The axis; null for none. */
  readonly axis?: PlotAxis | null;
  /** The legend; null for none. */
  readonly legend?: PlotLegend | null;
  /** The order of names; null for that of the rows. */
  readonly sort?: string[] | null;
  /** How numbers are written, in text. */
  readonly format?: string;
  /** Null, so that marks at one place lie over each other. */
  readonly stack?: null;
}

/** What the mark of a row shows. */
export interface PlotEncoding {
  readonly x?: PlotChannel;
  readonly y?: PlotChannel;
  readonly x2?: PlotChannel;
  readonly y2?: PlotChannel;
  readonly color?: PlotChannel;
  readonly text?: PlotChannel;
  readonly detail?: PlotChannel;
  /** The field by which points of a line follow each other. */
  readonly order?: { readonly field: string; readonly type: 'quantitative' };
  /** What is told of a mark that is pointed at. */
  readonly tooltip?: PlotChannel[];
}

/** The shape that stands for a row, or for the rows of a line. */
export interface PlotMark {
  readonly type: 'bar' | 'line' | 'area' | 'point' | 'circle' | 'rect' | 'rule' | 'text' | 'tick';
  readonly color?: string;
  readonly opacity?: number;
  readonly size?: number;
  readonly filled?: boolean;
  readonly strokeWidth?: number;
  readonly strokeDash?: number[];
  readonly thickness?: number;
  readonly point?: boolean;
  readonly interpolate?: 'linear' | 'step-after' | 'step-before';
  readonly align?: 'left' | 'center' | 'right';
  readonly baseline?: 'top' | 'middle' | 'bottom';
  readonly dx?: number;
  readonly dy?: number;
  readonly fontSize?: number;
  readonly fontWeight?: 'normal' | 'bold';
  readonly lineHeight?: number;
  readonly clip?: boolean;
}

/** Marks of one kind. */
export interface PlotLayer {
  readonly data: { readonly values: PlotRow[] };
  readonly mark: PlotMark;
  readonly encoding: PlotEncoding;
}

/** Layers over each other in one frame. */
export interface PlotView {
  /** Pixels from left to right. */
  readonly width: number;
  /** Pixels from top to bottom. */
  readonly height: number;
  /** What is drawn, the first at the back. */
  readonly layer: PlotLayer[];
}

/** The words above a plot. */
export interface PlotTitle {
  /** The first line. */
  readonly text: string;
  /** Its lines. */
  readonly subtitle?: string[];
}

/** What all plots of a theme look like; `theme` gives it. */
export interface PlotTheme {
  /** The colour of the ground. */
  readonly background: string;
  /** The families of all words, the first that is there. */
  readonly font: string;
  /** The frame, which has no line of its own. */
  readonly view: { readonly stroke: null };
  /** Lines and words of axes. */
  readonly axis: Readonly<Record<string, string | number | boolean>>;
  /** Words and signs of legends. */
  readonly legend: Readonly<Record<string, string | number | boolean>>;
  /** The words above a plot. */
  readonly title: Readonly<Record<string, string | number>>;
  /** What marks look like that have no colour of their own. */
  readonly mark: { readonly color: string };
  /** What words within a plot look like. */
  readonly text: { readonly color: string; readonly lineBreak: string };
  /** The colours of classes, and of quantities from least to most. */
  readonly range: {
    readonly category: string[];
    readonly heatmap: string[];
    readonly ramp: string[];
    readonly diverging: string[];
  };
}

interface PlotHead {
  /** The version of the grammar. */
  readonly $schema: 'https://vega.github.io/schema/vega-lite/v6.json';
  /** The words above. */
  readonly title?: PlotTitle;
  /** The look. */
  readonly config: PlotTheme;
}

/** A plot in one frame, as a specification of Vega-Lite. */
export interface PlotSpec extends PlotHead, PlotView {}

/** A plot of several frames, one below the other, as a specification of Vega-Lite. */
export interface StackedPlotSpec extends PlotHead {
  /** The frames, from the top. */
  readonly vconcat: PlotView[];
}
