import assert from 'node:assert/strict';
import { test } from 'node:test';
import { columnsOf, plainArray } from './array-literal.ts';

const literal = (...values: (number | bigint | string | boolean | undefined)[]) => plainArray(values, (value) => value);

test('values stand as they are, missing ones as NULL wherever they are, and a column without any is none', () => {
  assert.equal(literal(1, 2n, 'limit_maker', true), '{1,2,limit_maker,true}');
  assert.equal(literal(undefined, undefined, 3, undefined), '{NULL,NULL,3,NULL}');
  assert.equal(literal(0, undefined, false), '{0,NULL,false}');
  assert.equal(literal(undefined, undefined), null);
});

test('columns are numbered from the second parameter on', () => {
  assert.equal(columnsOf('int\n  text'), 'unnest($2::int[]), unnest($3::text[])');
});
