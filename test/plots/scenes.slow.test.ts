import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { logger, parse, View, Warn } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, it } from 'vitest';
import { everyPlot } from '../support/every-plot.js';

/*
 * Every plot as Vega-Lite draws it. What it draws was looked at as a picture, on light and dark ground; a hash of each scene
 * tells when one changes. After a change that is meant: delete the file, run the test, and look at the pictures again, as
 * docs/plots.md shows.
 */
const file = new URL('./scenes.json', import.meta.url);
const kept: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};

/** As it goes over a wire: what JSON cannot say would be lost. */
const sent = <T>(spec: T): T => JSON.parse(JSON.stringify(spec));

async function draw(spec: TopLevelSpec): Promise<{ svg: string; warnings: string[] }> {
  const warnings: string[] = [];
  const log = logger(
    Warn,
    undefined,
    (_method, _level, words) => void warnings.push(words.join(' ')),
  );
  const { spec: drawn } = compile(spec, { logger: log });
  const svg = await new View(parse(drawn), { renderer: 'none' }).toSVG();
  return { svg, warnings };
}

describe('every plot', () => {
  const plots = everyPlot();

  it.each(Object.keys(plots))('%s is drawn as it was, on light and dark ground', async (name) => {
    for (const theme of ['light', 'dark'] as const) {
      const spec = plots[name]({ theme });
      expect(sent(spec)).toEqual(spec);
      const { svg, warnings } = await draw(spec);
      expect(warnings).toEqual([]);
      expect(svg).not.toMatch(/NaN|undefined|\[object/);
      const hash = createHash('sha256').update(svg).digest('hex').slice(0, 16);
      kept[`${name} ${theme}`] ??= hash;
      expect(hash).toBe(kept[`${name} ${theme}`]);
    }
  });

  it('is kept', () => {
    if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`);
    const names = Object.keys(plots).flatMap((name) => [`${name} light`, `${name} dark`]);
    expect(Object.keys(kept).sort()).toEqual(names.sort());
  });
});
