/** Light or dark: as the system has it, until it is chosen here. */

import type { ThemeName } from 'fitpredict/plots';
import { byId } from './dom.js';

const KEY = 'fitpredict-playground-theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

export function currentTheme(): ThemeName {
  const { theme } = document.documentElement.dataset;
  return theme === 'light' || theme === 'dark' ? theme : system.matches ? 'dark' : 'light';
}

/** Hear of changes, as long as an element is on the page. */
export function onThemeChange(element: Element, redraw: () => void): void {
  const listener = () => {
    if (element.isConnected) redraw();
    else listeners.delete(listener);
  };
  listeners.add(listener);
}

export function startThemeSwitch(): void {
  const choice = byId('theme', HTMLSelectElement);
  choice.value = remembered() ?? 'system';
  apply(choice.value);
  choice.addEventListener('change', () => {
    remember(choice.value);
    apply(choice.value);
  });
  system.addEventListener('change', tellAll);
}

/** Browsers that may store nothing throw at the question already: then the choice lasts as long as the page. */
function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // as above
  }
}

function apply(name: string): void {
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  tellAll();
}

function tellAll(): void {
  for (const listener of listeners) listener();
}
