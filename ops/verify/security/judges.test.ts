/** What each check of the defences takes for good, for bad, and for not decided. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { TlsScan } from '../probe/tls-scan.ts';
import { judgeAttempts, refusals } from './authentication.ts';
import { judgeRights, judgeSessions, psqlWords } from './database.ts';
import { allowedRights, databaseRights, type Right, readRights } from './database-rights.ts';
import { exposureWords, judgeExposure } from './exposure.ts';
import { judgeForged } from './forged-address.ts';
import { judgeHeaders, judgeKept, judgePlain, judgeStrictTransport } from './headers.ts';
import { debsecanWords, judgePackages } from './packages.ts';
import { judgeShape, logWords } from './smuggling.ts';
import { judgeMethods, methodsWords } from './ssh.ts';
import { judgeTls } from './tls.ts';

const scan: TlsScan = {
  versions: { 'SSL 3.0': [], 'TLS 1.0': [], 'TLS 1.1': [], 'TLS 1.2': [0xc02b], 'TLS 1.3': [0x1301, 0x1302] },
  protocol: 'h2',
  tickets: false,
  certificate: {
    ...{ problem: '', names: 'DNS:paperfloor.test', notAfterMs: Date.parse('2027-01-31'), key: 'ec prime256v1' },
    publicKeyDigest: '',
  },
};
const now = Date.parse('2027-01-01');
const tlsVerdicts = (changed: Partial<TlsScan>, at = now) =>
  judgeTls('lb1', { ...scan, ...changed }, at).map(({ verdict }) => verdict);

test('TLS: two versions, named suites, a certificate that holds, HTTP/2', () => {
  assert.deepEqual(tlsVerdicts({}), ['pass', 'pass', 'pass', 'pass']);
  const old = { ...scan.versions, 'TLS 1.1': [0xc013] };
  assert.deepEqual(tlsVerdicts({ versions: old }), ['fail', 'fail', 'pass', 'pass']);
  assert.deepEqual(tlsVerdicts({ versions: { ...scan.versions, 'TLS 1.0': undefined } })[0], 'inconclusive');
  assert.deepEqual(tlsVerdicts({ versions: { ...scan.versions, 'TLS 1.3': [] } })[0], 'fail');
  assert.deepEqual(tlsVerdicts({}, Date.parse('2027-01-11')), ['pass', 'pass', 'fail', 'pass']);
  assert.deepEqual(tlsVerdicts({ certificate: { ...scan.certificate, problem: 'self-signed' } })[2], 'fail');
  assert.deepEqual(tlsVerdicts({ certificate: { ...scan.certificate, key: 'rsa 1024' } })[2], 'fail');
  assert.deepEqual(tlsVerdicts({ tickets: true })[2], 'fail');
  assert.deepEqual(tlsVerdicts({ protocol: 'http/1.1' })[3], 'fail');
});

test('a smuggled request is refused when the answer is 400 or nothing, and the log knows of nobody it was passed on to', () => {
  const refused = 'HTTP/1.1 400 Bad request\r\n\r\n';
  const line = (backend: string) =>
    `10.77.1.1:45546 [22/Nov/2026:10:12:09.489] service~ ${backend} -1/-1 400 0 "<BADREQ>"`;
  const verdict = (text: string, closed: boolean, log: string, name = 'CL.TE') =>
    judgeShape({ name, localPort: 45546, text, closed }, log).verdict;
  assert.equal(verdict(refused, true, line('service/<NOSRV>')), 'pass');
  assert.equal(verdict('', true, ''), 'pass');
  assert.equal(verdict('', false, ''), 'fail');
  assert.equal(verdict(refused, true, line('slot_blue/app1')), 'fail');
  assert.equal(verdict(refused + refused, true, line('service/<NOSRV>')), 'fail');
  assert.equal(verdict('HTTP/1.1 200 OK\r\n\r\n', true, line('service/<NOSRV>')), 'fail');
  assert.equal(verdict(refused, true, line('service/<NOSRV>').replace('45546', '45547')), 'inconclusive');
  const taken = 'HTTP/1.1 401 Unauthorized\r\n\r\n';
  assert.equal(verdict(taken, false, line('slot_blue/app1'), 'bare LF in a header'), 'pass');
  assert.equal(verdict(taken + taken, false, line('slot_blue/app1'), 'bare LF in a header'), 'fail');
  assert.deepEqual(logWords(5).slice(-2), ['--since=@5', '_COMM=haproxy']);
});

const headers = {
  ...{ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' },
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'strict-transport-security': 'max-age=63072000; includeSubDomains',
};
const page = (changed: Record<string, string | undefined>) => [
  { path: '/', status: 200, headers: { ...headers, ...changed } },
];

test('every answer says what browsers need, and not what runs here', () => {
  assert.equal(judgeHeaders(page({})).verdict, 'pass');
  assert.equal(judgeHeaders(page({ 'x-content-type-options': undefined })).verdict, 'fail');
  assert.equal(judgeHeaders(page({ server: 'nginx' })).says, '/ tells server: nginx');
  const inline = "default-src 'self'; script-src 'unsafe-inline'; frame-ancestors 'none'";
  assert.equal(judgeHeaders(page({ 'content-security-policy': inline })).says, '/: the policy allows inline code');
  assert.equal(judgeStrictTransport(page({})).verdict, 'pass');
  assert.equal(judgeStrictTransport(page({ 'strict-transport-security': 'max-age=60' })).verdict, 'fail');
});

test('figures that are answered under another spelling are a failure', () => {
  assert.equal(judgeKept([{ path: '/metrics', status: 404, headers: {} }]).verdict, 'pass');
  assert.equal(judgeKept([{ path: '/%6detrics', status: 200, headers: {} }]).says, '/%6detrics answers 200');
});

test('without encryption everybody is sent to https, to the same place', () => {
  const moved = (to: string) => `HTTP/1.1 308 Permanent Redirect\r\nlocation: ${to}\r\n\r\n`;
  assert.equal(judgePlain(moved('https://a.test/api/v3/ping?x=1'), 'a.test').verdict, 'pass');
  assert.equal(judgePlain(moved('https://b.test/'), 'a.test').verdict, 'fail');
  assert.equal(judgePlain('HTTP/1.1 200 OK\r\n\r\n', 'a.test').verdict, 'fail');
  assert.equal(judgePlain('', 'a.test').says, 'without encryption it answers nothing (and 1 more)');
});

test('a forged address that makes a newcomer is a failure; without the exchange’s count nothing is decided', () => {
  const forged = [{ header: 'x-forwarded-for: 203.0.113.1', used: 9 }];
  assert.equal(judgeForged({ own: [7, 8], forged }).verdict, 'pass');
  assert.equal(judgeForged({ own: [7, 8], forged: [{ header: 'x-real-ip: 1.2.3.4', used: 1 }] }).verdict, 'fail');
  assert.equal(judgeForged({ own: [7, 1], forged }).verdict, 'inconclusive');
  assert.equal(judgeForged({ own: [7, Number.NaN], forged }).verdict, 'inconclusive');
});

test('each attempt without a right must have been refused by its own code', () => {
  const all = Object.entries(refusals).map(([what, [status, code]]) => ({ what, status, code }));
  assert.equal(judgeAttempts(all).verdict, 'pass');
  assert.equal(judgeAttempts(all.slice(1)).says, 'an order without a key was not tried');
  assert.equal(judgeAttempts(all.map((each) => ({ ...each, status: 200, code: 0 }))).details.length, all.length);
});

test('a unit may score two at most, and no score is no pass', () => {
  const answer = (score: string) => `→ Overall exposure level for paperfloor@blue.service: ${score} OK :-)`;
  assert.equal(judgeExposure('app1 blue', answer('1.2')).verdict, 'pass');
  assert.equal(judgeExposure('app1 blue', answer('2.1')).says, 'exposure 2.1; expected at most 2');
  assert.equal(judgeExposure('app1 blue', 'Failed to connect to bus').verdict, 'inconclusive');
  assert.equal(exposureWords('blue').join(' '), 'systemd-analyze security --no-pager paperfloor@blue.service');
});

test('ssh names keys alone; a host that says nothing is not decided', () => {
  const said = (methods: string) => new Map([['lb1', `root@10.77.1.11: Permission denied (${methods}).`]]);
  assert.equal(judgeMethods(said('publickey')).verdict, 'pass');
  assert.equal(judgeMethods(said('publickey,password')).says, 'lb1 lets in by publickey,password');
  assert.equal(judgeMethods(new Map([['lb1', 'Connection timed out']])).verdict, 'inconclusive');
  assert.ok(methodsWords('10.77.1.11').includes('PreferredAuthentications=none'));
});

test('a weakness that Debian has mended is a failure, and a feed that did not answer is no pass', () => {
  const answer = (code: number, stdout: string, stderr = '') => judgePackages('db1', { code, stdout, stderr });
  assert.equal(answer(0, '').verdict, 'pass');
  assert.equal(answer(0, 'CVE-2026-1 (fixed, remotely exploitable)\n  installed: x 1\n').verdict, 'fail');
  assert.equal(answer(1, '', 'error: while downloading').says, 'debsecan could not ask: error: while downloading');
  assert.equal(answer(127, '', 'sh: 1: debsecan: not found').says, 'debsecan is not installed on this machine');
  assert.equal(debsecanWords('trixie').at(-1), 'trixie');
});

const rights = (): Right[] => {
  const tables = [{ role: 'x', kind: 'table', object: 'floor', right: 'x' }];
  const single = tables.concat({ role: 'x', kind: 'sequence', object: 'floor_id', right: 'x' });
  return allowedRights(single, 'paperfloor', 'paperfloor');
};

test('each database role has the rights of the table; one more or one less is a finding', () => {
  const found = rights();
  assert.equal(judgeRights(found, 'paperfloor').verdict, 'pass');
  const more = [...found, { role: 'application', kind: 'table', object: 'floor', right: 'TRUNCATE' }];
  assert.equal(judgeRights(more, 'paperfloor').says, 'application: TRUNCATE on table floor, beyond the table');
  const less = found.filter(({ role, right }) => role !== 'monitor' || right !== 'CONNECT');
  assert.equal(judgeRights(less, 'paperfloor').says, 'monitor: CONNECT on database paperfloor is missing');
  const stranger = [...found, { role: 'backdoor', kind: 'role', object: 'backdoor', right: 'login' }];
  assert.equal(judgeRights(stranger, 'paperfloor').says, 'backdoor: login on role backdoor, beyond the table');
  assert.equal(judgeRights([], 'paperfloor').verdict, 'inconclusive');
  assert.ok(Object.values(databaseRights).filter(({ owns }) => owns).length === 1);
});

test('roles of a cluster are expected where they are, and not elsewhere', () => {
  assert.ok(!rights().some(({ role }) => role === 'replicator'));
  const cluster = [...rights(), { role: 'replicator', kind: 'role', object: 'replicator', right: 'login' }];
  assert.equal(judgeRights(cluster, 'paperfloor').says, 'replicator: replication on role replicator is missing');
});

test('rows are read as psql prints them', () => {
  assert.deepEqual(readRights('application|table|floor|SELECT\n'), [
    { role: 'application', kind: 'table', object: 'floor', right: 'SELECT' },
  ]);
  assert.equal(psqlWords('d', 'SELECT 1').join(' '), 'sudo --user=postgres psql -XAt --dbname=d --command SELECT 1');
});

test('the database: refused without TLS, vouched for by our authority and by no other', () => {
  const good = {
    plain: 'E\0\0\0SFATAL\0C28000\0Mno\0\0',
    ours: 'TLSv1.3',
    theirs: 'not verified: unable to get issuer',
  };
  assert.equal(judgeSessions('db1', good).verdict, 'pass');
  assert.equal(judgeSessions('db1', { ...good, plain: 'R\0\0\0' }).says, 'a session without TLS is not refused');
  assert.equal(judgeSessions('db1', { ...good, theirs: 'TLSv1.3' }).verdict, 'fail');
  assert.equal(judgeSessions('db1', { ...good, ours: 'no TLS' }).verdict, 'fail');
});

test('the roles that provisioning gives to others are those of the table, and no more', () => {
  const template = readFileSync(join(import.meta.dirname, '../../ansible/roles/db/templates/roles.sql.j2'), 'utf8');
  const listed = /for right in \[([^\]]+)\]/.exec(template)?.[1]?.match(/pg_\w+/g) ?? [];
  assert.deepEqual(listed.toSorted(), databaseRights['backup']?.member);
  const granted = [...template.matchAll(/'GRANT (pg_\w+) TO (\w+)'/g)].map(([, right, role]) => [role, right]);
  assert.deepEqual(granted, [['monitor', ...(databaseRights['monitor']?.member ?? [])]]);
});
