/** The words that are run on hosts, and the reading of what they answer. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { command } from '../command/command.ts';
import { OpsProblem } from '../command/problem.ts';
import { contractingFaults } from './expand-only.ts';
import { readFigures } from './figures.ts';
import {
  emptySlot,
  fillSlot,
  readSlotText,
  reconcile,
  sendRelease,
  settingsApart,
  startSlot,
  stopSlot,
  takeFloor,
  unpackRelease,
} from './host-plan.ts';
import { readCounts, readTimes, readTraffic, sameTraffic, setTraffic, showTimes } from './traffic.ts';

test('the traffic plan is set in the running process, kept for its next start, and read back', () => {
  assert.deepEqual(setTraffic({ active: 'blue', candidate: 'green', percent: 5 }), [
    ...['sudo', 'sh', '-euc'],
    `printf 'set map /etc/haproxy/traffic.map active %s; set map /etc/haproxy/traffic.map candidate %s; set map /etc/haproxy/traffic.map canary_percent %s\\n' "$1" "$2" "$3" | socat -t 5 - UNIX-CONNECT:/run/haproxy/admin.sock
printf 'active %s\\ncandidate %s\\ncanary_percent %s\\n' "$1" "$2" "$3" > /etc/haproxy/traffic.map.new
mv /etc/haproxy/traffic.map.new /etc/haproxy/traffic.map
echo 'show map /etc/haproxy/traffic.map' | socat -t 5 - UNIX-CONNECT:/run/haproxy/admin.sock`,
    ...['traffic', 'blue', 'green', '5'],
  ]);
  const running = '\n\n\n0x5 active blue\n0x6 candidate green\n0x7 canary_percent 5\n\n';
  const file = 'active blue\ncandidate green\ncanary_percent 5\n';
  assert.deepEqual(readTraffic(running), { active: 'blue', candidate: 'green', percent: 5 });
  assert.ok(sameTraffic(readTraffic(running), readTraffic(file)));
  assert.throws(() => readTraffic('Unknown map identifier.'), OpsProblem);
});

test('a load balancer’s counts are those of the slot’s backend, and missing ones are not zero', () => {
  const text =
    '# pxname,svname,hrsp_5xx,req_tot,\nslot_blue,app1,1,7,\nslot_blue,BACKEND,2,14,\nslot_green,BACKEND,,,\n';
  assert.deepEqual(readCounts(text, 'blue'), { requests: 14, failed: 2 });
  assert.equal(readCounts('', 'blue'), undefined);
  assert.equal(readCounts('# pxname,svname\nslot_blue,BACKEND\n', 'blue'), undefined);
});

test('how long answers took is counted from the load balancer’s own log, by slot and millisecond', () => {
  const [, , , script = '', name = '', since = ''] = showTimes(1_700_000_000_500);
  assert.deepEqual([name, since], ['times', '1700000000.500']);
  const line = (server: string, times: string, status: number, request: string) =>
    `10.0.0.9:5 [22/Nov/2026:18:02:56.159] service~ ${server} ${times} ${status} 277 - - ---- 2/1/0/0/0 0/0 "${request}"`;
  const log = [
    line('slot_blue/app1', '0/0/0/7/8', 200, 'GET https://paperfloor.test/api/v3/ping HTTP/2.0'),
    line('slot_blue/app2', '0/0/0/7/9', 400, 'POST /api/v3/order?symbol=BTCUSDT HTTP/1.1'),
    line('slot_green/app1', '0/0/1/45/47', 200, 'GET /sapi/v1/capital/config/getall HTTP/1.1'),
    // Answered by nobody, a stream, and what is no request of the API.
    line('slot_blue/<NOSRV>', '0/-1/-1/-1/0', 503, 'GET /api/v3/ping HTTP/1.1'),
    line('slot_blue/app1', '0/0/0/3/90000', 101, 'GET /ws-api/v3 HTTP/1.1'),
    line('slot_blue/app1', '0/0/0/900/900', 200, 'GET /readyz HTTP/1.1'),
    'Server slot_green/app1 is UP, reason: Layer7 check passed.',
  ];
  const told = `journalctl() { printf '%s\\n' "$LOG"; }\n${script}`;
  const text = execFileSync('sh', ['-euc', told, name, since], { env: { ...process.env, LOG: log.join('\n') } });
  assert.deepEqual(text.toString().trim().split('\n').sort(), ['blue 7 2', 'green 45 1']);
  const more = 'blue 9 1\n';
  const times = [...readTimes([text.toString(), more], 'blue')];
  assert.deepEqual(times, [
    [0.008, 2],
    [0.01, 3],
    [Number.POSITIVE_INFINITY, 3],
  ]);
  assert.deepEqual([...readTimes([''], 'green')], [[Number.POSITIVE_INFINITY, 0]]);
});

test('a host unpacks nothing that it has not verified itself, and names it only when it is whole', () => {
  const [script = '', ...rest] = unpackRelease('0.2.0', 'a.tar.gz', 'release@x').slice(3);
  assert.deepEqual(rest, ['unpack', '/opt/paperfloor/releases', '0.2.0', 'a.tar.gz', 'release@x']);
  const order = [
    'ssh-keygen -Y verify',
    'sha256sum --check --strict --quiet SHA256SUMS',
    'tar --extract',
    'files.sha256',
    'mv -T',
  ];
  const places = order.map((words) => script.indexOf(words));
  assert.ok(
    places.every((place, index) => place > (places[index - 1] ?? -1)),
    String(places),
  );
});

test('a host that has another release of that version keeps it, and says so', () => {
  const releases = mkdtempSync(join(tmpdir(), 'paperfloor-unpack-'));
  const [, , , script = '', name = ''] = unpackRelease('0.2.0', 'a.tar.gz', 'release@x');
  mkdirSync(join(releases, '.incoming-0.2.0'));
  mkdirSync(join(releases, '0.2.0'));
  writeFileSync(join(releases, '0.2.0/files.sha256'), 'old\n');
  const pack = `printf '%s\n' "$(printf new | sha256sum | cut -c1-64)  file" > files.sha256; printf new > file; echo 1 > manifest.json
mkdir p; cp files.sha256 file manifest.json p; tar -czf a.tar.gz p; sha256sum a.tar.gz manifest.json > SHA256SUMS`;
  execFileSync('sh', ['-euc', pack], { cwd: join(releases, '.incoming-0.2.0') });
  // Who signed it is not what this is about.
  const unsigned = script.replace(/^ssh-keygen.*$/m, ':');
  const { status, stderr } = spawnSync('sh', ['-euc', unsigned, name, releases, '0.2.0', 'a.tar.gz', 'x'], {
    encoding: 'utf8',
  });
  assert.equal(status, 1);
  assert.match(
    stderr,
    /^a release 0\.2\.0 with other files is here already: build this one under a version of its own$/m,
  );
  assert.equal(readFileSync(join(releases, '0.2.0/files.sha256'), 'utf8'), 'old\n');
});

test('a release that is there but not whole is exchanged for the one that was verified', () => {
  const releases = mkdtempSync(join(tmpdir(), 'paperfloor-unpack-'));
  const [, , , script = '', name = ''] = unpackRelease('0.2.0', 'a.tar.gz', 'release@x');
  const unpack = () => {
    mkdirSync(join(releases, '.incoming-0.2.0'));
    const pack = `printf '%s\n' "$(printf new | sha256sum | cut -c1-64)  file" > files.sha256; printf new > file; echo 1 > manifest.json
mkdir p; cp files.sha256 file manifest.json p; tar -czf a.tar.gz p; sha256sum a.tar.gz manifest.json > SHA256SUMS`;
    execFileSync('sh', ['-euc', pack], { cwd: join(releases, '.incoming-0.2.0') });
    const unsigned = script.replace(/^ssh-keygen.*$/m, ':');
    execFileSync('sh', ['-euc', unsigned, name, releases, '0.2.0', 'a.tar.gz', 'x'], { stdio: 'pipe' });
  };
  unpack();
  // What a power cut right after it got its name may leave.
  writeFileSync(join(releases, '0.2.0/file'), '');
  unpack();
  assert.equal(readFileSync(join(releases, '0.2.0/file'), 'utf8'), 'new');
  assert.deepEqual(readdirSync(releases), ['0.2.0']);
});

test('words for the hosts, as they are run', () => {
  const reach = (words: readonly string[]) => command('ssh', 'app1', '--', ...words);
  assert.deepEqual(sendRelease('/r/0.2.0', '0.2.0', reach), {
    program: 'sh',
    args: [
      ...[
        '-euc',
        'tar --create --file - --directory "$0" . | "$@"',
        '/r/0.2.0',
        'ssh',
        'app1',
        '--',
        'sudo',
        'sh',
        '-euc',
      ],
      'rm -rf "$1"; mkdir "$1"; exec tar --extract --no-same-owner --file - --directory "$1"',
      ...['receive', '/opt/paperfloor/releases/.incoming-0.2.0'],
    ],
  });
  assert.deepEqual(fillSlot('green', '0.2.0').slice(3), [
    'install --mode=0644 "$3" "$4.new"; mv -T "$4.new" "$4"; ln -sfn "../releases/$2" "$1.new"; mv -T "$1.new" "$1"',
    ...['fill', '/opt/paperfloor/slots/green', '0.2.0'],
    ...['/etc/paperfloor/slots/green.env', '/opt/paperfloor/settings/green.env'],
  ]);
  assert.deepEqual(emptySlot('green'), ['sudo', 'rm', '-f', '/opt/paperfloor/slots/green']);
  assert.ok(readSlotText('green').includes('--identifier=paperfloor-green'), 'not what systemd says of its end');
  assert.equal(startSlot('green').at(-1), 'paperfloor@green.service');
  // Only what serves comes up again with its host.
  assert.match(startSlot('blue')[3] ?? '', /systemctl enable --quiet "\$1"; systemctl start "\$1"$/);
  const stop = 'systemctl disable --quiet "$1"; systemctl stop "$1"';
  assert.equal(stopSlot('blue')[3], stop);
  assert.equal(stopSlot('blue', true)[3], `systemctl kill --signal=KILL "$1" || true; ${stop}`);
  const admin = [
    'sudo',
    'env',
    'PAPERFLOOR_DATA=/var/lib/paperfloor/green',
    '/opt/paperfloor/slots/green/bin/paperfloor',
  ];
  assert.deepEqual(takeFloor('green', 'main'), [...admin, 'floor', 'take', 'main', '--json']);
  assert.deepEqual(reconcile('green', 'main', 70), [...admin, 'floor', 'reconcile', 'main', '--at', '70', '--json']);
});

test('a slot keeps the settings that it was filled with, and what differs between the two is told by name alone', () => {
  const host = mkdtempSync(join(tmpdir(), 'paperfloor-fill-'));
  const path = (name: string) => join(host, name);
  const settings = (port: number, ...lines: string[]) =>
    ['# made by', `PAPERFLOOR_PORT=${port}`, `PAPERFLOOR_SERVER_NAME=app1 ${port}`, ...lines, ''].join('\n');
  for (const name of ['wanted', 'slots', 'settings', 'releases/0.1.0', 'releases/0.2.0']) {
    mkdirSync(path(name), { recursive: true });
  }
  const fill = (slot: 'blue' | 'green', version: string) => {
    const [, , , script = ''] = fillSlot(slot, version);
    const words = [path(`slots/${slot}`), version, path(`wanted/${slot}.env`), path(`settings/${slot}.env`)];
    execFileSync('sh', ['-euc', script, 'fill', ...words]);
  };
  const apart = () =>
    execFileSync('sh', ['-euc', settingsApart()[3] ?? '', 'x', path('settings')], { encoding: 'utf8' });
  writeFileSync(path('wanted/blue.env'), settings(8081, 'PAPERFLOOR_DEMO=off'));
  fill('blue', '0.1.0');
  writeFileSync(path('wanted/green.env'), settings(8082, 'PAPERFLOOR_DEMO=off'));
  fill('green', '0.2.0');
  assert.equal(apart(), '', 'ports and names are always different');
  // Provisioning has new settings, and a variable that 0.1.0 would refuse; only the next release gets them.
  for (const [slot, port] of [
    ['blue', 8081],
    ['green', 8082],
  ] as const) {
    writeFileSync(path(`wanted/${slot}.env`), settings(port, 'PAPERFLOOR_DEMO=on', 'PAPERFLOOR_NEW=1'));
  }
  fill('green', '0.2.0');
  assert.equal(readFileSync(path('settings/blue.env'), 'utf8'), settings(8081, 'PAPERFLOOR_DEMO=off'));
  assert.equal(apart(), 'PAPERFLOOR_DEMO\nPAPERFLOOR_NEW\n');
});

test('the figures of a slot: what a server does not say is unknown, not nothing', () => {
  const text = `=== blue 0 active
{"status":"ready","parts":{"start":"ok"},"floors":[{"name":"main","role":"writer","epoch":3,"behind":0}],"closed":[{"name":"crash","why":"broken"},{"name":"old","why":"chosen"}]}
--- 200
paperfloor_audits_total{floor="main"} 12
paperfloor_audit_faults_total{floor="main"} 0
paperfloor_nodejs_eventloop_lag_p99_seconds 0.012
# TYPE paperfloor_request_seconds histogram
paperfloor_request_seconds_bucket{route="/api/v3/order",method="POST",status="2xx",le="0.01"} 5
paperfloor_request_seconds_bucket{le="+Inf",route="/api/v3/order",method="POST",status="2xx"} 6
paperfloor_request_seconds_bucket{route="/metrics",method="GET",status="2xx",le="+Inf"} 9
=== green 2 failed

--- 000
`;
  const { blue, green } = readFigures(text);
  assert.deepEqual(
    { ...blue, times: [...(blue?.times ?? [])] },
    {
      ...{ active: true, restarts: 0, ready: true, troubles: [], lagSeconds: 0.012, audits: 12, auditFaults: 0 },
      floors: [{ name: 'main', role: 'writer', epoch: 3, behind: 0 }],
      brokenFloors: ['crash'],
      times: [
        [0.01, 5],
        [Number.POSITIVE_INFINITY, 6],
      ],
    },
  );
  assert.deepEqual(green, {
    ...{ active: false, restarts: 2, ready: false, troubles: [], floors: [], brokenFloors: [], times: undefined },
    ...{ lagSeconds: undefined, audits: undefined, auditFaults: undefined },
  });
});

test('a migration that takes away is found, one that says so or only adds is not', () => {
  const up = (statement: string) => ({
    id: '0013-x',
    source: `/** Drops nothing. */\nexport async function up() { ${statement} }\n`,
  });
  for (const statement of [
    'ALTER TABLE floor DROP COLUMN a',
    'ALTER TABLE a RENAME TO b',
    'ALTER TABLE a ALTER COLUMN b TYPE text',
    'db.schema.dropTable("a")',
    'DELETE FROM a',
  ]) {
    assert.equal(contractingFaults([up(statement)]).length, 1, statement);
  }
  assert.deepEqual(
    contractingFaults([up('ALTER TABLE a ADD COLUMN b text'), up('CREATE TABLE c (d int NOT NULL)')]),
    [],
  );
  const { source } = up('DROP TABLE a');
  assert.deepEqual(contractingFaults([{ id: '0013-x', source: `export const breaking = true;\n${source}` }]), []);
});
