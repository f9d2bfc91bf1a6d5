export type { ClassificationDataset, Dataset } from './datasets/dataset.js';
export { loadBreastCancer } from './datasets/load-breast-cancer.js';
export { type LoadDiabetesOptions, loadDiabetes } from './datasets/load-diabetes.js';
export { loadIris } from './datasets/load-iris.js';
export { loadPenguins } from './datasets/load-penguins.js';
export { loadWine } from './datasets/load-wine.js';
