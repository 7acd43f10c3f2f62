/** CSV layouts that are read, exactly, and files that are refused, with their line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { importText, refusalOf } from '../../../../test/replay/import-text.ts';
import { DecimalColumn } from './columns.ts';
import { decimalText, readDecimal } from './decimal-text.ts';

const t = 1_723_161_255_342;

function only(files: Record<string, string>, options = {}) {
  const [series, ...others] = importText(files, options).series;
  assert(series !== undefined && others.length === 0);
  const { symbol, base, quote, kind, tickSize, stepSize, barUs } = series;
  const columns = [series.times, series.prices, series.quantities, series.flags].map((column) => [...column]);
  return { symbol, base, quote, kind, tickSize, stepSize, barUs, columns };
}

const trades = {
  symbol: 'BTCUSDT',
  base: 'BTC',
  quote: 'USDT',
  kind: 'trades',
  tickSize: '0.01',
  stepSize: '0.001',
  barUs: 0,
  columns: [
    [t * 1000, (t + 1) * 1000],
    [6183763, 6183760],
    [20, 1048],
    [1, 0],
  ],
};

test('trades without a header: seven columns, milliseconds, True and False', () => {
  const text = `3735683259,61837.63000000,0.02000000,1236.75260000,${t},True,True\n3735683260,61837.60000000,1.04800000,1,${t + 1},False,True\n`;
  assert.deepEqual(only({ 'spot_BTCUSDT-trades-2024-08-08.csv': text }), trades);
});

test('trades with a header, six columns, true and false', () => {
  const text = `id,price,qty,quote_qty,time,is_buyer_maker\n1,61837.63,0.020,1,${t},true\n2,61837.60,1.048,1,${t + 1},false\n`;
  assert.deepEqual(only({ 'BTCUSDT-trades.csv': text }), trades);
});

test('aggTrades: seven or eight columns without a header', () => {
  const rows = (end: string) =>
    `7,61837.63,0.02,100,104,${t},True${end}\n8,61837.6,1.048,105,105,${t + 1},False${end}\n`;
  assert.deepEqual(only({ 'BTCUSDT-aggTrades.csv': rows('') }), trades);
  assert.deepEqual(only({ 'BTCUSDT-aggTrades.csv': rows(',True') }), trades);
});

test('microseconds are told from milliseconds', () => {
  const text = `1,61837.63,0.02,1,${t}000,true,true\n2,61837.6,1.048,1,${t + 1}000,false,true\n`;
  assert.deepEqual(only({ 'BTCUSDT-trades.csv': text }), trades);
});

test('columns of a recorded trade stream are found by their names; the transaction time counts', () => {
  const header =
    'TimestampOfReceive,Stream,EventType,EventTime,TransactionTime,Symbol,TradeId,Price,Quantity,IsBuyerMarketMaker,M';
  const row = (id: number, at: number, price: string, lots: string, maker: number) =>
    `${t}9,x@trade,trade,${at + 5},${at},BTCUSDT,${id},${price},${lots},${maker},True`;
  const text = [header, row(1, t, '61837.63', '0.02', 1), row(2, t + 1, '61837.6', '1.048', 0), ''].join('\n');
  assert.deepEqual(only({ 'spot.csv': text }), trades);
});

test('a side column says what the taker did', () => {
  const text = `exchange,symbol,timestamp,local_timestamp,id,side,price,amount\nbinance,BTCUSDT,${t}000,1,1,sell,61837.63,0.02\nbinance,BTCUSDT,${t + 1}000,1,2,buy,61837.6,1.048\n`;
  assert.deepEqual(only({ 'trades.csv': text }), trades);
});

test('CRLF, a byte order mark, empty lines at the end and a last line without its end make no difference', () => {
  const text = `\uFEFFid,price,qty,quote_qty,time,is_buyer_maker\r\n1,61837.63,0.020,1,${t},true\r\n2,61837.60,1.048,1,${t + 1},false`;
  assert.deepEqual(only({ 'BTCUSDT-trades.csv': text }), trades);
  assert.deepEqual(only({ 'BTCUSDT-trades.csv': `${text}\r\n\r\n\n` }), trades);
});

const bars = {
  symbol: 'ADABTC',
  base: 'ADA',
  quote: 'BTC',
  kind: 'bars',
  tickSize: '0.00000001',
  stepSize: '0.1',
  barUs: 60_000_000,
  columns: [
    [1_637_971_200_000_000, 1_637_971_320_000_000, 1_637_971_380_000_000],
    [2853, 2854, 2851, 2854, 2854, 2860, 2854, 2859, 2859, 2859, 2859, 2859],
    [363_042, 891_966, 0],
    [],
  ],
};

test('klines of twelve columns without a header; a hole between bars stays one', () => {
  const text = `1637971200000,0.00002853,0.00002854,0.00002851,0.00002854,36304.20000000,1637971259999,1.0,79,1.0,0.5,0
1637971320000,0.00002854,0.00002860,0.00002854,0.00002859,89196.60000000,1637971379999,2.5,98,5.0,1.6,0
1637971380000,0.00002859,0.00002859,0.00002859,0.00002859,0,1637971439999,0,0,0,0,0
`;
  assert.deepEqual(only({ 'ADABTC-1m-2021-11-27.csv': text }), bars);
});

test('klines of six columns, with and without a header', () => {
  const rows = `1637971200000,0.00002853,0.00002854,0.00002851,0.00002854,36304.2
1637971320000,0.00002854,0.0000286,0.00002854,0.00002859,89196.6
1637971380000,0.00002859,0.00002859,0.00002859,0.00002859,0
`;
  assert.deepEqual(only({ 'ADABTC-1m.csv': rows }), bars);
  assert.deepEqual(only({ 'ADABTC-1m.csv': `open_time,open,high,low,close,volume\n${rows}` }), bars);
});

test('a bar of fewer lots than turning points gets a finer step', () => {
  const text = `${t - (t % 60_000)},10,12,9,11,2\n${t - (t % 60_000) + 60_000},11,12,10,11,5\n`;
  const series = only({ 'BTCUSDT-1m.csv': text });
  assert.equal(series.stepSize, '0.1');
  assert.deepEqual(series.columns[2], [20, 50]);
});

test('files of several days join; a file with a column of symbols makes a series each', () => {
  const day = 1_700_006_400_000;
  const bar = (at: number, price: number) => `${at},${price},${price},${price},${price},7\n`;
  const joined = importText({ 'BTCUSDT-1d-b.csv': bar(day + 86_400_000, 3), 'BTCUSDT-1d-a.csv': bar(day, 2) });
  assert.deepEqual(
    joined.series.map(({ rows, prices, barUs }) => [rows, prices[0], barUs]),
    [[2, 2, 86_400_000_000]],
  );
  const header = 'symbol,open_time,open,high,low,close,volume\n';
  const rows = ['ETHUSDT', 'BTCUSDT']
    .map((symbol) => `${symbol},${bar(day, 2)}${symbol},${bar(day + 60_000, 2)}`)
    .join('');
  const several = importText({ 'all.csv': header + rows });
  assert.deepEqual(
    several.series.map(({ symbol, rows: count }) => [symbol, count]),
    [
      ['BTCUSDT', 2],
      ['ETHUSDT', 2],
    ],
  );
  assert.deepEqual(
    importText({ 'all.csv': header + rows }, { symbol: 'ETHUSDT' }).series.map(({ symbol }) => symbol),
    ['ETHUSDT'],
  );
});

test('a row with price 0 and quantity 0 is left out and counted', () => {
  const { series, notes } = importText({
    'BTCUSDT-trades.csv': `1,5,1,5,${t},true,true\n2,0.00,0.000,0,${t},true,true\n`,
  });
  assert.equal(series[0]?.rows, 1);
  assert.deepEqual(notes, [{ symbol: 'BTCUSDT', text: 'trades with price 0 and quantity 0 left out', count: 1 }]);
});

const row = (cells: string) => ({ 'BTCUSDT-trades.csv': `1,5,1,5,${t},true,true\n${cells}\n` });

for (const [what, files, message] of [
  [
    'a price with an exponent',
    row(`2,1e5,1,5,${t},true,true`),
    /^BTCUSDT-trades\.csv:2: expected price as a plain decimal .*, found '1e5'$/,
  ],
  ['a hexadecimal price', row(`2,0x10,1,5,${t},true,true`), /:2: expected price as a plain decimal/],
  ['a signed price', row(`2,-5,1,5,${t},true,true`), /:2: expected price .*, found '-5'$/],
  ['a price with a space', row(`2, 5,1,5,${t},true,true`), /:2: expected price .*, found ' 5'$/],
  ['a price that ends with its point', row(`2,5.,1,5,${t},true,true`), /:2: expected price .*, found '5\.'$/],
  ['an empty quantity', row(`2,5,,5,${t},true,true`), /:2: expected quantity .*, found ''$/],
  [
    'a price of too many digits',
    row(`2,5.1234567890123456,1,5,${t},true,true`),
    /:2: expected price .* of at most 15 digits/,
  ],
  [
    'price 0 with a quantity',
    row(`2,0,1,5,${t},true,true`),
    /:2: expected a price and a quantity above 0, found price 0$/,
  ],
  ['a word that is no truth', row(`2,5,1,5,${t},maybe,true`), /:2: expected true or false, found 'maybe'$/],
  ['a missing column', row(`2,5,1,5,${t},true`), /:2: expected 7 columns as in the first line, found 6: '2,5,1,5,/],
  ['an extra column', row(`2,5,1,5,${t},true,true,9`), /:2: expected 7 columns as in the first line, found 8/],
  ['a row cut in the middle', row(`2,5,1`), /:2: expected 7 columns as in the first line, found 3: '2,5,1'$/],
  ['an id that does not rise', row(`1,5,1,5,${t},true,true`), /:2: expected an id above 1, found 1$/],
  [
    'a time far back',
    row(`2,5,1,5,${t - 5000},true,true`),
    /:2: expected a time not before 1723161255342, found 1723161250342$/,
  ],
  ['a change of time unit', row(`2,5,1,5,${t}000,true,true`), /:2: expected times of one unit/],
  ['an empty line between rows', row(`\n2,5,1,5,${t},true,true`), /:3: expected a row, found an empty line at 2$/],
  [
    'seconds',
    { 'BTCUSDT-trades.csv': `1,5,1,5,1723161255,true,true\n` },
    /:1: expected a time in milliseconds or microseconds since 1970, found 1723161255$/,
  ],
  ['an unknown header', { 'BTCUSDT.csv': 'a,b,c\n1,2,3\n' }, /:1: expected a header of trades .*, found 'a,b,c'$/],
  ['a header alone', { 'BTCUSDT-1m.csv': 'open_time,open,high,low,close,volume\n' }, /expected rows, found none$/],
  ['nothing', { 'BTCUSDT-1m.csv': '' }, /expected rows, found none$/],
  ['an unknown number of columns', { 'BTCUSDT.csv': '1,2,3\n' }, /:1: expected trades .*, found 3 columns: '1,2,3'$/],
  [
    'depth updates as CSV',
    { 'BTCUSDT.csv': 'symbol,timestamp,first_update_id,last_update_id,side,update_type,price,qty,pu\n' },
    /:1: expected a header of trades/,
  ],
  [
    'no symbol',
    { 'trades.csv': `1,5,1,5,${t},true,true\n` },
    /^trades\.csv: expected a symbol in the file name .*, or --symbol, found none$/,
  ],
  [
    'coin-margined contracts',
    { 'BTCUSD_PERP-trades.csv': `1,5,1,5,${t},true,true\n` },
    /expected a spot or USD-margined symbol, found coin-margined/,
  ],
  [
    'low above open',
    { 'BTCUSDT-1m.csv': `${t},10,12,11,12,5\n` },
    /:1: expected a low not above open and close, found one above$/,
  ],
  [
    'high below close',
    { 'BTCUSDT-1m.csv': `${t},10,11,9,12,5\n` },
    /:1: expected a high not below open and close, found one below$/,
  ],
  [
    'a repeated open time',
    { 'BTCUSDT-1m.csv': `${t},1,1,1,1,5\n${t},1,1,1,1,5\n` },
    /:2: expected an open time after its predecessor, found/,
  ],
  [
    'bars off their distance',
    { 'BTCUSDT-1m.csv': [0, 60_000, 150_000].map((at) => `${t + at},1,1,1,1,5\n`).join('') },
    /expected an open time a multiple of 60 s after its predecessor, found 90 s at row 3$/,
  ],
  [
    'an unknown bar length',
    { 'BTCUSDT-1m.csv': [0, 7000].map((at) => `${t + at},1,1,1,1,5\n`).join('') },
    /expected bars of 1s, 1m, .*, found open times 7 s apart$/,
  ],
  [
    'bars of two lengths, one after the other',
    {
      'BTCUSDT-1m-2024-08.csv': [0, 60_000].map((at) => `${t + at},1,1,1,1,5\n`).join(''),
      'BTCUSDT-1h-2024-09.csv': [1, 2].map((hour) => `${t + hour * 3_600_000},1,1,1,1,5\n`).join(''),
    },
    /BTCUSDT-1h-2024-09\.csv: expected bars of 1m as in BTCUSDT-1m-2024-08\.csv, found bars of 1h$/,
  ],
  [
    'trades and klines of one symbol',
    { 'BTCUSDT-trades.csv': `1,5,1,5,${t},true,true\n`, 'BTCUSDT-1m.csv': `${t + 60_000},1,1,1,1,5\n` },
    /expected BTCUSDT once, as trades in BTCUSDT-trades\.csv, found klines$/,
  ],
  [
    'files that overlap',
    { 'BTCUSDT-1m-a.csv': `${t},1,1,1,1,5\n`, 'BTCUSDT-1m-b.csv': `${t},1,1,1,1,5\n` },
    /expected BTCUSDT after the end of BTCUSDT-1m-a\.csv \(2024-08-08T23:54:15\.342Z\), found 2024-08-08T23:54:15\.342Z$/,
  ],
] as const) {
  test(`refused with file, line, what was expected and what was found: ${what}`, () => {
    assert.match(refusalOf(files), message);
  });
}

test('more rows than a floor holds are refused, of all files together', () => {
  const row = (id: number, at: number) => `${id},5.25,0.5,5,${t + at},true,true\n`;
  const files = { 'BTCUSDT-trades.csv': row(1, 0) + row(2, 1), 'ETHUSDT-trades.csv': row(1, 0) + row(2, 1) };
  assert.equal(importText(files, { rowsMax: 4 }).series.length, 2);
  assert.equal(
    refusalOf(files, { rowsMax: 3 }),
    'ETHUSDT-trades.csv: expected at most 3 rows on one floor, found more',
  );
});

test('a given tick and step must hold for every row', () => {
  const files = { 'BTCUSDT-trades.csv': `1,5.25,0.5,5,${t},true,true\n` };
  assert.equal(only(files, { tickSize: '0.05', stepSize: '0.1' }).columns[1]?.[0], 105);
  assert.match(refusalOf(files, { tickSize: '0.1' }), /expected a price on the step 0\.1, found 5\.25$/);
  assert.match(refusalOf(files, { stepSize: '1' }), /expected a quantity on the step 1, found 0\.5$/);
  assert.match(refusalOf(files, { tickSize: '1e-2' }), /expected a tick size above 0 .*, found '1e-2'$/);
});

test('a decimal column keeps every value exactly, in whatever order finer ones come', () => {
  const decimal = fc.tuple(fc.integer({ min: 0, max: 999_999 }), fc.integer({ min: 0, max: 8 }));
  fc.assert(
    fc.property(fc.array(decimal, { minLength: 1 }), (values) => {
      const texts = values.map(([digits, decimals]) => decimalText(digits, decimals));
      const column = new DecimalColumn();
      for (const text of texts) {
        const read = readDecimal(text);
        assert(read !== undefined && column.push(read.digits, read.decimals));
      }
      assert.deepEqual(
        [...column.view()].map((value) => decimalText(value, column.scale)),
        texts,
      );
    }),
  );
});
