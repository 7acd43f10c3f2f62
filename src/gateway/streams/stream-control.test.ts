import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readStreamControl } from './stream-control.ts';

function errorOf(text: string): unknown {
  const reading = readStreamControl(text);
  assert.ok(!reading.ok, text);
  return JSON.parse(reading.error);
}

test('each documented mistake has its documented sentence and code', () => {
  const variants = '`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`';
  const cases: readonly (readonly [string, number, string])[] = [
    ['{"method":"SET_PROPERTY","params":["colour",true],"id":5}', 0, 'Unknown property'],
    ['{"method":"GET_PROPERTY","params":["colour"],"id":5}', 0, 'Unknown property'],
    ['{"method":"SET_PROPERTY","params":["combined","true"],"id":5}', 1, 'Invalid value type: expected Boolean'],
    ['{"method":"SET_PROPERTY","params":["combined"],"id":5}', 1, 'Invalid value type: expected Boolean'],
    ['{"method":"GET_PROPERTY","params":[1],"id":5}', 2, 'Invalid request: property name must be a string'],
    ['{"method":"GET_PROPERTY","id":5}', 2, 'Invalid request: property name must be a string'],
    ['{"method":"GET_PROPERTY","params":["combined","x"],"id":5}', 2, 'Invalid request: too many parameters'],
    ['{"method":"LIST_SUBSCRIPTIONS","params":["x"],"id":5}', 2, 'Invalid request: too many parameters'],
    ['{"method":"LIST_SUBSCRIPTIONS","id":5,"extra":1}', 2, 'Invalid request: too many parameters'],
    ['{"id":5}', 2, 'Invalid request: missing field `method` at line 1 column 8'],
    [
      '{"method":"SUBSCRIB","id":5}',
      2,
      `Invalid request: unknown variant \`SUBSCRIB\`, expected one of ${variants} at line 1 column 28`,
    ],
    [
      '{"method":5.0,"id":5}',
      2,
      `Invalid request: unknown variant \`5.0\`, expected one of ${variants} at line 1 column 21`,
    ],
    [
      '{"method":[],"id":5}',
      2,
      `Invalid request: unknown variant \`[]\`, expected one of ${variants} at line 1 column 20`,
    ],
    [
      '{"method":null,"id":5}',
      2,
      `Invalid request: unknown variant \`null\`, expected one of ${variants} at line 1 column 22`,
    ],
  ];
  for (const [text, code, msg] of cases) assert.deepEqual(errorOf(text), { code, msg, id: 5 }, text);
  for (const id of ['', ',"id":1.5', ',"id":true', ',"id":[]', `,"id":"${'x'.repeat(37)}"`]) {
    assert.deepEqual(errorOf(`{"method":"SUBSCRIBE","params":[]${id}}`), {
      code: 2,
      msg: 'Invalid request: request ID must be an unsigned integer',
    });
  }
  assert.deepEqual(errorOf('{"method":'), { code: 3, msg: 'Invalid JSON: expected value at line 1 column 11' });
  assert.deepEqual(errorOf(''), { code: 3, msg: 'Invalid JSON: expected value at line 1 column 1' });
});

test('ids come back as they were written', () => {
  for (const id of ['1', '-9223372036854775808', '"a1"', 'null']) {
    const reading = readStreamControl(`{"method":"SUBSCRIBE","params":["btcusdt@trade"],"id":${id}}`);
    assert.deepEqual(reading, { ok: true, control: { method: 'SUBSCRIBE', id, names: ['btcusdt@trade'] } });
  }
});
