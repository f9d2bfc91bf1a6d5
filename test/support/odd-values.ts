/** What JavaScript lets anybody pass where an array, a matrix, options or a number belong: makers, so that each use has its own. */
export const oddValues: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  zero: () => 0,
  'minus one': () => -1,
  NaN: () => Number.NaN,
  'a huge number': () => 1e308,
  text: () => 'text',
  'empty text': () => '',
  'a symbol': () => Symbol('s'),
  'a bigint': () => 10n,
  'a function': () => () => 1,
  'a class': () => class Odd {},
  'an empty object': () => ({}),
  'an object without a prototype': () => Object.create(null),
  'an object of text': () => ({ a: 'b' }),
  'an empty array': () => [],
  'an empty row': () => [[]],
  numbers: () => [1, 2, 3],
  'rows of text': () => [['a'], ['b']],
  'ragged rows': () => [[1], [1, 2]],
  'rows of null': () => [[null], [undefined]],
  'rows of bigints': () => [[1n, 2n, 3n]],
  'rows of symbols': () => [[Symbol('s'), 1, 2]],
  'rows of huge numbers': () => Array.from({ length: 24 }, () => [1e308, -1e308, 1e308]),
  'an array that holds itself': () => {
    const array: unknown[] = [];
    array.push(array, array, array);
    return array;
  },
  'an object that holds itself': () => {
    const object: Record<string, unknown> = {};
    object.a = object;
    return object;
  },
  'arrays in arrays': () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 20_000; depth++) nested = [nested];
    return nested;
  },
  'objects in objects': () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 20_000; depth++) nested = { steps: nested };
    return nested;
  },
  'a sparse array': () => Object.assign(new Array(2), { 1: [1, 2, 3] }),
  'an array of holes': () => new Array(24),
  'an array of the greatest length': () => {
    const rows: unknown[] = [[1, 2, 3]];
    rows.length = 2 ** 32 - 1;
    return rows;
  },
  'a length of Infinity': () => ({ length: Infinity, 0: [1, 2, 3] }),
  'a length below zero': () => ({ length: -1 }),
  'half a length': () => ({ length: 1.5, 0: [1, 2, 3], 1: [1, 2, 3] }),
  'a length of NaN': () => ({ length: Number.NaN }),
  'a length as text': () => ({ length: '2', 0: [1, 2, 3], 1: [1, 2, 3] }),
  'a false length': () => ({ length: 1e9, 0: [1, 2, 3] }),
  'a row of false length': () => [{ length: 1e9, 0: 1 }],
  'a row of infinite length': () => [{ length: Infinity, 0: 1 }],
  'an Int8Array': () => new Int8Array(24),
  'a Uint8ClampedArray': () => new Uint8ClampedArray(24),
  'a Float32Array': () => new Float32Array(24),
  'a Float64Array': () => new Float64Array(24),
  'a BigInt64Array': () => new BigInt64Array(24),
  'rows of BigInt64Arrays': () => [new BigInt64Array(3), new BigInt64Array(3)],
  'a DataView': () => new DataView(new ArrayBuffer(24)),
  'an ArrayBuffer': () => new ArrayBuffer(24),
  'a date': () => new Date(0),
  'a broken date': () => new Date(Number.NaN),
  'a map': () => new Map([['nClusters', 3]]),
  'a set': () => new Set([1, 2, 3]),
  'a promise': () => Promise.resolve(1),
  'an error': () => new Error('odd'),
  'a revoked proxy': () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  'a revoked proxy of an array': () => {
    const { proxy, revoke } = Proxy.revocable([], {});
    revoke();
    return [proxy, proxy];
  },
  'a proxy that throws': () =>
    new Proxy(
      {},
      {
        get: () => {
          throw new RangeError('not this');
        },
      },
    ),
  'a proxy of rows': () => new Proxy([[1, 2, 3]], {}),
  'a property that throws': () => ({
    get length() {
      throw new RangeError('not this');
    },
  }),
  'a matrix of infinite columns': () => ({ rows: 2, columns: Infinity, get: () => 1 }),
  'a matrix of no rows and infinite columns': () => ({ rows: 0, columns: Infinity, get: () => 1 }),
  'a matrix of infinite rows': () => ({ rows: Infinity, columns: 3, get: () => 1 }),
  'a matrix of half a row': () => ({ rows: 0.5, columns: 3, get: () => 1 }),
  'a matrix of rows below zero': () => ({ rows: -1, columns: -3, get: () => 1 }),
  'a matrix of text': () => ({ rows: 24, columns: 3, get: () => '1' }),
  'a matrix without sizes': () => ({ rows: undefined, get: () => 1 }),
  'a matrix that is too large': () => ({ rows: 1e6, columns: 1e6, get: () => 1 }),
  'a matrix of empty data': () => ({ rows: 3, columns: 3, data: [], get: () => 1 }),
  'a block of another size': () => ({ data: new Float64Array(4), rows: 2, columns: 3 }),
  'a block of no rows': () => ({ data: new Float64Array(0), rows: 0, columns: 1e9 }),
  'a block of too many rows': () => ({ data: new Float64Array(0), rows: 1e9, columns: 0 }),
};
