import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMetrics, type FloorFigures } from './metrics.ts';
import { quantileSeconds } from './request-times.ts';
import { type VitalRow, Vitals, vitalColumns, vitalRowsMax } from './vitals.ts';

const floor = { name: 'main', writes: true, batches: 3, lastCommitMs: 1.5, behind: 2 } as FloorFigures;

function column(row: VitalRow | undefined, name: (typeof vitalColumns)[number]): number | null | undefined {
  return row?.[vitalColumns.indexOf(name)];
}

function watched(askDatabase: () => Promise<unknown> = async () => {}) {
  const metrics = createMetrics();
  let nowMs = 1_000_000;
  const vitals = new Vitals({ totals: metrics.totals, floors: () => [floor], askDatabase, nowMs: () => nowMs });
  return {
    metrics,
    vitals,
    after(milliseconds: number) {
      nowMs += milliseconds;
      vitals.sample();
      return vitals.rows.at(-1);
    },
  };
}

test('a row tells rates and shares of the time since the row before', () => {
  const { metrics, after } = watched();
  metrics.ordersAsked(2);
  metrics.ordersAsked(8);
  for (const status of [200, 200, 400, 503]) metrics.requestDone('/api/v3/order', 'POST', status, 0.002);
  metrics.socketsOpen('stream', 3);
  const row = after(5_000);
  assert.equal(column(row, 'ordersPerSecond'), 2);
  assert.equal(column(row, 'requestsPerSecond'), 0.8);
  assert.equal(column(row, 'failedShare'), 0.25);
  assert.equal(column(row, 'streams'), 3);
  assert.deepEqual([column(row, 'commitMs'), column(row, 'behindBatches')], [1.5, 2]);
  const p99 = column(row, 'p99Ms') ?? 0;
  assert.ok(p99 > 1 && p99 <= 2.5, `${p99}`);
});

test('where nothing was asked, share and time are unknown and not zero', () => {
  const row = watched().after(5_000);
  assert.equal(column(row, 'ordersPerSecond'), 0);
  assert.equal(column(row, 'failedShare'), null);
  assert.equal(column(row, 'p99Ms'), null);
});

test('a clock that stands or goes back makes no row', () => {
  const { after, vitals } = watched();
  after(0);
  after(-10_000);
  assert.equal(vitals.rows.length, 0);
});

test('half an hour is kept, and no more', () => {
  const { after, vitals } = watched();
  for (let count = 0; count < vitalRowsMax + 40; count++) after(5_000);
  assert.equal(vitals.rows.length, vitalRowsMax);
  assert.equal(column(vitals.rows[0], 'atMs'), 1_000_000 + 41 * 5_000);
});

test('a database that refuses is silent from then on, and answers again', async () => {
  let works = false;
  const { after, vitals } = watched(() => (works ? Promise.resolve() : Promise.reject(new Error('no'))));
  assert.equal(vitals.database.state, 'asking');
  after(5_000);
  await Promise.resolve();
  after(5_000);
  assert.deepEqual(vitals.database, { state: 'silent', sinceMs: 1_005_000, milliseconds: null });
  await Promise.resolve();
  works = true;
  after(5_000);
  await Promise.resolve();
  assert.equal(vitals.database.state, 'answers');
  assert.notEqual(column(after(5_000), 'databaseMs'), null);
});

test('a database that never answers is silent since it was asked, and is not asked again and again', () => {
  let asked = 0;
  const { after, vitals } = watched(() => {
    asked++;
    return new Promise(() => {});
  });
  for (let count = 0; count < 4; count++) after(5_000);
  assert.equal(asked, 1);
  assert.deepEqual(vitals.database, { state: 'silent', sinceMs: 1_005_000, milliseconds: null });
});

test('a quantile lies within its bucket, and what is above all bounds counts as the highest', () => {
  const none = new Float64Array(14);
  assert.equal(quantileSeconds(0.99, none, none), undefined);
  const fast = none.with(0, 100);
  assert.ok(Math.abs((quantileSeconds(0.5, none, fast) ?? 0) - 0.00025) < 1e-9);
  assert.equal(quantileSeconds(0.99, none, none.with(13, 5)), 10);
  assert.equal(quantileSeconds(0.99, fast, fast), undefined);
});
