import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parametersMax, readRawParameters } from './raw-parameters.ts';

function read(query: string, body = '') {
  const result = readRawParameters(query, body);
  assert.ok(result.ok, JSON.stringify(result));
  return result.value;
}

function refusalOf(query: string, body = ''): string {
  const result = readRawParameters(query, body);
  assert.ok(!result.ok);
  return `${result.error.code} ${result.error.message}`;
}

test('the payload is the raw query followed directly by the raw body, without the signature, wherever it stands', () => {
  assert.equal(read('a=1&b=%5B2%5D&signature=ff').payload, 'a=1&b=%5B2%5D');
  assert.equal(read('signature=ff&a=1&b=2').payload, 'a=1&b=2');
  assert.equal(read('a=1&signature=ff&b=2').payload, 'a=1&b=2');
  assert.equal(read('signature=ff').payload, '');
  assert.equal(read('a=1', 'b=2&signature=ff').payload, 'a=1b=2');
  assert.equal(read('a=1&signature=ff', 'b=2').payload, 'a=1b=2');
});

test('what is read is a map in the order it came', () => {
  const { values } = read('b=2&a=1', 'a=other&c=');
  const map = new Map([
    ['b', '2'],
    ['a', '1'],
    ['c', ''],
  ]);
  assert.deepEqual(new Map(values), map);
  assert.deepEqual([values.size, [...values.keys()], [...values.values()]], [3, ['b', 'a', 'c'], ['2', '1', '']]);
  const visited = new Map<string, string>();
  values.forEach((value, name) => {
    visited.set(name, value);
  });
  assert.deepEqual(visited, map);
  assert.deepEqual([values.get('d'), values.has('d'), values.get('c'), values.has('c')], [undefined, false, '', true]);
});

test('every byte that is not the signature is covered by the payload', () => {
  const word = fc.stringMatching(/^[a-z0-9%=.-]{0,8}$/).filter((text) => !text.startsWith('signature'));
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), fc.nat(6), (parts, at) => {
      const place = Math.min(at, parts.length);
      const query = [...parts.slice(0, place), 'signature=abc', ...parts.slice(place)].join('&');
      const result = readRawParameters(query, '');
      if (!result.ok) return;
      assert.equal(result.value.signature, 'abc');
      assert.equal(result.value.payload, parts.join('&'));
    }),
  );
});

test('a name in the query wins over the same name in the body, and both are signed', () => {
  const raw = read('symbol=BTCUSDT', 'symbol=ETHUSDT&side=BUY');
  assert.deepEqual(
    [...raw.values],
    [
      ['symbol', 'BTCUSDT'],
      ['side', 'BUY'],
    ],
  );
  assert.equal(raw.payload, 'symbol=BTCUSDTsymbol=ETHUSDT&side=BUY');
});

test('a name twice in one place is refused, and so are two signatures', () => {
  const duplicate = '-1101 Duplicate values for a parameter detected.';
  assert.equal(refusalOf('a=1&a=1'), duplicate);
  assert.equal(refusalOf('', 'a=1&b=2&a=3'), duplicate);
  assert.equal(refusalOf('signature=a&signature=b'), duplicate);
  assert.equal(refusalOf('signature=a', 'signature=b'), duplicate);
  assert.equal(refusalOf('a=1&%61=2'), duplicate);
});

test('values are decoded once', () => {
  assert.equal(read('a=%2541').values.get('a'), '%41');
  assert.equal(read('a=%5B%22BTCUSDT%22%5D').values.get('a'), '["BTCUSDT"]');
  assert.equal(read('a=["BTCUSDT"]').values.get('a'), '["BTCUSDT"]');
  assert.equal(read('a=1+2').values.get('a'), '1 2');
});

test('broken percent-encoding and too many parameters are refused', () => {
  assert.match(refusalOf('a=%zz'), /^-1100 /);
  assert.match(refusalOf('a=%ff'), /^-1100 /);
  const many = Array.from({ length: parametersMax + 1 }, (_, i) => `p${i}=1`).join('&');
  assert.match(refusalOf(many), /^-1101 Too many parameters; expected '100' and received '101'/);
});

test('names that mean something to the language are names like others', () => {
  const raw = read('__proto__=1&constructor=2&hasOwnProperty=3');
  assert.equal(raw.values.get('__proto__'), '1');
  assert.equal(({} as Record<string, unknown>)['1'], undefined);
});
