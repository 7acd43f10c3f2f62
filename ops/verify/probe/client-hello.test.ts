/** The hand-made handshake against a real TLS server: what it accepts is found, and nothing else. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createServer, type TlsOptions } from 'node:tls';
import { command } from '../../command/command.ts';
import { run } from '../../command/run.ts';
import { readServerAnswer } from './client-hello.ts';
import { scanTls } from './tls-scan.ts';

const directory = mkdtempSync(join(tmpdir(), 'paperfloor-tls-'));
after(() => rmSync(directory, { recursive: true }));
const [key, certificate] = [join(directory, 'k.pem'), join(directory, 'c.pem')];
await run(
  command(
    ...([
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '9',
    ] as const),
    ...['-keyout', key, '-out', certificate, '-subj', '/CN=x.test', '-addext', 'subjectAltName=DNS:x.test'],
  ),
);

async function scan(options: TlsOptions) {
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate), ...options });
  server.on('tlsClientError', () => {});
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    return await scanTls({ address: '127.0.0.1', port, serverName: 'x.test', authority: certificate });
  } finally {
    server.close();
  }
}

test('a server of TLS 1.2 and 1.3 is seen as that, with exactly its suites', async () => {
  const suites = 'ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:TLS_AES_128_GCM_SHA256';
  const { versions, certificate: found, protocol } = await scan({ ciphers: suites, ALPNProtocols: ['h2'] });
  assert.deepEqual(versions, {
    ...{ 'SSL 3.0': [], 'TLS 1.0': [], 'TLS 1.1': [], 'TLS 1.3': [0x1301] },
    'TLS 1.2': versions['TLS 1.2'],
  });
  assert.deepEqual([...(versions['TLS 1.2'] ?? [])].sort(), [0xc02b, 0xc02c]);
  assert.equal(protocol, 'h2');
  assert.equal(found.problem, '');
  assert.equal(found.key, 'ec prime256v1');
});

test('a server that still speaks TLS 1.1, with a weak suite, is found out', async () => {
  const { versions } = await scan({
    minVersion: 'TLSv1',
    maxVersion: 'TLSv1.2',
    ciphers: 'ECDHE-ECDSA-AES128-SHA@SECLEVEL=0',
  });
  assert.deepEqual(versions['TLS 1.1'], [0xc009]);
  assert.deepEqual(versions['TLS 1.0'], [0xc009]);
  assert.deepEqual(versions['TLS 1.3'], []);
});

test('what is not TLS is a refusal, and half a message is not an answer', () => {
  assert.deepEqual(readServerAnswer(Buffer.from('HTTP/1.1 400')), { kind: 'refused' });
  assert.deepEqual(readServerAnswer(Buffer.from([21, 3, 1, 0, 2, 2, 40])), { kind: 'refused' });
  assert.deepEqual(readServerAnswer(Buffer.from([22, 3, 3, 0, 50, 2])), { kind: 'open' });
});
