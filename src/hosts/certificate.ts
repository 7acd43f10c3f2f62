/**
 * A certificate for given host names and the authority that signed it, made on the spot (RFC 5280, ECDSA on P-256). The
 * authority may sign for those names alone, and its private key is gone when this returns: who trusts it trusts this one
 * certificate and nothing that comes later.
 */
import { generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { bitString, boolean, field, integer, objectId, octetString, sequence, set, time, utf8String } from './der.ts';

const dayMs = 86_400_000;
/** What browsers and libraries accept at most. */
const validDays = 397;
/** Clocks that are behind. */
const backdatedDays = 1;

const ids = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;

/** PEM texts. */
export interface HostCertificate {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** `names` are host names; `nowMs` is wall time. */
export function makeHostCertificate(names: readonly string[], nowMs: number): HostCertificate {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const server = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = nameOf('Paperfloor local authority (simulation)');
  const common = { issuer, signer: authority.privateKey, nowMs };
  const authorityId = keyId(authority.publicKey);
  return {
    authority: certificatePem({
      ...common,
      subject: issuer,
      publicKey: authority.publicKey,
      extensions: [
        extension(ids.basicConstraints, true, sequence(boolean(true))),
        // keyCertSign.
        extension(ids.keyUsage, true, bitString(Uint8Array.of(0x04), 2)),
        extension(
          ids.nameConstraints,
          true,
          sequence(field(0, 'constructed', ...names.map((name) => sequence(dnsName(name))))),
        ),
        extension(ids.subjectKeyIdentifier, false, octetString(authorityId)),
      ],
    }),
    certificate: certificatePem({
      ...common,
      subject: nameOf(names[0] ?? 'localhost'),
      publicKey: server.publicKey,
      extensions: [
        extension(ids.basicConstraints, true, sequence()),
        // digitalSignature.
        extension(ids.keyUsage, true, bitString(Uint8Array.of(0x80), 7)),
        extension(ids.extendedKeyUsage, false, sequence(objectId(ids.serverAuth))),
        extension(ids.subjectAlternativeName, false, sequence(...names.map(dnsName))),
        extension(ids.subjectKeyIdentifier, false, octetString(keyId(server.publicKey))),
        extension(ids.authorityKeyIdentifier, false, sequence(field(0, 'bare', authorityId))),
      ],
    }),
    key: server.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
  };
}

function certificatePem(of: {
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Uint8Array[];
  readonly nowMs: number;
}): string {
  const algorithm = sequence(objectId(ids.ecdsaWithSha256));
  const validity = sequence(
    time(new Date(of.nowMs - backdatedDays * dayMs)),
    time(new Date(of.nowMs + (validDays - backdatedDays) * dayMs)),
  );
  const told = sequence(
    // Version 3.
    field(0, 'constructed', integer(Uint8Array.of(2))),
    integer(randomBytes(16)),
    algorithm,
    of.issuer,
    validity,
    of.subject,
    of.publicKey.export({ format: 'der', type: 'spki' }),
    field(3, 'constructed', sequence(...of.extensions)),
  );
  const signed = sequence(told, algorithm, bitString(sign('sha256', told, of.signer)));
  const lines =
    Buffer.from(signed)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}

function nameOf(text: string): Uint8Array {
  return sequence(set(sequence(objectId(ids.commonName), utf8String(text))));
}

function extension(id: string, isCritical: boolean, value: Uint8Array): Uint8Array {
  return sequence(objectId(id), ...(isCritical ? [boolean(true)] : []), octetString(value));
}

function dnsName(name: string): Uint8Array {
  return field(2, 'bare', Buffer.from(name, 'latin1'));
}

function keyId(key: KeyObject): Uint8Array {
  return hash('sha1', key.export({ format: 'der', type: 'spki' }), 'buffer');
}
