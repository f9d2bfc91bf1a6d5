import type { RunSummary } from '../protocol.js';
import { modelWords } from '../training/model-panel.js';

/** A model in a few words, told from the others by its number. */
export const runTitle = ({ id, modelName }: RunSummary): string =>
  `${id}. ${modelWords(modelName)}`;
