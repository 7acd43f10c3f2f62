/** What the Operations page is given, and who gets it. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Entry } from '../../ops/plan/evidence/fact.ts';
import { operationsRecord } from '../../ops/report/operations-record.ts';
import { wrongTokensMax } from '../../src/gateway/operator/operator-guard.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { Vitals } from '../../src/observe/vitals.ts';
import { createTestGateway, type TestGateway } from '../support/test-gateway.ts';

const token = 'a-token-of-the-operator-4711';
const path = '/operator/v1/status';
const directory = mkdtempSync(join(tmpdir(), 'paperfloor-operator-'));
const recordFile = join(directory, 'record.json');
after(() => rmSync(directory, { recursive: true }));

function open(given: { readonly token?: string | undefined; readonly limits?: boolean } = { token }) {
  const vitals = new Vitals({ totals: createMetrics().totals, floors: () => [], askDatabase: async () => {} });
  const operator = {
    ...{ token: given.token, recordFile, vitals, floors: () => [] },
    server: { name: 'app1 blue', version: '1.2.3', startedMs: 5 },
  };
  return createTestGateway({ limits: given.limits ?? true, operator });
}

const bearer = (text: string) => ({ headers: { authorization: `Bearer ${text}` } });

suite('who is let in', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await open({ token, limits: false });
  });
  after(() => gateway.close());

  test('without the token nothing is told, and the answer says how to ask', async () => {
    const headers = [undefined, `Basic ${token}`, 'Bearer', 'Bearer ', `Bearer ${token} x`, `Bearer ${token}\u00e9`];
    for (const authorization of headers) {
      const answer = await gateway.request(
        'GET',
        path,
        authorization === undefined ? {} : { headers: { authorization } },
      );
      assert.deepEqual([answer.status, answer.body.code], [401, -1002], authorization ?? 'none');
      assert.match(answer.headers['www-authenticate'] ?? '', /^Bearer/);
    }
    assert.equal((await gateway.request('GET', `${path}?token=${token}`)).status, 401);
  });

  test('with it everything is told, and nobody else may keep or embed it', async () => {
    const answer = await gateway.request('GET', path, bearer(token));
    assert.equal(answer.status, 200);
    assert.equal(answer.body.server.name, 'app1 blue');
    assert.deepEqual(answer.body.health.ready, true);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
    assert.equal(answer.headers['cross-origin-resource-policy'], 'same-origin');
    assert.ok(!answer.text.includes(token) && !gateway.logged().includes(token));
  });

  test('it only reads', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'] as const) {
      assert.equal((await gateway.request(method, path, bearer(token))).status, 405, method);
    }
  });

  test('after ten wrong tokens an address waits, also with the right one, even where limits are off', async () => {
    for (let count = 0; count < wrongTokensMax; count++) {
      assert.equal((await gateway.request('GET', path, bearer(`wrong-${count}`))).status, 401);
    }
    const answer = await gateway.request('GET', path, bearer(token));
    assert.deepEqual([answer.status, answer.body.code], [429, -1003]);
    const wait = Number(answer.headers['retry-after']);
    assert.ok(wait >= 1 && wait <= 60, `${wait}`);
  });
});

test('a server without a token lets nobody in', async () => {
  const gateway = await open({});
  const answer = await gateway.request('GET', path, bearer('undefined'));
  assert.deepEqual([answer.status, answer.body.code], [403, -1002]);
  await gateway.close();
});

suite('the record of operations', () => {
  let gateway: TestGateway;
  before(async () => {
    gateway = await open();
  });
  after(() => gateway.close());
  const told = async () => (await gateway.request('GET', path, bearer(token))).body.record;

  test('a file that is not there is no evidence', async () => {
    assert.deepEqual(await told(), { state: 'none' });
  });

  test('what the evidence says arrives, and a newer file replaces it', async () => {
    const fact = (what: string, at: string, more: object, seq = 1) =>
      ({ what, at, seq, environment: 'production', previous: '', hash: '', ...more }) as unknown as Entry;
    const entries = [
      fact('deploy.ended', '2026-11-20T12:00:00.000Z', {
        ...{ deployment: 'd', kind: 'deployment', version: '0.2.0', by: 'Bo', why: 'w', verdict: 'pass', reason: 'r' },
        ...{ slot: 'green', milliseconds: 9, attachments: [] },
      }),
      fact('drill.ended', '2026-11-20T13:00:00.000Z', {
        ...{
          drill: 'db-loss',
          run: '1',
          verdict: 'fail',
          reason: 'slow',
          measured: { rto: 31 },
          timeline: [],
          lost: [],
        },
      }),
      fact('drill.ended', '2026-11-21T13:00:00.000Z', {
        ...{ drill: 'db-loss', run: '2', verdict: 'pass', reason: 'ok', measured: { rto: 3 }, timeline: [], lost: [] },
      }),
      fact('backup.made', '2026-11-21T14:00:00.000Z', {
        by: 'x',
        label: 'F',
        type: 'full',
        milliseconds: 1,
        measured: {},
      }),
      fact('incident.opened', '2026-11-21T15:00:00.000Z', {
        ...{
          incident: 'incident-1',
          title: 'slow',
          severity: 'major',
          by: 'Bo',
          began: '2026-11-21T15:00:00Z',
          known: {},
        },
      }),
    ];
    const head = { entries: 5, hash: 'f'.repeat(64) };
    const write = (list: readonly Entry[], madeAt: string) =>
      writeFileSync(recordFile, JSON.stringify(operationsRecord('production', list, head, madeAt)));
    write(entries, '2026-11-22T12:00:00.000Z');
    const { state, record } = await told();
    assert.equal(state, 'given');
    assert.deepEqual([record.environment, record.entries, record.hash], ['production', 5, head.hash]);
    assert.deepEqual([record.releases[0].version, record.releases[0].slot], ['0.2.0', 'green']);
    assert.deepEqual(
      record.drills.map(({ name, verdict }: { name: string; verdict: string }) => [name, verdict]),
      [['db-loss', 'pass']],
    );
    assert.deepEqual(record.backups, {
      ...{ made: { at: '2026-11-21T14:00:00.000Z', label: 'F' }, verified: null, restored: null },
    });
    assert.equal(record.incidents[0].ended, null);
    write([], '2026-11-22T12:00:01.00Z');
    assert.deepEqual((await told()).record.releases, []);
  });

  for (const [name, content] of [
    ['half a file', '{"format":"paperfloor-operations-record-1","envir'],
    ['another format', '{"format":"paperfloor-operations-record-9"}'],
    ['nothing in it', ''],
    ['a list', '[]'],
    ['a file far too large', 'x'.repeat(600 * 1024)],
  ] as const) {
    test(`${name} is told as unreadable, and hides what was there before`, async () => {
      writeFileSync(recordFile, content);
      const record = await told();
      assert.equal(record.state, 'unreadable');
      assert.ok(record.reason.length > 5);
      assert.equal(record.record, undefined);
    });
  }
});
