import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { connect, createServer } from 'node:tls';
import { makeHostCertificate } from './certificate.ts';

const names = ['api.example.com', 'stream.example.com'];
const made = makeHostCertificate(names, Date.now());

test('the certificate is for its names, signed by an authority that may sign for nothing else', () => {
  const authority = new X509Certificate(made.authority);
  const certificate = new X509Certificate(made.certificate);
  assert.equal(certificate.verify(authority.publicKey), true);
  assert.equal(certificate.checkIssued(authority), true);
  assert.equal(authority.ca, true);
  assert.equal(certificate.ca, false);
  for (const name of names) assert.equal(certificate.checkHost(name), name);
  assert.equal(certificate.checkHost('other.example.com'), undefined);
  const days = (certificate.validToDate.getTime() - Date.now()) / 86_400_000;
  assert.ok(days > 395 && days < 398, `${days}`);
});

test('a client that trusts the authority talks to its names, and to no other', async () => {
  const server = createServer({ key: made.key, cert: made.certificate }, (socket) => socket.end('hello'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const dial = async (servername: string, ca?: string) => {
    const socket = connect({ port, host: '127.0.0.1', servername, ...(ca === undefined ? {} : { ca }) });
    const said = await new Promise<string>((resolve) => {
      socket.once('data', (data) => resolve(String(data)));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
    socket.destroy();
    return said;
  };
  try {
    assert.equal(await dial('api.example.com', made.authority), 'hello');
    assert.equal(await dial('example.com', made.authority), 'ERR_TLS_CERT_ALTNAME_INVALID');
    assert.notEqual(await dial('api.example.com'), 'hello');
  } finally {
    server.close();
  }
});

test("openssl's strict check agrees, and refuses a certificate of another authority", (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-certificate-'));
  try {
    const files = Object.entries(made).map(([name, text]) => {
      const file = join(directory, `${name}.pem`);
      writeFileSync(file, text);
      return file;
    });
    const [authority = '', certificate = ''] = files;
    const words = ['verify', '-x509_strict', '-purpose', 'sslserver', '-verify_hostname', 'stream.example.com'];
    const checked = spawnSync('openssl', [...words, '-CAfile', authority, certificate], { encoding: 'utf8' });
    if (checked.error !== undefined) return t.skip('no openssl here');
    assert.equal(checked.status, 0, checked.stderr + checked.stdout);
    const outside = makeHostCertificate(['elsewhere.example.org'], Date.now());
    writeFileSync(certificate, outside.certificate);
    assert.notEqual(spawnSync('openssl', ['verify', '-CAfile', authority, certificate]).status, 0);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
