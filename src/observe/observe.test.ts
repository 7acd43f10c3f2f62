import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Health } from './health.ts';
import { createLogger } from './logger.ts';
import { createMetrics } from './metrics.ts';

function capture(): { lines: string[]; destination: { write(line: string): void } } {
  const lines: string[] = [];
  return { lines, destination: { write: (line) => void lines.push(line) } };
}

test('a log line is one JSON object with its level by name and its event', () => {
  const { lines, destination } = capture();
  createLogger({ level: 'info', pretty: false, destination }).info({ event: 'floor.opened', floor: 'main' }, 'open');
  const line = JSON.parse(lines[0]!);
  assert.deepEqual([line.level, line.event, line.floor, line.message], ['info', 'floor.opened', 'main', 'open']);
  assert.match(line.time, /^\d{4}-\d\d-\d\dT/);
});

test('keys and signatures are cut out of log lines, at the top and one level down', () => {
  const { lines, destination } = capture();
  const log = createLogger({ level: 'info', pretty: false, destination });
  const canary = 'canary-4711';
  log.info({ apiKey: canary, secretKey: canary, request: { signature: canary, headers: { 'x-mbx-apikey': canary } } });
  assert.equal(lines.length, 1);
  assert.doesNotMatch(lines.join(), /canary/);
});

test('a server is ready when every part is, and not while it starts or drains', () => {
  const health = new Health();
  assert.equal(health.read().ready, false);
  health.started();
  assert.equal(health.read().ready, true);
  health.report('database', 'connection refused');
  const parts = { start: 'ok', database: 'connection refused' };
  assert.deepEqual(health.read(), { ready: false, parts, floors: [], closed: [] });
  health.report('database', undefined);
  health.draining();
  assert.equal(health.read().ready, false);
});

test('a floor whose audit failed shows in the parts and keeps the server ready for cancels', () => {
  const health = new Health();
  health.started();
  health.watchFloors(
    () => [
      { name: 'main', auditFailed: false, writes: true, epoch: 3, behind: 0 },
      { name: 'crash', auditFailed: true, writes: false, epoch: 8, behind: 2 },
    ],
    () => [],
  );
  const { ready, parts, floors } = health.read();
  assert.deepEqual(floors, [
    { name: 'main', role: 'writer', epoch: 3, behind: 0 },
    { name: 'crash', role: 'follower', epoch: 8, behind: 2 },
  ]);
  assert.equal(ready, true);
  assert.equal(parts['floor main'], 'ok');
  assert.match(parts['floor crash'] ?? '', /^cancel only: its audit failed/);
});

test('a floor that is closed shows, and keeps the server ready for the others', async () => {
  const health = new Health();
  health.started();
  const closed = [
    { name: 'crash', why: 'broken', reason: 'alice owes 12 USDT' },
    { name: 'old', why: 'chosen', reason: 'as told' },
  ] as const;
  const open = { name: 'main', auditFailed: false, writes: true, epoch: 3, behind: 0 };
  health.watchFloors(
    () => [open],
    () => closed,
  );
  const report = health.read();
  assert.equal(report.ready, true);
  assert.deepEqual(report.closed, [
    { name: 'crash', why: 'broken' },
    { name: 'old', why: 'chosen' },
  ]);
  assert.deepEqual(report.parts, {
    start: 'ok',
    'floor main': 'ok',
    'floor crash': 'closed: it is broken, see the log',
  });
  const metrics = createMetrics();
  metrics.watchFloors(
    () => [],
    () => closed,
  );
  const text = await metrics.expose();
  assert.match(text, /^paperfloor_floor_broken\{floor="crash"\} 1$/m);
  assert.match(text, /^paperfloor_floor_broken\{floor="old"\} 0$/m);
});

test('every metric has a unit or a count in its name and a sentence of help', async () => {
  const text = await createMetrics().expose();
  const own = [...text.matchAll(/^# HELP (paperfloor_(?!nodejs|process)\S+) (.*)$/gm)];
  assert.ok(own.length >= 9);
  for (const [, name, help] of own) {
    assert.match(name!, /_(seconds|bytes|total|commands|rows|batches|open|broken|writer|epoch)$/);
    assert.match(help!, /^[A-Z].*\.$/);
  }
  assert.match(text, /paperfloor_nodejs_eventloop_lag_seconds/);
});

test('what the floors and the edge tell shows in the exposition', async () => {
  const metrics = createMetrics();
  const role = { writes: false, epoch: 7, behind: 4, forwarded: 1 };
  const audit = { audits: 5, auditMs: 2, auditFailed: true };
  const figures = { ...role, ...audit, batches: 2, inbox: 0, projectionBacklog: 3, lastCommitMs: 1, lagUs: 0 };
  metrics.watchFloors(
    () => [{ name: 'main', commands: 31, ...figures }],
    () => [],
  );
  metrics.requestDone('/api/v3/order', 'POST', 200, 0.004);
  const text = await metrics.expose();
  assert.match(text, /paperfloor_journal_commands_total\{floor="main"\} 31/);
  assert.match(text, /paperfloor_floor_writer\{floor="main"\} 0/);
  assert.match(text, /paperfloor_journal_behind_batches\{floor="main"\} 4/);
  assert.match(await metrics.expose(), /paperfloor_journal_commands_total\{floor="main"\} 31/, 'reading adds nothing');
  assert.match(text, /paperfloor_audit_faults_total\{floor="main"\} 1/);
  assert.match(text, /paperfloor_request_seconds_count\{route="\/api\/v3\/order",method="POST",status="2xx"\} 1/);
});

test('sockets are counted as none before the first one opens', async () => {
  const text = await createMetrics().expose();
  assert.match(text, /paperfloor_sockets_open\{kind="stream"\} 0/);
  assert.match(text, /paperfloor_socket_frames_total\{kind="api"\} 0/);
});
