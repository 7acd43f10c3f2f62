import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  defaultLimits,
  type Finding,
  isOnlySlow,
  judge,
  ofWindow,
  quantile,
  type Seen,
  type SeenServer,
  settled,
  verdictOf,
} from './gate.ts';

const well: SeenServer = {
  ...{ host: 'app1', ready: true, restarts: 0, troubles: [], brokenFloors: [], lagSeconds: 0.01 },
  ...{ audits: 9, auditFaults: 0, databaseErrors: 0 },
};
const spread = (fast: number, slow: number) =>
  new Map([
    [0.01, fast],
    [0.1, fast + slow],
    [Number.POSITIVE_INFINITY, fast + slow],
  ]);
const good: Seen = {
  counts: { requests: 400, failed: 0 },
  times: spread(400, 0),
  servers: [well, { ...well, host: 'app2' }],
};
const alike = { agree: true, says: 'alike' };

function found(
  candidate: Partial<Seen>,
  active: Partial<Seen> = {},
  books: { readonly agree: boolean; readonly says: string } | 'not compared' = alike,
): Finding[] {
  return judge(
    { ...good, ...candidate },
    { ...good, ...active },
    defaultLimits,
    books === 'not compared' ? undefined : books,
  );
}

function check(findings: readonly Finding[], name: string): Finding | undefined {
  return findings.find((finding) => finding.check === name);
}

test('a candidate that is no worse in anything passes', () => {
  const findings = found({});
  assert.deepEqual(
    findings.map(({ verdict }) => verdict),
    findings.map(() => 'pass'),
  );
  assert.equal(verdictOf(findings), 'pass');
});

test('a floor that only the candidate cannot open fails it', () => {
  const broken = [well, { ...well, host: 'app2', brokenFloors: ['crash'] }];
  assert.deepEqual(check(found({ servers: broken }), 'floors'), {
    ...{ check: 'floors', verdict: 'fail', says: 'app2 cannot open floor crash' },
  });
  assert.equal(check(found({ servers: broken }, { servers: broken }), 'floors')?.verdict, 'pass');
});

test('what is missing is inconclusive, whatever it is, and never a pass', () => {
  const missing: readonly [string, Finding[]][] = [
    ['readiness', found({ servers: [] })],
    ['failed requests', found({ counts: undefined })],
    ['failed requests', found({ counts: { requests: 3, failed: 0 } })],
    ['failed requests', found({}, { counts: undefined })],
    ['answer times', found({ times: undefined })],
    ['answer times', found({ times: spread(3, 0) })],
    ['answer times', found({}, { times: undefined })],
    ['loop lag', found({ servers: [{ ...well, lagSeconds: undefined }] })],
    ['database errors', found({ servers: [{ ...well, databaseErrors: undefined }] })],
    ['ledger audit', found({ servers: [{ ...well, audits: undefined }] })],
    ['ledger audit', found({ servers: [{ ...well, audits: 0 }] })],
    ['ledger audit', found({ servers: [{ ...well, auditFaults: undefined }] })],
    ['open orders', found({}, {}, 'not compared')],
  ];
  for (const [name, findings] of missing) {
    assert.equal(check(findings, name)?.verdict, 'inconclusive', name);
    assert.equal(verdictOf(findings), 'inconclusive', name);
  }
  assert.equal(verdictOf([]), 'inconclusive');
  const why = judge(good, good, defaultLimits, { says: 'green on app1 says: unknown option' });
  assert.deepEqual(check(why, 'open orders'), {
    ...{ check: 'open orders', verdict: 'inconclusive', says: 'green on app1 says: unknown option' },
  });
});

test('one fault in the ledger or in the open orders fails, however good the rest is', () => {
  const audit = found({ servers: [well, { ...well, host: 'app2', auditFaults: 1 }] });
  assert.deepEqual(check(audit, 'ledger audit'), {
    check: 'ledger audit',
    verdict: 'fail',
    says: 'the audit failed on app2',
  });
  assert.equal(verdictOf(found({}, {}, { agree: false, says: 'green on app1 differs' })), 'fail');
});

test('failures beyond those of the active slot fail, few requests or many; the same ones on both do not', () => {
  assert.equal(check(found({ counts: { requests: 400, failed: 9 } }), 'failed requests')?.verdict, 'fail');
  assert.equal(check(found({ counts: { requests: 12, failed: 6 } }), 'failed requests')?.verdict, 'fail');
  assert.equal(check(found({ counts: { requests: 12, failed: 2 } }), 'failed requests')?.verdict, 'inconclusive');
  const both = { counts: { requests: 400, failed: 9 } };
  assert.equal(check(found(both, both), 'failed requests')?.verdict, 'pass');
});

test('what lies about behind the server’s own clock is seen at the load balancers', () => {
  const [quick, slow] = [spread(400, 0), spread(0, 400)];
  assert.deepEqual(check(found({ outside: slow }, { outside: quick }), 'answer times'), {
    ...{ check: 'answer times', verdict: 'fail' },
    says:
      'at the load balancers p98 98.9 ms, on the active slot 9.9 ms; ' +
      "by the servers' own account p98 9.9 ms, on the active slot 9.9 ms",
  });
  assert.equal(check(found({ outside: quick, times: slow }, { outside: quick }), 'answer times')?.verdict, 'fail');
  assert.equal(check(found({ outside: quick }, { outside: quick }), 'answer times')?.verdict, 'pass');
  // A busy load balancer's log has holes; one side that can tell is enough, none is not.
  assert.equal(check(found({ outside: spread(3, 0) }, { outside: quick }), 'answer times')?.verdict, 'pass');
  assert.equal(
    check(found({ outside: spread(3, 0), times: undefined }, { outside: quick }), 'answer times')?.verdict,
    'inconclusive',
  );
});

test('three times slower fails, a little slower does not', () => {
  assert.deepEqual(check(found({ times: spread(0, 400) }), 'answer times'), {
    ...{ check: 'answer times', verdict: 'fail', says: 'p98 98.9 ms, on the active slot 9.9 ms' },
  });
  assert.equal(check(found({ times: spread(398, 2) }), 'answer times')?.verdict, 'pass');
});

test('of few answers the slowest five decide nothing; of many, one in a hundred does', () => {
  const few = { times: spread(60, 0) };
  assert.equal(check(found({ times: spread(55, 5) }, few), 'answer times')?.verdict, 'pass');
  assert.equal(check(found({ times: spread(40, 20) }, few), 'answer times')?.verdict, 'fail');
  const many = { times: spread(10_000, 0) };
  assert.match(check(found({ times: spread(9_850, 150) }, many), 'answer times')?.says ?? '', /^p99 /);
  assert.equal(check(found({ times: spread(9_850, 150) }, many), 'answer times')?.verdict, 'fail');
});

test('slow answers are a verdict when the window is over, failed ones at any moment', () => {
  const slow = found({ times: spread(0, 400), servers: [{ ...well, lagSeconds: 9 }] });
  assert.equal(verdictOf(slow), 'fail');
  assert.equal(verdictOf(settled(slow)), 'pass');
  assert.equal(verdictOf(settled(found({ counts: { requests: 400, failed: 9 } }))), 'fail');
});

test('against another time the typical answer is compared: a slow tenth is the machine’s, twice as slow in all the release’s', () => {
  const earlier = { times: spread(400, 0), earlier: true };
  assert.equal(check(found({ times: spread(360, 40) }, { times: spread(400, 0) }), 'answer times')?.verdict, 'fail');
  assert.equal(check(found({ times: spread(360, 40) }, earlier), 'answer times')?.verdict, 'pass');
  const slow = check(found({ times: spread(20, 380) }, earlier), 'answer times');
  assert.equal(slow?.verdict, 'fail');
  assert.match(slow?.says ?? '', /^p50 /);
});

test('slow and nothing worse is looked at once more, and then the newest window counts; whatever else is bad does not wait', () => {
  const slow = found({ times: spread(0, 400) });
  assert.ok(isOnlySlow(slow));
  assert.ok(!isOnlySlow(found({})));
  assert.ok(!isOnlySlow(found({ times: spread(0, 400), counts: { requests: 400, failed: 9 } })));
  assert.equal(verdictOf(ofWindow(slow, found({}))), 'pass');
  assert.equal(verdictOf(ofWindow(found({}), slow)), 'fail');
  const failing = found({ counts: { requests: 400, failed: 9 } });
  assert.equal(verdictOf(ofWindow(failing, found({}))), 'fail');
});

test('a server that ends or is not ready fails, and says on which host', () => {
  const restarted = check(found({ servers: [well, { ...well, host: 'app2', restarts: 2 }] }), 'readiness');
  assert.deepEqual(restarted, {
    check: 'readiness',
    verdict: 'fail',
    says: 'app2 ended and was started again 2 times',
  });
  const away = check(
    found({ servers: [{ ...well, ready: false, troubles: ['servers: the database does not answer'] }] }),
    'readiness',
  );
  assert.equal(away?.says, 'app1 is not ready: servers: the database does not answer');
});

test('a quantile is spread evenly inside its bucket', () => {
  assert.equal(quantile(undefined, 0.99), undefined);
  assert.equal(quantile(new Map(), 0.99), undefined);
  assert.equal(quantile(spread(100, 100), 0.5), 0.01);
  assert.ok(Math.abs((quantile(spread(100, 100), 0.75) ?? 0) - 0.055) < 1e-9);
});
