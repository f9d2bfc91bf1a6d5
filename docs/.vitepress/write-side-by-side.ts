/** Writes the pages of pairs from their sources and what `npm run reference -- side_by_side` kept: `npm run docs:side-by-side`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { docs } from './pages.js';
import { sideBySidePages } from './side-by-side.js';

const kept = new URL('../../test/reference/side_by_side.json', import.meta.url);
const { pairs } = JSON.parse(readFileSync(kept, 'utf8'));
for (const [file, text] of sideBySidePages(pairs)) writeFileSync(`${docs}/${file}`, text);
