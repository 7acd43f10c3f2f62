/** Fixed host names led to a real server and back, as an operator does it; on ports and a hosts file of the test's own. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { type ClientOptions, WebSocket } from 'ws';
import type { HostsStatus } from '../../src/hosts/hosts-switch.ts';
import { CommandFailed, type RunningServer, startServer } from '../support/start-server.ts';

const directory = mkdtempSync(join(tmpdir(), 'paperfloor-hosts-'));
const hostsFile = join(directory, 'hosts');
const usual = '127.0.0.1 localhost\n# kept\n';
let server: RunningServer;
let port: number;

before(async () => {
  server = await startServer({ args: ['--terminal', 'off'] });
  port = await freePort();
  writeFileSync(hostsFile, usual, { mode: 0o644 });
});

after(async () => {
  await hosts('disable').catch(() => {});
  await server.stop();
  rmSync(directory, { recursive: true });
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const found = (probe.address() as { port: number }).port;
  await new Promise((resolve) => probe.close(resolve));
  return found;
}

function hosts<T = HostsStatus>(verb: string, ...words: readonly string[]): Promise<T> {
  return server.cli<T>(['hosts', verb, '--hosts-file', hostsFile, '--json', ...words]);
}

function enable(to = server.url): Promise<HostsStatus> {
  return hosts('enable', '--names', `api.example.com:${port},stream.example.com:${port}`, '--to', to);
}

function get(name: string, path: string, ca: string): Promise<{ status: number | undefined; text: string }> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, servername: name, ca, path, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

test('a client with fixed names reaches REST and streams over TLS, and the hosts file leads them here', async () => {
  assert.equal((await hosts('status')).state, 'off');
  const status = await enable();
  assert.equal(status.state, 'on');
  assert.match(readFileSync(hostsFile, 'utf8'), /\n127\.0\.0\.1 api\.example\.com\n/);
  const ca = readFileSync(status.authority ?? '', 'utf8');
  const info = await get('api.example.com', '/api/v3/exchangeInfo?symbol=BTCUSDT', ca);
  assert.deepEqual([info.status, JSON.parse(info.text).symbols[0].symbol], [200, 'BTCUSDT']);
  const trusting: ClientOptions & { servername: string; ca: string } = { ca, servername: 'stream.example.com' };
  const socket = new WebSocket(`wss://127.0.0.1:${port}/ws/btcusdt@bookTicker`, trusting);
  const heard = await new Promise((resolve, reject) => {
    socket.once('message', (data) => resolve(JSON.parse(String(data)).s));
    socket.once('error', reject);
  });
  socket.terminate();
  assert.equal(heard, 'BTCUSDT');
  assert.equal(statSync(join(server.dataDir, 'hosts/server.key')).mode & 0o777, 0o600);
  assert.equal(existsSync(join(server.dataDir, 'hosts/authority.key')), false);
});

test('enabling again keeps the certificate that clients trust; disabling leaves nothing', async () => {
  const trusted = readFileSync(join(server.dataDir, 'hosts/authority.pem'), 'utf8');
  assert.equal((await enable()).state, 'on');
  assert.equal(readFileSync(join(server.dataDir, 'hosts/authority.pem'), 'utf8'), trusted);
  assert.deepEqual(await hosts('disable'), { disabled: true });
  assert.equal(readFileSync(hostsFile, 'utf8'), usual);
  assert.equal(existsSync(join(server.dataDir, 'hosts')), false);
  await assert.rejects(get('api.example.com', '/api/v3/ping', trusted), /ECONNREFUSED/);
  assert.deepEqual(await hosts('disable'), { disabled: false });
});

test('what can not be done whole leaves nothing: no server, a taken port, a name that leads elsewhere', async () => {
  const taken = createServer().listen(port, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  await assert.rejects(enable(), (error) => error instanceof CommandFailed && /EADDRINUSE/.test(error.stderr));
  await new Promise((resolve) => taken.close(resolve));
  await assert.rejects(enable('http://127.0.0.1:1'), CommandFailed);
  assert.equal(readFileSync(hostsFile, 'utf8'), usual);
  writeFileSync(hostsFile, `${usual}10.0.0.1 stream.example.com\n`);
  await assert.rejects(
    enable(),
    (error) => error instanceof CommandFailed && /leads one of the names/.test(error.stderr),
  );
  writeFileSync(hostsFile, usual);
  assert.equal((await hosts('status')).state, 'off');
  assert.equal(existsSync(join(server.dataDir, 'hosts')), false);
});

test('what a crash left is told, and taken back', async () => {
  await enable();
  const { names } = await hosts('status');
  assert.equal(names.length, 2);
  rmSync(join(server.dataDir, 'hosts/state.json'));
  const half = await server.cli(['hosts', 'status', '--hosts-file', hostsFile]).then(
    () => undefined,
    (error: unknown) => error as CommandFailed,
  );
  assert.equal(half?.exitCode, 1);
  assert.deepEqual(await hosts('disable'), { disabled: true });
  assert.equal(readFileSync(hostsFile, 'utf8'), usual);
});
