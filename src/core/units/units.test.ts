/** Decimal text, grids and exact arithmetic. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bigintOf, exactLimit, mulDivDown, mulDivUp, partsPerMillion, toExactNumber } from './arithmetic.ts';
import {
  formatMeanPrice,
  formatNotional,
  formatPrice,
  formatQuantity,
  formatTickLots,
  type Grid,
  notionalOf,
  parseAmount,
  priceToTicks,
  quantityToLots,
} from './convert.ts';
import { formatDecimal, parseDecimal, parseShortDecimal } from './decimal.ts';

/** At most the twenty digits that the pattern reads. */
const amount = fc.bigInt({ min: 0n, max: 10n ** 20n - 1n });
const whole = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
/** BTCUSDT: tick 0.01, step 0.00001, so one tick of one lot is ten units of 10^-8. */
const grid: Grid = { tickE8: 1_000_000, lotE8: 1_000, quotePerTickLot: 10 };

test('parse and format are inverse', () => {
  fc.assert(
    fc.property(amount, fc.integer({ min: 0, max: 18 }), (value, decimals) => {
      const text = formatDecimal(value, decimals);
      assert.deepEqual(parseDecimal(text, decimals), { ok: true, value });
    }),
  );
});

test('a whole number is the same as a bigint', () => {
  const edges = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 32 + 1, Number.MAX_SAFE_INTEGER];
  fc.assert(
    fc.property(fc.oneof(whole, fc.constantFrom(...edges)), (value) => {
      assert.equal(bigintOf(value), BigInt(value));
    }),
  );
});

test('a short decimal is what the long way makes of it, or is left to that', () => {
  const text = fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '-', ' '), maxLength: 24 });
  fc.assert(
    fc.property(text, fc.integer({ min: 0, max: 18 }), (some, decimals) => {
      const short = parseShortDecimal(some, decimals);
      if (short !== -1) assert.deepEqual(parseDecimal(some, decimals), { ok: true, value: BigInt(short) });
    }),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(whole, fc.integer({ min: 0, max: 8 }), (value, decimals) => {
      assert.equal(parseShortDecimal(formatDecimal(value, decimals), decimals), value);
    }),
  );
});

test('a decimal is digits and perhaps a point with digits behind it', () => {
  const read = (text: string) => parseDecimal(text, 8);
  assert.deepEqual(read('1.5'), { ok: true, value: 150_000_000n });
  assert.deepEqual(read('007'), { ok: true, value: 700_000_000n });
  assert.deepEqual(read('0.100000000000'), { ok: true, value: 10_000_000n });
  for (const text of [
    '',
    '.5',
    '5.',
    '-1',
    '+1',
    '-0',
    ' 1',
    '1 ',
    '1\n',
    '0x10',
    '1e5',
    'NaN',
    'Infinity',
    '1,5',
    '1_0',
  ]) {
    assert.deepEqual(read(text), { ok: false, problem: 'malformed' }, JSON.stringify(text));
  }
  for (const text of ['١', '1２', '1.0.0', '1'.repeat(21), `1.${'1'.repeat(21)}`]) {
    assert.deepEqual(read(text), { ok: false, problem: 'malformed' }, text);
  }
  assert.deepEqual(read('0.000000001'), { ok: false, problem: 'too_precise' });
});

test('formatting prints every decimal and the sign', () => {
  assert.equal(formatDecimal(150_000_000, 8), '1.50000000');
  assert.equal(formatDecimal(-5n, 2), '-0.05');
  assert.equal(formatDecimal(0, 8), '0.00000000');
  assert.equal(formatDecimal(42, 0), '42');
});

test('a price is a whole number of ticks, or a named problem', () => {
  assert.deepEqual(priceToTicks(grid, '60000.01'), { ok: true, value: 6_000_001 });
  assert.deepEqual(priceToTicks(grid, '60000.005'), { ok: false, problem: 'off_grid' });
  assert.deepEqual(priceToTicks(grid, '21474836.48'), { ok: false, problem: 'out_of_range' });
  assert.deepEqual(priceToTicks(grid, '0.0000000001'), { ok: false, problem: 'too_precise' });
  assert.deepEqual(priceToTicks(grid, '1e5'), { ok: false, problem: 'malformed' });
});

test('a quantity is a whole number of lots, or a named problem', () => {
  assert.deepEqual(quantityToLots(grid, '1.00001'), { ok: true, value: 100_001 });
  assert.deepEqual(quantityToLots(grid, '0.000001'), { ok: false, problem: 'off_grid' });
  assert.deepEqual(quantityToLots(grid, '99999999999999999999'), { ok: false, problem: 'out_of_range' });
  assert.deepEqual(parseAmount('0.00000001', 8), { ok: true, value: 1n });
});

test('prices, quantities and notionals print with all their decimals', () => {
  assert.equal(formatPrice(grid, 6_000_001), '60000.01000000');
  assert.equal(formatQuantity(grid, 1), '0.00001000');
  assert.equal(formatNotional(grid, 6_000_001, 100_000, 8), '60000.01000000');
  assert.equal(formatTickLots(grid, 10n ** 20n, 8), '10000000000000.00000000');
  assert.equal(formatMeanPrice(grid, 6_000_000.5), '60000.00500000');
});

test('a notional is exact beyond 2^53', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 31 - 1 }), whole, (ticks, lots) => {
      assert.equal(notionalOf(grid, ticks, lots), BigInt(ticks) * BigInt(lots) * 10n);
    }),
  );
});

test('divisions round as they are named, exactly', () => {
  fc.assert(
    fc.property(whole, fc.integer({ min: 0, max: 1_000_000 }), (value, ppm) => {
      const product = BigInt(value) * BigInt(ppm);
      assert.equal(BigInt(partsPerMillion(value, ppm)), product / 1_000_000n);
      assert.equal(BigInt(mulDivDown(value, ppm, 1_000_000)), product / 1_000_000n);
      assert.equal(BigInt(mulDivUp(value, ppm, 1_000_000)), (product + 999_999n) / 1_000_000n);
    }),
    { numRuns: 2000 },
  );
});

test('what does not fit a double is refused, not rounded', () => {
  assert.equal(toExactNumber(BigInt(exactLimit) - 1n), exactLimit - 1);
  assert.throws(() => toExactNumber(BigInt(exactLimit)), /does not fit/);
});
