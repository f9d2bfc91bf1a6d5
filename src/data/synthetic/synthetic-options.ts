import { aBoolean, parameter, type Rule, seed } from '../../hyperparameters.js';

/** A list of values that each follow a rule. */
export function aListOf(rule: Rule, length?: number): Rule {
  const size = length === undefined ? '' : `${length} values, each `;
  return {
    type: `${rule.type}[]`,
    range: `an array of ${size}${rule.range}`,
    accepts: (value) =>
      Array.isArray(value) &&
      value.length > 0 &&
      (length === undefined || value.length === length) &&
      value.every((item) => rule.accepts(item)),
  };
}

export const shuffleOption = () =>
  parameter(aBoolean(), { default: true, about: 'whether to put the samples in random order.' });

export const randomStateOption = () => ({
  ...seed(),
  about: 'a seed for repeatable data, or null for new data at every call.',
});
