/* Models that travel: those of other libraries in, and those of this one out. */

export { fromScikitLearn } from './sklearn/from-scikit-learn.js';
export { toScikitLearn } from './sklearn/to-scikit-learn.js';
