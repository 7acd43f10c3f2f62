/** The probes against a real server behind a front that ends TLS: what they see of a sound system, and of one that is not. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type RunningServer, startServer } from '../../../test/support/start-server.ts';
import { tryWithoutRight } from '../probe/authentication.ts';
import type { Key } from '../probe/exchange.ts';
import { forgeAddress } from '../probe/forged-address.ts';
import { runLoad } from '../probe/load.ts';
import { walkThrough } from '../probe/smoke.ts';
import { judgeAttempts } from '../security/authentication.ts';
import { judgeForged } from '../security/forged-address.ts';
import { openFront, type TlsFront } from '../test-support/tls-front.ts';
import { judgeSteps, smokeSteps } from './smoke.ts';

let server: RunningServer;
let front: TlsFront;

before(async () => {
  server = await startServer();
  front = await openFront(server.url);
});

after(async () => {
  front?.close();
  await server?.stop();
});

test('a trader’s first minute through a TLS front, each step with its time', async () => {
  await server.cli(['account', 'create', 'trader', '--fund', 'USDT=100000,BTC=1', '--json']);
  const key = await server.cli<Key>(['key', 'create', 'trader', '--json']);
  const steps = await walkThrough({ ...front.to, key });
  assert.deepEqual(
    steps.map(({ name, ok, says }) => (ok ? name : `${name}: ${says}`)),
    [...smokeSteps],
  );
  assert.ok(steps.every(({ milliseconds }) => milliseconds > 0));
});

test('a key that nobody has stops it at the sign-in; what comes after is not decided', async () => {
  const key = { apiKey: 'A'.repeat(64), secretKey: 'B'.repeat(64) };
  const findings = judgeSteps(await walkThrough({ ...front.to, key }));
  const verdicts = Object.fromEntries(findings.map(({ check, verdict }) => [check, verdict]));
  assert.equal(verdicts['smoke.quote'], 'pass');
  assert.equal(verdicts['smoke.sign-in'], 'fail');
  assert.equal(verdicts['smoke.place'], 'inconclusive');
  assert.match(findings.find(({ check }) => check === 'smoke.sign-in')?.says ?? '', /-2015/);
});

test('a front whose certificate another authority signed is not talked to', async () => {
  const other = await openFront(server.url);
  try {
    const [first] = await walkThrough({
      ...front.to,
      authority: other.to.authority,
      key: { apiKey: '', secretKey: '' },
    });
    assert.equal(first?.ok, false);
  } finally {
    other.close();
  }
});

test('what is refused without a key, and an address that a stranger gives himself', async () => {
  assert.equal(judgeAttempts(await tryWithoutRight(front.to)).verdict, 'pass');
  const seen = await forgeAddress(front.to);
  const again = judgeForged(seen).verdict === 'pass' ? seen : await forgeAddress(front.to);
  assert.equal(judgeForged(again).verdict, 'pass');
});

test('a second of load is answered, and its orders are gone again', async () => {
  const key = await server.cli<Key>(['key', 'create', 'trader', '--json']);
  const { tallies, said } = await runLoad({ ...front.to, keys: [key], seconds: 1, perSecond: { depth: 20, order: 8 } });
  assert.deepEqual(
    tallies.map(({ kind, planned, answered, errors }) => [kind, planned, answered, errors]),
    [
      ['depth', 20, 20, 0],
      ['order', 8, 8, 0],
      ['cancel', 8, 8, 0],
    ],
    said.join('; '),
  );
  assert.ok(tallies.every(({ p50Ms, p99Ms, maxMs }) => 0 < p50Ms && p50Ms <= p99Ms && p99Ms <= maxMs));
});
