import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bitcoin } from '../fixtures/market-fixture.ts';
import type { ExecutionReport } from '../wire/user-data.ts';
import { reportNotice } from './report-notice.ts';

function notice(part: Partial<ExecutionReport>) {
  const report: ExecutionReport = {
    e: 'executionReport',
    E: 1,
    s: 'BTCUSDT',
    c: 'mine',
    C: '',
    S: 'SELL',
    o: 'LIMIT',
    f: 'GTC',
    q: '1.00000000',
    p: '60000.00000000',
    P: '0.00000000',
    x: 'NEW',
    X: 'NEW',
    i: 1,
    g: -1,
    l: '0.00000000',
    L: '0.00000000',
    Y: '0.00000000',
    n: '0',
    N: null,
    t: -1,
    m: false,
    z: '0.00000000',
    Z: '0.00000000',
    O: 1,
    T: 1,
    ...part,
  };
  return reportNotice(report, bitcoin());
}

const stop = { o: 'STOP_LOSS', p: '0.00000000', P: '62998.12000000' };

test('an accepted order says where it stands: at its price, or at its trigger', () => {
  assert.equal(notice({})?.text, '1.00000 BTC at 60,000.00 · BTC/USDT');
  assert.deepEqual(notice(stop), {
    tone: 'plain',
    title: 'Sell order accepted',
    text: '1.00000 BTC, stop 62,998.12 · BTC/USDT',
  });
  assert.equal(notice({ p: '0.00000000', gp: '59990.00000000' })?.text, '1.00000 BTC at 59,990.00 · BTC/USDT');
});

test('a stop whose trigger was reached says so', () => {
  assert.deepEqual(notice({ ...stop, W: 1 }), {
    tone: 'plain',
    title: 'Sell order triggered',
    text: '1.00000 BTC at market · BTC/USDT',
  });
});

test('an order that would have met one of the same owner has expired only when its status says so', () => {
  const prevented = { x: 'TRADE_PREVENTION', A: '0.40000000', B: '0.40000000' } as const;
  assert.deepEqual(notice({ ...prevented, X: 'NEW' }), {
    tone: 'plain',
    title: 'Not traded with yourself',
    text: 'Sell: 0.40000 BTC would have met your own order. The rest stays open. · BTC/USDT',
  });
  assert.deepEqual(notice({ ...prevented, X: 'EXPIRED_IN_MATCH' }), {
    tone: 'bad',
    title: 'Order expired',
    text: 'Sell: 0.40000 BTC would have met your own order. · BTC/USDT',
  });
  assert.equal(notice({ x: 'EXPIRED', X: 'EXPIRED' })?.text, 'Sell 1.00000 BTC · BTC/USDT');
});

test('a fill says how far its order has come, and at which average price', () => {
  const fill = { x: 'TRADE', X: 'PARTIALLY_FILLED', l: '0.10000000', L: '60020.00000000' } as const;
  const sum = { z: '0.30000000', Z: '18003.00000000' };
  assert.deepEqual(notice({ ...fill, ...sum }), {
    tone: 'good',
    title: 'Sold 0.30000 BTC',
    text: 'at 60,010.00 USDT (1.00000 BTC in all)',
  });
});

test('of a list: what waits for a fill is said when it begins, and the end of the other one of a pair is no bad news', () => {
  assert.equal(notice({ X: 'PENDING_NEW', g: 7 }), undefined);
  const expired = { x: 'EXPIRED', X: 'EXPIRED' } as const;
  assert.deepEqual([notice({ ...expired, g: 7 })?.tone, notice(expired)?.tone], ['plain', 'bad']);
});

test('an order lowered where it stands says what it is now', () => {
  assert.deepEqual(notice({ x: 'REPLACED', q: '0.40000000' }), {
    tone: 'plain',
    title: 'Order lowered where it stands',
    text: 'Sell 0.40000 BTC · BTC/USDT',
  });
});
