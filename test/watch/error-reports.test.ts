/** Error reports as a receiver gets them: from a route, from the log, from a crash; bounded, and with nothing secret in them. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { ErrorReports, type ReportOutcome } from '../../src/observe/error-reports.ts';
import { createLogger, eventLog } from '../../src/observe/logger.ts';
import { sameReportsPerMinute } from '../../src/observe/report-rate.ts';
import { type ErrorReceiver, openErrorReceiver } from '../support/error-receiver.ts';
import { MemorySession } from '../support/memory-session.ts';
import { startServer } from '../support/start-server.ts';
import { createTestGateway } from '../support/test-gateway.ts';

const root = new URL('../..', import.meta.url).pathname.replace(/\/$/, '');
const dataDirectory = mkdtempSync(join(tmpdir(), 'paperfloor-reports-'));
after(() => rmSync(dataDirectory, { recursive: true }));

let receiver: ErrorReceiver;
let outcomes: ReportOutcome[];
let troubles: string[];
let reports: ErrorReports;

function open(dsn: string): ErrorReports {
  return new ErrorReports({
    ...{ dsn, root, dataDirectory, addresses: false, release: 'paperfloor@1.2.3', environment: 'staging' },
    serverName: 'app1 blue',
    counted: (outcome) => void outcomes.push(outcome),
    troubled: (reason) => void troubles.push(reason),
  });
}

beforeEach(async () => {
  outcomes = [];
  troubles = [];
  receiver = await openErrorReceiver();
  reports = open(receiver.dsn);
});
afterEach(async () => {
  await reports.close(1_000);
  await receiver.close();
});

const logTo = (sink: ErrorReports) =>
  createLogger({
    ...{ level: 'info', pretty: false, destination: { write() {} } },
    reported: (line) => sink.report(line),
  });

test('a bug in a route arrives with its place and release, and with no key, signature, query, amount or address', async () => {
  const session = new MemorySession();
  const gateway = await createTestGateway({ session, reported: (line) => reports.report(line) });
  const client = await gateway.client();
  session.submit = () => {
    throw new TypeError(
      `no lot for ${client.apiKey} from 10.1.2.3: /api/v3/order?quantity=0.777&signature=${'ab12'.repeat(16)}`,
      {
        cause: new Error(`secretKey=${client.secretKey}`),
      },
    );
  };
  const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'MARKET', quantity: '0.777' };
  assert.equal((await client.call('POST', '/api/v3/order', order)).status, 500);
  await receiver.received(1);
  const [event] = receiver.events;
  assert.deepEqual([event.release, event.environment, event.server_name], ['paperfloor@1.2.3', 'staging', 'app1 blue']);
  assert.deepEqual([event.tags.event, event.tags.operation], ['operation.failed', 'order.place']);
  const [cause, error] = event.exception.values;
  assert.deepEqual([error.type, cause.type], ['TypeError', 'Error']);
  assert.match(error.value, /^no lot for/);
  const frames = error.stacktrace.frames as { filename: string; in_app: boolean }[];
  assert.ok(frames.some(({ filename, in_app }) => in_app && /^src\/gateway\//.test(filename)));
  const bytes = receiver.bytes();
  for (const secret of [client.apiKey, client.secretKey, 'ab12ab12', '0.777', '10.1.2.3', root]) {
    assert.ok(!bytes.includes(secret), secret);
  }
  await gateway.close();
});

test('a writer that is halted arrives with its floor; what is below error does not, and chosen fields only', async () => {
  const log = eventLog(logTo(reports));
  log.warn({ floor: 'main' }, 'lease.late');
  log.error({ floor: 'main', err: new Error('two writers'), account: 'alice', balance: '12' }, 'floor.stopped');
  await receiver.received(1);
  assert.equal(receiver.events.length, 1);
  assert.deepEqual(receiver.events[0].tags, { event: 'floor.stopped', floor: 'main' });
  assert.ok(!/alice|lease\.late/.test(receiver.bytes()));
});

test('one error in every request is told a few times a minute, and hides no other', async () => {
  const log = eventLog(logTo(reports));
  const error = new Error('again');
  for (let count = 0; count < 500; count++) log.error({ err: error }, 'request.failed');
  log.error({ err: new RangeError('another') }, 'floor.stopped');
  await receiver.received(sameReportsPerMinute + 1);
  assert.equal(receiver.events.length, sameReportsPerMinute + 1);
  assert.equal(receiver.events.at(-1).extra.heldBackBefore, 500 - sameReportsPerMinute);
  assert.equal(outcomes.filter((outcome) => outcome === 'held_back').length, 500 - sameReportsPerMinute);
});

test('things that are no errors, and errors without end, are reported all the same', async () => {
  const endless: { message: string; cause?: unknown } = { message: 'x'.repeat(1_000_000) };
  endless.cause = endless;
  for (const [index, error] of [
    'text',
    null,
    undefined,
    7,
    endless,
    new Proxy({}, { get: () => assert.fail() }),
  ].entries()) {
    reports.report({ event: `odd.${index}`, error, fields: {} });
  }
  await receiver.received(5);
  assert.ok(receiver.bytes().length < 60_000);
  assert.deepEqual(outcomes.filter((outcome) => outcome === 'failed').length, 1);
});

test('a receiver that is gone or refuses holds nobody back and is told once', async () => {
  receiver.answer(503);
  for (const event of ['a', 'b', 'c']) reports.report({ event, error: new Error(event), fields: {} });
  await reports.close(3_000);
  assert.deepEqual(troubles, ['the receiver answered 503']);
  const gone = open('http://key@127.0.0.1:9/1');
  const began = performance.now();
  gone.report({ event: 'd', error: new Error('d'), fields: {} });
  assert.ok(performance.now() - began < 100);
  await gone.close(3_000);
  assert.equal(outcomes.filter((outcome) => outcome === 'failed').length, 4);
});

test('what ended the process is sent by the next one, once', async () => {
  reports.keepCrash(new TypeError('out of the blue'));
  const next = open(receiver.dsn);
  next.sendCrash();
  next.sendCrash();
  await receiver.received(1);
  await next.close(1_000);
  assert.equal(receiver.events.length, 1);
  assert.deepEqual([receiver.events[0].level, receiver.events[0].tags.event], ['fatal', 'server.crashed']);
});

test('a real server that crashes says so at its next start', async () => {
  const dsn = receiver.dsn;
  const trigger = join(dataDirectory, 'crash-now');
  const crashing = await startServer({
    args: ['--error-reports', dsn, '--environment-name', 'staging'],
    keepData: true,
    env: { CRASH_WHEN: trigger, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(crashWhenTold)}` },
  });
  writeFileSync(trigger, '');
  assert.notEqual(await crashing.ended, 0);
  await crashing.stop();
  const again = await startServer({
    args: ['--error-reports', dsn, '--environment-name', 'staging'],
    dataDir: crashing.dataDir,
  });
  await receiver.received(1);
  assert.match(receiver.events[0].exception.values[0].value, /a crash on purpose/);
  assert.equal(receiver.events[0].environment, 'staging');
  const metrics = await (await fetch(`${again.url}/metrics`)).text();
  assert.match(metrics, /paperfloor_error_reports_total\{outcome="sent"\} 1/);
  await again.stop();
  rmSync(crashing.dataDir, { recursive: true, force: true });
});

const crashWhenTold = `
  import { existsSync } from 'node:fs';
  if (process.argv.includes('serve')) setInterval(() => {
    if (existsSync(process.env.CRASH_WHEN)) throw new Error('a crash on purpose');
  }, 100).unref();
`;
