import { InvalidParameterError } from '../errors.js';
import { show } from '../words.js';
import type { PlotTheme } from './plot-spec.js';

/** On which ground plots are drawn. */
export type ThemeName = 'light' | 'dark';

/** The colours that single marks of a plot have. */
export interface Colors {
  /** What is on the ground: words and lines that matter. */
  readonly ink: string;
  /** Words and lines beside the point. */
  readonly faint: string;
  /** Lines of the grid, and areas that only part. */
  readonly line: string;
  /** The ground. */
  readonly ground: string;
  /** More, positive, ordinary. */
  readonly first: string;
  /** Less, negative, an outlier: told from `first` by everyone. */
  readonly second: string;
  /** Between `first` and `second`. */
  readonly middle: string;
  /** From least to most. */
  readonly ramp: readonly string[];
  /** Of classes and clusters. */
  readonly category: readonly string[];
}

/*
 * Okabe and Ito's colours (2008), which people with any colour vision tell apart: on white without the two that are too
 * pale for lines, on dark ground in the lighter ones. Ramps go by lightness, so that they are read in grey as well.
 */
const COLORS: Readonly<Record<ThemeName, Colors>> = {
  light: {
    ink: '#1b1f24',
    faint: '#59636e',
    line: '#e1e5ea',
    ground: '#ffffff',
    first: '#0072b2',
    second: '#d55e00',
    middle: '#b8bec6',
    ramp: ['#f3f7fb', '#c4dbec', '#7fb3d5', '#2f83bb', '#0a4f80'],
    category: [
      '#0072b2',
      '#d55e00',
      '#009e73',
      '#cc79a7',
      '#b07800',
      '#3d93c9',
      '#6a5acd',
      '#59636e',
    ],
  },
  dark: {
    ink: '#e6e9ed',
    faint: '#9aa5b1',
    line: '#2c333b',
    ground: '#14181d',
    first: '#56b4e9',
    second: '#f08a3c',
    middle: '#6b7580',
    ramp: ['#1b2733', '#1f4a6b', '#2f78a8', '#56b4e9', '#c6e6fa'],
    category: [
      '#56b4e9',
      '#f08a3c',
      '#2fbf91',
      '#e39cc6',
      '#f0e442',
      '#9db7ff',
      '#c7a0ff',
      '#9aa5b1',
    ],
  },
};

/** @throws InvalidParameterError for a theme that is not there */
export function colorsOf(name: ThemeName, where: string): Colors {
  if (typeof name === 'string' && Object.hasOwn(COLORS, name)) return COLORS[name];
  throw new InvalidParameterError(
    `${where}: theme must be one of "light", "dark", but got ${show(name)}.`,
  );
}

/**
 * The look of all plots, as a configuration of Vega-Lite: colours that are told apart with any colour vision, on light or
 * dark ground. Every plot has it as its `config`; take it for plots of your own that stand beside.
 *
 * @throws InvalidParameterError for another name
 */
export function theme(name: ThemeName): PlotTheme {
  const { ink, faint, line, ground, first, second, middle, ramp, category } = colorsOf(
    name,
    'theme',
  );
  return {
    background: ground,
    font: 'system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif',
    view: { stroke: null },
    axis: {
      domainColor: faint,
      gridColor: line,
      labelColor: faint,
      labelFontSize: 11,
      labelLimit: 220,
      tickColor: faint,
      titleColor: ink,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      titlePadding: 8,
    },
    legend: {
      labelColor: ink,
      labelFontSize: 11,
      labelLimit: 260,
      symbolOpacity: 1,
      titleLimit: 260,
      titleColor: faint,
      titleFontSize: 11,
      titleFontWeight: 'normal',
    },
    title: {
      anchor: 'start',
      color: ink,
      fontSize: 14,
      fontWeight: 'bold',
      offset: 12,
      subtitleColor: faint,
      subtitleFontSize: 12,
      subtitlePadding: 4,
    },
    mark: { color: first },
    text: { color: ink, lineBreak: '\n' },
    range: {
      category: [...category],
      heatmap: [...ramp],
      ramp: [...ramp],
      diverging: [second, middle, first],
    },
  };
}
