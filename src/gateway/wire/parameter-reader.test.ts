import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { quietFloor } from '../../../test/support/floor-definition.ts';
import { createInstruments } from '../../core/instruments/create-instruments.ts';
import { legalClientOrderId, legalDecimal, legalInteger, ParameterReader } from './parameter-reader.ts';
import { readRawParameters } from './raw-parameters.ts';

const instruments = createInstruments(quietFloor());

function refusal(sent: Record<string, string>, read: (reader: ParameterReader) => unknown): string | undefined {
  const reader = new ParameterReader(new Map(Object.entries(sent)));
  read(reader);
  const finished = reader.finish(undefined);
  return finished.ok ? undefined : `${finished.error.code} ${finished.error.message}`;
}

test('numbers pass by one anchored ASCII pattern only', () => {
  for (const text of ['0', '1', '0.10', '00.5', '12345678901234567890.12345678']) {
    assert.equal(
      refusal({ n: text }, (reader) => reader.text('n', legalDecimal)),
      undefined,
      text,
    );
  }
  const wrong = [
    '0x10',
    '1e5',
    'NaN',
    'Infinity',
    '+1',
    '-0',
    '-1',
    ' 1',
    '1 ',
    '1\n',
    '.5',
    '5.',
    '1,0',
    '１',
    '٣',
    '1_0',
  ];
  for (const text of wrong) {
    assert.match(refusal({ n: text }, (reader) => reader.text('n', legalDecimal)) ?? '', /^-1100 .*'n'/, text);
    assert.match(refusal({ n: text }, (reader) => reader.text('n', legalInteger)) ?? '', /^-1100 .*'n'/, text);
  }
});

test('an integer beyond 2^53 is refused, not rounded', () => {
  assert.equal(
    refusal({ n: '9007199254740993' }, (reader) => reader.integer('n')),
    "-1108 Parameter 'n' overflowed.",
  );
});

test('missing, empty and unread parameters have their own errors', () => {
  assert.match(refusal({}, (reader) => reader.symbol(instruments)) ?? '', /^-1102 Mandatory parameter 'symbol'/);
  assert.match(
    refusal({ symbol: '' }, (reader) => reader.symbol(instruments)) ?? '',
    /^-1102 Mandatory parameter 'symbol'/,
  );
  assert.equal(
    refusal({ limit: '' }, (reader) => reader.limit(5, 10)),
    "-1105 Parameter 'limit' was empty.",
  );
  assert.equal(
    refusal({ symbol: 'BTCUSDT', x: '1' }, (reader) => reader.symbol(instruments)),
    "-1104 Not all sent parameters were read; read '1' parameter(s) but was sent '2'.",
  );
});

test('a symbol in lower case has illegal characters, one that does not exist is invalid', () => {
  assert.match(
    refusal({ symbol: 'btcusdt' }, (reader) => reader.symbol(instruments)) ?? '',
    /^-1100 .*'symbol'; legal range/,
  );
  assert.equal(
    refusal({ symbol: 'NOPE' }, (reader) => reader.symbol(instruments)),
    '-1121 Invalid symbol.',
  );
});

test('symbol lists are JSON arrays; one unknown name fails all, a repeat is named', () => {
  const list = (text: string) => refusal({ symbols: text }, (reader) => reader.symbolList(instruments));
  assert.equal(list('["BTCUSDT","ETHUSDT"]'), undefined);
  assert.equal(list('["BTCUSDT", "ETHUSDT"]'), undefined);
  assert.match(list('["BTCUSDT","NOPE"]') ?? '', /^-1121/);
  assert.match(list('["BTCUSDT","BTCUSDT"]') ?? '', /^-1151/);
  for (const wrong of ['BTCUSDT', '[BTCUSDT]', '["BTCUSDT"', '{"a":1}', '["BTCUSDT",]', '[1]', '[["BTCUSDT"]]']) {
    assert.match(list(wrong) ?? '', /^-1100/, wrong);
  }
  assert.match(list('[]') ?? '', /^-1105/);
});

test('a limit above the maximum gives the maximum, zero is refused', () => {
  const reader = new ParameterReader(new Map([['limit', '99999']]));
  assert.equal(reader.limit(500, 1000), 1000);
  assert.match(refusal({ limit: '0' }, (r) => r.limit(500, 1000)) ?? '', /^-1130 .*'limit'/);
});

test('times are milliseconds or microseconds, told apart by size', () => {
  const reader = new ParameterReader(
    new Map([
      ['a', '1700000000000'],
      ['b', '1700000000000001'],
      ['c', '1700000000000'],
    ]),
  );
  assert.equal(reader.time('a'), 1_700_000_000_000_000);
  assert.equal(reader.time('b'), 1_700_000_000_000_001);
  assert.equal(reader.timeThrough('c'), 1_700_000_000_000_999);
});

test('the first fault is the one that is told', () => {
  const told = refusal({ a: 'x', b: 'y' }, (reader) => {
    reader.integer('a');
    reader.integer('b');
  });
  assert.match(told ?? '', /'a'/);
});

test('an id that is kept does not keep its request', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const [requests, longEach] = [10_000, 4_000];
  const kept: (string | undefined)[] = [];
  const heldBytes = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = heldBytes();
  for (let index = 0; index < requests; index++) {
    const bytes = Buffer.from(`newClientOrderId=bot-${index}-${'i'.repeat(20)}&other=${'o'.repeat(longEach)}`);
    const raw = readRawParameters(bytes.toString('latin1'), '');
    assert.ok(raw.ok);
    kept.push(new ParameterReader(raw.value.values).text('newClientOrderId', legalClientOrderId));
  }
  const eachBytes = (heldBytes() - before) / requests;
  assert.ok(eachBytes < longEach / 4, `${eachBytes} bytes are held for each of ${kept.length} ids`);
});
