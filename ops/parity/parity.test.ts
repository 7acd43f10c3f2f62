import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factsInput, factsWords, type HostFacts, reachWords } from './host-facts.ts';
import { compareEnvironments, judgeIsolation } from './parity.ts';

const facts = (changed: Partial<HostFacts> = {}): HostFacts => ({
  ...{ system: 'Debian 13', kernel: '6', packages: { haproxy: '3.0' }, files: { '/etc/a': 'f'.repeat(64) } },
  ...{ slots: { blue: 'paperfloor-0.1.0' }, certificateEnds: '', schema: 'aa' },
  ...changed,
});
const compare = (theirs: HostFacts, allowed = [{ what: 'file' as const, name: '/etc/bind/', reason: 'x' }]) =>
  compareEnvironments(['staging', 'production'], [new Map([['lb1', facts()]]), new Map([['lb1', theirs]])], allowed);
const verdicts = (theirs: HostFacts) =>
  compare(theirs)
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ check, verdict }) => `${check} ${verdict}`);

test('the same hosts, packages, files, releases and schema are parity', () => {
  assert.deepEqual(verdicts(facts()), []);
  assert.deepEqual(verdicts(facts({ certificateEnds: 'Dec 24' })), []);
});

test('each difference is named with both sides; what is listed with a reason is let be', () => {
  const [, , packages] = compare(facts({ packages: { haproxy: '3.1' } }));
  assert.equal(packages?.says, 'lb1: haproxy: staging has 3.0, production has 3.1');
  assert.deepEqual(verdicts(facts({ files: { '/etc/a': 'e'.repeat(64) } })), ['parity.configuration fail']);
  assert.deepEqual(verdicts(facts({ files: {} })), ['parity.configuration fail']);
  assert.deepEqual(verdicts(facts({ files: { ...facts().files, '/etc/bind/rndc.key': '1' } })), []);
  assert.deepEqual(verdicts(facts({ slots: {} })), ['parity.releases fail']);
  assert.deepEqual(verdicts(facts({ schema: 'bb' })), ['parity.schema fail']);
});

test('a host that one of them lacks is a difference, and nothing to compare is not parity', () => {
  const findings = compareEnvironments(['a', 'b'], [new Map([['lb1', facts()]]), new Map()], []);
  assert.deepEqual(
    findings.map(({ verdict }) => verdict),
    ['fail', ...Array.from({ length: 5 }, () => 'inconclusive')],
  );
});

test('isolation is no answer across, from targets that answer at home', () => {
  const home = [{ from: 'this machine', to: 'b lb1:22', answer: 'open' }];
  const across = (answer: string) => judgeIsolation([{ from: 'a lb1', to: 'b lb1:22', answer }], home);
  assert.equal(across('closed').verdict, 'pass');
  assert.equal(across('open').says, 'a lb1 to b lb1:22: open');
  const dead = [{ from: 'this machine', to: 'b lb1:22', answer: 'closed' }];
  assert.equal(judgeIsolation([], dead).verdict, 'inconclusive');
  assert.equal(judgeIsolation([], []).verdict, 'inconclusive');
});

test('an environment’s own names are replaced, the longest first, and the program runs as root', () => {
  const own = {
    ...{ environment: 'lab-staging', database: 'paperfloor', addresses: { lb1: '10.77.1.1', lb2: '10.77.1.12' } },
    ...{ serviceAddress: '10.77.1.10', serviceName: 'x.test', domain: 'x.test', operatorNetworks: ['10.77.1.9/32'] },
  };
  const { replace } = JSON.parse(factsInput(own)) as { replace: [string, string][] };
  assert.deepEqual(
    replace.map(([text]) => text.length),
    replace.map(([text]) => text.length).toSorted((a, b) => b - a),
  );
  assert.deepEqual(replace.at(0), ['lab-staging', '<environment>']);
  assert.deepEqual(factsWords.slice(0, 3), ['sudo', 'python3', '-c']);
  assert.deepEqual(reachWords('10.77.2.11', 22).slice(-2), ['10.77.2.11', '22']);
});
