import { InvalidParameterError } from '../../errors.js';
import { clone, type Estimator } from '../../estimator.js';
import { show } from '../../words.js';
import { assert, type Check, thrownBy } from '../checks.js';
import { assertSame } from '../compare.js';
import type { Trial } from './trial.js';

/** Hyperparameters, and copies without what was learned. */
export function parameterChecks({ estimator, info, Class, create, fitted }: Trial): Check[] {
  return [
    {
      name: 'can predict or transform',
      run() {
        assert('predict' in estimator || 'transform' in estimator, 'it can do neither');
      },
    },
    {
      name: 'accepts its own defaults, and documents every hyperparameter',
      run() {
        for (const [name, row] of Object.entries(info.hyperparameters)) {
          if (row.default !== undefined) {
            assert(row.accepts(row.default), `${name} refuses its default ${show(row.default)}`);
          }
          assert(row.about.length > 10, `${name} is not documented`);
          assert(row.range.length > 0, `${name} does not say what it allows`);
        }
      },
    },
    {
      name: 'gets and sets parameters without loss',
      run() {
        const params = estimator.getParams();
        const own = Object.entries(params).filter(([name]) => name in info.hyperparameters);
        assertSame(new Class(Object.fromEntries(own)).getParams(), params, 'new (getParams())');
        assertSame(create().setParams(params).getParams(), params, 'setParams(getParams())');
      },
    },
    {
      name: 'refuses an unknown hyperparameter by name and changes nothing',
      async run() {
        const subject = create() as Estimator<Record<string, unknown>, object>;
        const before = subject.getParams();
        const error = await thrownBy(
          () => subject.setParams({ noSuchParameter: 1 }),
          InvalidParameterError,
        );
        assert(error.message.includes('noSuchParameter'), `the message hides it: ${error.message}`);
        assertSame(subject.getParams(), before, 'parameters after a refused setParams');
        await thrownBy(() => new Class({ noSuchParameter: 1 }), InvalidParameterError);
      },
    },
    {
      name: 'clones to an unfitted estimator with the same parameters',
      run() {
        const subject = fitted();
        const copy = clone(subject);
        assert(!copy.isFitted, 'the clone is fitted');
        assert(copy.constructor === subject.constructor, 'the clone is of another class');
        assertSame(copy.getParams(), subject.getParams(), 'parameters of the clone');
      },
    },
  ];
}
