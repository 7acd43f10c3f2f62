/** A real server behind a front that ends TLS, as a load balancer does, with a certificate of an authority made for the test. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { command } from '../../command/command.ts';
import { run } from '../../command/run.ts';
import type { ServiceInput } from '../probe/exchange.ts';

export const frontName = 'front.test';

export interface TlsFront {
  readonly to: ServiceInput;
  close(): void;
}

export async function openFront(serverUrl: string): Promise<TlsFront> {
  const directory = mkdtempSync(join(tmpdir(), 'paperfloor-front-'));
  const [key, certificate] = [join(directory, 'key.pem'), join(directory, 'certificate.pem')];
  await run(
    command(
      ...(['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'] as const),
      ...['-nodes', '-days', '9', '-keyout', key, '-out', certificate],
      ...['-subj', `/CN=${frontName}`, '-addext', `subjectAltName=DNS:${frontName}`],
    ),
  );
  const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (socket) => {
    const behind = connect(Number(new URL(serverUrl).port), '127.0.0.1');
    socket.pipe(behind).pipe(socket);
    socket.on('error', () => behind.destroy());
    behind.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    to: { address: '127.0.0.1', port, serverName: frontName, authority: certificate },
    close() {
      server.close();
      rmSync(directory, { recursive: true });
    },
  };
}
