/** The receivers of a lab, met as Alertmanager meets them; and the drill, with hands that only pretend. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { makeAuthority } from '../../provision/provision-plan.ts';
import { type Arrived, drillAlert } from './drill.ts';
import { openReceiver, type Received } from './receiver.ts';
import { makeReceiverCertificate } from './receiver-certificate.ts';

const directory = mkdtempSync(join(tmpdir(), 'paperfloor-delivery-'));
after(() => rmSync(directory, { recursive: true }));
for (const { program, args } of [
  ...makeAuthority(directory, 'test'),
  ...makeReceiverCertificate(directory, directory, 'controller.paperfloor.test'),
]) {
  execFileSync(program, args, { stdio: 'ignore' });
}
const read = (name: string) => readFileSync(join(directory, name));
const secrets = { key: read('receiver.key'), cert: read('receiver.crt') };
const trust = { ca: read('authority.crt'), servername: 'controller.paperfloor.test' };

test('a post over TLS and a mail after STARTTLS arrive; a mail before it is refused', async () => {
  const received: Received[] = [];
  const ports = { address: '127.0.0.1', webhookPort: 0, mailPort: 0 };
  const receiver = await openReceiver({ ...ports, ...secrets, received: (what) => received.push(what) });
  try {
    await new Promise<void>((done, failed) => {
      const where = { host: '127.0.0.1', port: receiver.webhookPort, path: '/page', method: 'POST', ...trust };
      request(where, (answer) => answer.resume().on('end', done))
        .on('error', failed)
        .end('{"alerts":[]}');
    });
    const plain = connect(receiver.mailPort, '127.0.0.1');
    assert.match(await answer(plain, ''), /^220 /);
    assert.match(await answer(plain, 'EHLO x'), /STARTTLS/);
    assert.match(await answer(plain, 'MAIL FROM:<a@b>'), /^530 /);
    assert.match(await answer(plain, 'STARTTLS'), /^220 /);
    const secure = connectTls({ socket: plain, ...trust });
    for (const line of ['EHLO x', 'MAIL FROM:<a@b>', 'RCPT TO:<operators@paperfloor.test>', 'DATA']) {
      assert.match(await answer(secure, line), /^(250|354) /);
    }
    assert.match(await answer(secure, 'Subject: HostDown\r\n\r\nbody\r\n..dot\r\n.'), /^250 /);
    assert.match(await answer(secure, 'QUIT'), /^221 /);
    assert.deepEqual(received, [
      { by: 'webhook', to: '/page', text: '{"alerts":[]}' },
      { by: 'mail', to: 'operators@paperfloor.test', text: 'Subject: HostDown\n\nbody\n.dot' },
    ]);
  } finally {
    receiver.close();
  }
});

test('the drill times page, mail and all-clear, and starts again what it stopped', async () => {
  const arrived: Arrived[] = [{ atMs: 0, by: 'webhook', to: '/watchdog', text: '' }];
  const done: string[] = [];
  const annotations = { runbook: 'docs/runbooks/host-down.md' };
  const alerts = (status: string) =>
    JSON.stringify({ alerts: [{ status, labels: { alertname: 'HostDown', host: 'db1' }, annotations }] });
  const say = (_host: string, words: readonly string[]) => {
    done.push(words.join(' '));
    const atMs = Date.now();
    const text = alerts('firing');
    if (words.includes('stop')) {
      arrived.push({ atMs, by: 'webhook', to: '/page', text }, { atMs, by: 'mail', to: 'operators', text });
    } else if (done.length === 2) arrived.push({ atMs, by: 'webhook', to: '/page', text: alerts('resolved') });
    return Promise.resolve('');
  };
  const times = await drillAlert({ host: 'db1', say, arrived, tell: () => {} });
  assert.ok(times.webhookMs >= 0 && times.mailMs >= 0 && times.clearedMs >= 0);
  assert.match(done[0] ?? '', /stop prometheus-node-exporter/);
  assert.match(done.at(-1) ?? '', /start prometheus-node-exporter/);
});

/** Says a line and hears what comes back. */
function answer(socket: Socket, line: string): Promise<string> {
  if (line !== '') socket.write(`${line}\r\n`);
  return new Promise((heard, failed) => {
    socket.once('data', (part: Buffer) => heard(part.toString('utf8')));
    socket.once('error', failed);
  });
}
