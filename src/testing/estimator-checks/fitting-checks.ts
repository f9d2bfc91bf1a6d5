import { InvalidInputError, NotFittedError } from '../../errors.js';
import { assert, type Check, thrownBy } from '../checks.js';
import { assertSame } from '../compare.js';
import { assertStableProperties } from '../fitted-properties.js';
import type { Trial } from './trial.js';

/** What `fit` learns, and what it keeps of the model before. */
export function fittingChecks({ estimator, create, fitted, answers, use, X, y }: Trial): Check[] {
  return [
    {
      name: 'says that it is not fitted',
      async run() {
        await thrownBy(() => use(create(), X), NotFittedError);
      },
    },
    {
      name: 'returns itself from fit, and is fitted then',
      run() {
        const subject = create();
        assert(!subject.isFitted, 'it is fitted before fit');
        assert(subject.fit(X, y) === subject, 'fit returns something else');
        assert(subject.isFitted, 'it is not fitted after fit');
      },
    },
    {
      name: 'gives the same fitted properties at every access, made once a fit',
      run() {
        const subject = fitted();
        assertStableProperties(subject);
        assertStableProperties(subject.fit(X, y));
      },
    },
    {
      name: 'gives the same answers after the same fit',
      run() {
        const subject = fitted();
        const first = answers(subject, X);
        assertSame(answers(subject.fit(X, y), X), first, 'answers after a second fit');
        assertSame(answers(fitted(), X), first, 'answers of a second model');
      },
    },
    {
      name: 'keeps nothing of an earlier fit',
      run() {
        const narrow = X.map((row) => row.slice(0, 2));
        const fresh = answers(create().fit(narrow, y), narrow);
        assertSame(answers(fitted().fit(narrow, y), narrow), fresh, 'answers after a refit');
      },
    },
    {
      name: 'keeps the old model when a fit fails',
      async run() {
        const subject = fitted();
        const before = answers(subject, X);
        const broken = X.map((row) => [...row]);
        broken[3][1] = Infinity;
        await thrownBy(() => subject.fit(broken, y), InvalidInputError);
        assertSame(answers(subject, X), before, 'answers after a failed fit');
      },
    },
    {
      name: 'keeps what it learned when parameters are set',
      run() {
        const subject = fitted();
        const before = answers(subject, X);
        subject.setParams(estimator.getParams());
        assertSame(answers(subject, X), before, 'answers after setParams');
      },
    },
  ];
}

/** `fitAsync`, its progress and its cancelling. */
export function asyncChecks({ create, answers, X, y }: Trial): Check[] {
  return [
    {
      name: 'learns the same bits in fitAsync, and reports progress up to its total',
      async run() {
        const reports: { done: number; total: number; unit: string }[] = [];
        const subject = create();
        const returned = await subject.fitAsync?.(X, y, { onProgress: (p) => reports.push(p) });
        assert(returned === subject, 'fitAsync returns something else');
        assertSame(answers(subject, X), answers(create().fit(X, y), X), 'answers after fitAsync');
        const last = reports.at(-1);
        assert(last !== undefined, 'it reports no progress');
        assert(last.done === last.total, `the last report is ${last.done} of ${last.total}`);
        assert(
          reports.every((p, i) => p.done >= (reports[i - 1]?.done ?? 0)),
          'progress goes back',
        );
        assert(
          reports.every((p) => p.done <= p.total && p.unit !== ''),
          'a report is malformed',
        );
      },
    },
    {
      name: 'keeps the old model when a fit is cancelled or its listener throws',
      async run() {
        const subject = create().fit(X, y);
        const before = answers(subject, X);
        const other = X.map((row) => row.map((value) => -3 * value));
        const aborted = AbortSignal.abort(new RangeError('stop'));
        await thrownBy(() => subject.fitAsync?.(other, y, { signal: aborted }), RangeError);
        assertSame(answers(subject, X), before, 'answers after a cancelled fit');
        const onProgress = () => {
          throw new RangeError('enough');
        };
        await thrownBy(() => subject.fitAsync?.(other, y, { onProgress }), RangeError);
        assertSame(answers(subject, X), before, 'answers after a listener threw');
      },
    },
  ];
}
