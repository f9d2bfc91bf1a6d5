/**
 * A pipeline that scikit-learn trained on a DataFrame, with words and gaps, at work without Python:
 * `npx tsx examples/from-scikit-learn.ts`.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { deserialize, isClassifier, Pipeline, serialize, Table } from 'fitpredict';
import { fromScikitLearn } from 'fitpredict/interop';

// python/export_sklearn.py wrote the model; beside it is what the model said in Python.
const folder = new URL('../test/fixtures/interop/sklearn/', import.meta.url);
const model = fromScikitLearn(readFileSync(new URL('churn.safetensors', folder)));
const { inputs, cases } = JSON.parse(readFileSync(new URL('answers.json', folder), 'utf8'));
const { input, answers } = cases.churn;
const people = Table.fromRecords(inputs[input].records);

assert.ok(isClassifier(model) && model instanceof Pipeline);
const shares = model.predictProba(people);
const apart = shares.to2DArray().map(([no = 0], i) => Math.abs(no - answers.predict_proba[i][0]));
console.log('labels:', model.predict(people).join(' '));
console.log('largest difference from Python:', Math.max(...apart));
assert.deepEqual(model.predict(people), answers.predict);
assert.ok(Math.max(...apart) < 1e-12);

const person = { age: 35, income: 58.2, city: null, member: 'yes' };
console.log('one of them:', model.predictOne(person));

// From here on it is a model of this library: it is saved, loaded and asked like any other.
const again = deserialize(serialize(model));
assert.deepEqual(again.predict?.(people), answers.predict);
