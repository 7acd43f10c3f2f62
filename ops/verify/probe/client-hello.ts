/**
 * The first message of TLS, built by hand, and the server's first answer, read by hand (RFC 8446, RFC 5246). A client library would
 * refuse old versions and ciphers before the server is asked; this asks for exactly what it is told. No key is ever agreed on: to
 * TLS 1.3 it offers no share, so that the server names cipher and group in a retry request and nothing more happens.
 */
export const tlsVersions = {
  'SSL 3.0': 0x0300,
  'TLS 1.0': 0x0301,
  'TLS 1.1': 0x0302,
  'TLS 1.2': 0x0303,
  'TLS 1.3': 0x0304,
} as const;

export type TlsVersion = keyof typeof tlsVersions;

const tls13 = tlsVersions['TLS 1.3'];
const groups = [0x001d, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101];
const signatureSchemes = [
  ...[0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b],
  ...[0x0401, 0x0501, 0x0601, 0x0203, 0x0201, 0x0202],
];

/** Every cipher suite the registry could hold in the ranges that were ever used (IANA TLS Cipher Suites). */
export function everySuite(version: TlsVersion): number[] {
  if (version === 'TLS 1.3') return range(0x1301, 0x1307);
  return [...range(0x0001, 0x00fe), ...range(0xc001, 0xc0ff), ...range(0xcc13, 0xccae)];
}

export function clientHello(version: TlsVersion, serverName: string, suites: readonly number[]): Buffer {
  const number = tlsVersions[version];
  const isNew = number === tls13;
  const extensions = Buffer.concat([
    extension(0, vector16(Buffer.concat([Buffer.from([0]), vector16(Buffer.from(serverName, 'ascii'))]))),
    extension(10, vector16(words(groups))),
    extension(11, Buffer.from([1, 0])),
    extension(13, vector16(words(signatureSchemes))),
    ...(isNew
      ? [extension(43, Buffer.from([2, tls13 >> 8, tls13 & 255])), extension(51, vector16(Buffer.alloc(0)))]
      : []),
  ]);
  const body = Buffer.concat([
    words([isNew ? tlsVersions['TLS 1.2'] : number]),
    Buffer.alloc(32, 7),
    vector8(isNew ? Buffer.alloc(32, 9) : Buffer.alloc(0)),
    vector16(words(suites)),
    Buffer.from([1, 0]),
    ...(version === 'SSL 3.0' ? [] : [vector16(extensions)]),
  ]);
  const message = Buffer.concat([Buffer.from([1, 0]), vector16(body)]);
  const recordVersion = Math.min(number, tlsVersions['TLS 1.0']);
  return Buffer.concat([Buffer.from([22]), words([recordVersion]), vector16(message)]);
}

export type ServerAnswer =
  | { readonly kind: 'hello'; readonly version: number; readonly suite: number }
  | { readonly kind: 'refused' }
  /** More bytes are needed. */
  | { readonly kind: 'open' };

/** What the server said first. Anything that isn't TLS is a refusal. */
export function readServerAnswer(bytes: Buffer): ServerAnswer {
  if (bytes.length < 5) return { kind: 'open' };
  if (bytes[0] !== 22) return { kind: 'refused' };
  const length = bytes.readUInt16BE(3);
  if (bytes.length < 5 + length) return { kind: 'open' };
  const message = bytes.subarray(5, 5 + length);
  if (message[0] !== 2 || message.length < 42) return { kind: 'refused' };
  const suiteAt = 39 + (message[38] ?? 0);
  const suite = message.readUInt16BE(suiteAt);
  return { kind: 'hello', suite, version: selectedVersion(message, suiteAt + 3) ?? message.readUInt16BE(4) };
}

function selectedVersion(message: Buffer, extensionsAt: number): number | undefined {
  for (let at = extensionsAt + 2; at + 4 <= message.length; ) {
    const length = message.readUInt16BE(at + 2);
    if (message.readUInt16BE(at) === 43) return message.readUInt16BE(at + 4);
    at += 4 + length;
  }
  return undefined;
}

function extension(type: number, content: Buffer): Buffer {
  return Buffer.concat([words([type]), vector16(content)]);
}

function vector8(content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([content.length]), content]);
}

function vector16(content: Buffer): Buffer {
  return Buffer.concat([words([content.length]), content]);
}

function words(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 2);
  for (const [index, number] of numbers.entries()) bytes.writeUInt16BE(number, index * 2);
  return bytes;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
