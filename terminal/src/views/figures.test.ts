import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import {
  ageText,
  basisPoints,
  changeText,
  grouped,
  narrowQuantity,
  priceText,
  shortQuantity,
  volumeText,
} from './figures.ts';

const market = bitcoin();

test('thousands are grouped and decimals fixed, without a float in between', () => {
  assert.equal(grouped('64218.37000000', 2), '64,218.37');
  assert.equal(grouped('1234567', 0), '1,234,567');
  assert.equal(grouped('-0.5', 3), '\u22120.500');
  assert.equal(grouped('', 2), '–');
  assert.equal(priceText(market, 6_421_837), '64,218.37');
});

test('narrow columns cut decimals first, and large whole numbers are said in millions', () => {
  assert.equal(narrowQuantity(market, 25_000, 7), '0.25000');
  assert.equal(narrowQuantity(market, 123_456_789, 6), '1,234.56');
  assert.equal(narrowQuantity(market, 123_456_789_012, 7), '1,234,567');
  assert.equal(narrowQuantity(market, 1_234_567_890_123, 7), '12.34 M');
  assert.equal(narrowQuantity(market, 123_456_789_012_345, 7), '1.23 B');
  assert.equal(narrowQuantity(market, 82_806_000_000_000, 6), '828.0 M');
  assert.equal(shortQuantity(market, 25_000), '0.25');
  assert.equal(shortQuantity(market, 1_000_000), '10');
});

test('a change carries arrow and sign, so colour is not the only signal', () => {
  assert.deepEqual(changeText('100', '101.84'), { direction: 'up', text: '▲ +1.84 %' });
  assert.deepEqual(changeText('100', '99'), { direction: 'down', text: '▼ \u22121.00 %' });
  assert.equal(changeText('100', '100.001').direction, 'flat');
  assert.equal(changeText('0', '1').text, '–');
});

test('distances are in basis points with a sign', () => {
  assert.equal(basisPoints(101, 100), '+100 bp');
  assert.equal(basisPoints(99.956, 100), '\u22124.4 bp');
});

test('large volumes keep about four digits', () => {
  assert.equal(volumeText('18402.61'), '18,402');
  assert.equal(volumeText('1204000.5'), '1.20 M');
  assert.equal(volumeText('41.20800000'), '41.208');
});

test('ages read like clocks, then like durations', () => {
  assert.equal(ageText(31_000), '0:31');
  assert.equal(ageText(1_309_000), '21:49');
  assert.equal(ageText(11_520_000), '3 h 12 min');
  assert.equal(ageText(4 * 86_400_000), '4 d');
});
