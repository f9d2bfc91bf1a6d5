import { Estimator } from '../../estimator.js';
import { deserializeAs, serialize } from '../../serialization/bytes.js';
import { assert, type Check } from '../checks.js';
import { assertSame } from '../compare.js';
import type { Subject, Trial } from './trial.js';

/** Saving and loading. */
export function savingChecks({ Class, classes, create, fitted, answers, X }: Trial): Check[] {
  return [
    {
      name: 'answers the same bits after saving and loading, as bytes and as JSON',
      run() {
        const subject = fitted();
        const before = answers(subject, X);
        const known = [Class, ...classes];
        const fromBytes = deserializeAs(serialize(subject), known) as Subject;
        assertSame(answers(fromBytes, X), before, 'answers after deserialize');
        assertSame(fromBytes.getParams(), subject.getParams(), 'parameters after deserialize');
        if (classes.length === 0) {
          const json: unknown = JSON.parse(JSON.stringify(subject));
          const fromJson = Estimator.fromJSON.call(Class, json) as Subject;
          assertSame(answers(fromJson, X), before, 'answers after fromJSON');
        }
        const unfitted = deserializeAs(serialize(create()), known);
        assert(!unfitted.isFitted, 'an unfitted estimator is fitted after loading');
      },
    },
  ];
}
