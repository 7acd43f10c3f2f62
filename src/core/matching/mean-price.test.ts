/** The weighted mean of the last minutes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ByteReader, ByteWriter } from '../snapshot/bytes.ts';
import { MeanPrice } from './mean-price.ts';

const minute = 60_000_000;
const mean = (price: MeanPrice, time: number) => price.tickLots(time) / price.lots(time);

test('trades weigh by their lots, over the running minute and those before it', () => {
  const price = new MeanPrice(3);
  price.record(0, 100, 1);
  price.record(minute, 200, 3);
  assert.equal(mean(price, minute), 175);
  assert.equal(mean(price, 2 * minute), 175);
  assert.equal(mean(price, 3 * minute), 200);
  assert.equal(price.lots(4 * minute), 0);
});

test('asking about a later instant changes nothing', () => {
  const price = new MeanPrice(2);
  price.record(0, 100, 1);
  assert.equal(price.lots(10 * minute), 0);
  assert.equal(price.lots(0), 1);
  price.record(10 * minute, 50, 1);
  assert.equal(mean(price, 10 * minute), 50);
});

test('one minute is the running one alone', () => {
  const price = new MeanPrice(1);
  price.record(0, 100, 1);
  price.record(minute, 50, 1);
  assert.equal(mean(price, minute), 50);
  assert.equal(price.lots(2 * minute), 0);
});

test('a mean survives a snapshot', () => {
  const price = new MeanPrice(3);
  for (let i = 0; i < 10; i++) price.record((i * minute) / 2, 100 + i, 1 + i);
  const out = new ByteWriter();
  price.encode(out);
  const restored = new MeanPrice(3);
  restored.decode(new ByteReader(out.take()));
  for (const time of [4.5 * minute, 5 * minute, 6 * minute]) {
    assert.equal(restored.tickLots(time), price.tickLots(time));
    assert.equal(restored.lots(time), price.lots(time));
  }
});
