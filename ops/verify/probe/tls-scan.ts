/** What a TLS server accepts: each version by itself, and of each accepted one every cipher suite. Observes only; judging is elsewhere. */

import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from 'node:tls';
import {
  clientHello,
  everySuite,
  readServerAnswer,
  type ServerAnswer,
  type TlsVersion,
  tlsVersions,
} from './client-hello.ts';

export interface TlsScanInput {
  readonly address: string;
  readonly port: number;
  readonly serverName: string;
  /** File of the authority that must have signed. */
  readonly authority: string;
}

export interface TlsScan {
  /** Suites a version was agreed on with; empty when refused; undefined when the server didn't say. */
  readonly versions: Readonly<Record<TlsVersion, readonly number[] | undefined>>;
  /** What was chosen when both `h2` and `http/1.1` were offered. */
  readonly protocol: string;
  readonly certificate: {
    /** Empty when the authority vouches for it under this name. */
    readonly problem: string;
    readonly names: string;
    readonly notAfterMs: number;
    readonly key: string;
    /** SHA-256 of the public key, as browsers pin it. */
    readonly publicKeyDigest: string;
  };
  /** Whether a session can be resumed from a ticket that the server sealed under a key of its own. */
  readonly tickets: boolean;
}

const answerMs = 5_000;

export async function scanTls(input: TlsScanInput): Promise<TlsScan> {
  const versions = {} as Record<TlsVersion, readonly number[] | undefined>;
  for (const version of Object.keys(tlsVersions) as TlsVersion[]) versions[version] = await suitesOf(input, version);
  const { socket, problem } = await handshake(input, {});
  const certificate = new X509Certificate(socket.getPeerCertificate(true).raw);
  const protocol = socket.alpnProtocol || 'none';
  socket.destroy();
  const older = await handshake(input, { maxVersion: 'TLSv1.2' });
  const tickets = older.socket.getTLSTicket() !== undefined;
  older.socket.destroy();
  const { asymmetricKeyType = '', asymmetricKeyDetails } = certificate.publicKey;
  const size = asymmetricKeyDetails?.namedCurve ?? asymmetricKeyDetails?.modulusLength ?? '';
  const spki = certificate.publicKey.export({ type: 'spki', format: 'der' });
  return {
    ...{ versions, protocol, tickets },
    certificate: {
      problem,
      names: certificate.subjectAltName ?? '',
      notAfterMs: Date.parse(certificate.validTo),
      key: `${asymmetricKeyType} ${size}`.trim(),
      publicKeyDigest: createHash('sha256').update(spki).digest('base64'),
    },
  };
}

/** Offers everything, then everything but what was chosen, until nothing is left to choose. */
async function suitesOf(input: TlsScanInput, version: TlsVersion): Promise<readonly number[] | undefined> {
  const chosen: number[] = [];
  const left = new Set(everySuite(version));
  while (left.size > 0) {
    const answer = await offer(input, clientHello(version, input.serverName, [...left]));
    if (answer === undefined) return undefined;
    if (answer.kind !== 'hello' || answer.version !== tlsVersions[version] || !left.delete(answer.suite)) break;
    chosen.push(answer.suite);
  }
  return chosen;
}

/** Undefined when nothing came in time. A closed connection is a refusal. */
function offer({ address, port }: TlsScanInput, hello: Buffer): Promise<ServerAnswer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port });
    let bytes = Buffer.alloc(0);
    let isOpen = false;
    const end = (answer: ServerAnswer | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(answerMs, () => end(undefined));
    socket.on('connect', () => {
      isOpen = true;
      socket.write(hello);
    });
    socket.on('data', (more: Buffer) => {
      bytes = Buffer.concat([bytes, more]);
      const answer = readServerAnswer(bytes);
      if (answer.kind !== 'open') end(answer);
    });
    socket.on('error', () => end(isOpen ? { kind: 'refused' } : undefined));
    socket.on('close', () => end({ kind: 'refused' }));
  });
}

/** A whole handshake; a certificate that isn't vouched for is told, and the connection goes on. */
function handshake(input: TlsScanInput, more: ConnectionOptions): Promise<{ socket: TLSSocket; problem: string }> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      ...{ host: input.address, port: input.port, servername: input.serverName, ca: readFileSync(input.authority) },
      ...{ ALPNProtocols: ['h2', 'http/1.1'], rejectUnauthorized: false, ...more },
    });
    socket.setTimeout(answerMs, () => socket.destroy(new Error('no handshake in time')));
    socket.once('secureConnect', () => resolve({ socket, problem: socket.authorizationError?.toString() ?? '' }));
    socket.once('error', reject);
  });
}
