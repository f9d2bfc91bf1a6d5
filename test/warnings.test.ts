import { afterEach, expect, it, vi } from 'vitest';
import { setWarningHandler, type Warning, warn } from '../src/warnings.js';

afterEach(() => {
  setWarningHandler(null);
  vi.restoreAllMocks();
});

it('prints to the console by default', () => {
  const print = vi.spyOn(console, 'warn').mockImplementation(() => {});
  warn('data', 'Look here.');
  expect(print.mock.calls).toEqual([['Look here.']]);
});

it('hands warnings to the handler in force, and gives back the one before', () => {
  const print = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const first: Warning[] = [];
  const handler = (warning: Warning) => {
    first.push(warning);
  };
  setWarningHandler(handler);
  warn('convergence', 'Too few steps.');
  expect(first).toEqual([{ kind: 'convergence', message: 'Too few steps.' }]);
  expect(setWarningHandler(() => {})).toBe(handler);
  warn('data', 'unheard');
  setWarningHandler(null);
  warn('data', 'printed');
  expect(first).toHaveLength(1);
  expect(print.mock.calls).toEqual([['printed']]);
});
