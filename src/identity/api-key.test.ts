import assert from 'node:assert/strict';
import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import type { AccountId } from '../core/units/brand.ts';
import { type ApiKey, freshKeyText, isKeyId, signatureIsValid } from './api-key.ts';
import { HmacKey } from './hmac-key.ts';
import { readPublicKey } from './public-key.ts';

function keyOf(kind: ApiKey['kind'], key: ApiKey['key']): ApiKey {
  const rights = { canRead: true, canTrade: true, networks: undefined, expiresAtMs: Number.POSITIVE_INFINITY };
  return { id: 'k', floor: 'f', account: 1000 as AccountId, kind, ...rights, key };
}

/** The example of the exchange's own documentation (rest-api.md, SIGNED endpoint examples, HMAC keys). */
const documented = {
  secret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j',
  ascii: {
    payload:
      'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
    signature: 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
  },
  encoded: {
    payload:
      'symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
    signature: 'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3',
  },
};

test("the exchange's documented signatures verify, in either case", () => {
  const key = keyOf('hmac', new HmacKey(documented.secret));
  for (const { payload, signature } of [documented.ascii, documented.encoded]) {
    assert.equal(signatureIsValid(key, payload, signature), true);
    assert.equal(signatureIsValid(key, payload, signature.toUpperCase()), true);
  }
  assert.equal(signatureIsValid(key, documented.ascii.payload, documented.encoded.signature), false);
});

test('a signature of another length, alphabet or payload does not verify and does not throw', () => {
  const key = keyOf('hmac', new HmacKey('secret'));
  const good = createHmac('sha256', 'secret').update('a=1').digest('hex');
  for (const signature of ['', 'zz', good.slice(1), `${good}0`, `${good.slice(0, 63)}g`, ` ${good}`, 'ё'.repeat(64)]) {
    assert.equal(signatureIsValid(key, 'a=1', signature), false);
  }
  fc.assert(fc.property(fc.string(), (text) => text === 'a=1' || !signatureIsValid(key, text, good)));
});

test('an Ed25519 signature verifies in base64 as it is, and in no other form', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const read = readPublicKey(publicKey.export({ format: 'pem', type: 'spki' }).toString());
  assert.equal(read?.kind, 'ed25519');
  const key = keyOf('ed25519', read!.key);
  const signature = sign(null, Buffer.from('a=1&b=2', 'latin1'), privateKey).toString('base64');
  assert.equal(signatureIsValid(key, 'a=1&b=2', signature), true);
  assert.equal(signatureIsValid(key, 'a=1&b=3', signature), false);
  assert.equal(signatureIsValid(key, 'a=1&b=2', signature.replaceAll('=', '')), false);
  assert.equal(signatureIsValid(key, 'a=1&b=2', Buffer.from(signature, 'base64').toString('hex')), false);
});

for (const modulusLength of [2048, 4096]) {
  test(`an RSA signature of ${modulusLength} bits verifies in base64 as it is, and in no other form`, () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength });
    const read = readPublicKey(publicKey.export({ format: 'pem', type: 'spki' }).toString());
    assert.equal(read?.kind, 'rsa');
    const key = keyOf('rsa', read!.key);
    const payload = Buffer.from('a=1&b=%C3%A9', 'latin1');
    const signature = sign('sha256', payload, privateKey).toString('base64');
    assert.equal(signatureIsValid(key, 'a=1&b=%C3%A9', signature), true);
    assert.equal(signatureIsValid(key, 'a=1&b=%C3%A8', signature), false);
    const padded = sign('sha256', payload, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING });
    for (const other of [
      signature.toLowerCase(),
      signature.replaceAll('=', ''),
      signature.slice(4),
      `${signature}AAAA`,
      Buffer.from(signature, 'base64').toString('hex'),
      padded.toString('base64'),
      sign('sha1', payload, privateKey).toString('base64'),
      '',
    ]) {
      assert.equal(signatureIsValid(key, 'a=1&b=%C3%A9', other), false, other);
    }
  });
}

test('only a public key, Ed25519 or RSA of 2048 or 4096 bits, is taken as one', () => {
  const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'spki' }).toString();
  const rsa = (modulusLength: number, publicExponent = 65_537) =>
    pem(generateKeyPairSync('rsa', { modulusLength, publicExponent }).publicKey);
  const ed = generateKeyPairSync('ed25519');
  const privatePem = ed.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  for (const text of [
    '',
    'x',
    rsa(1024),
    rsa(2048, 3),
    pem(generateKeyPairSync('ed448').publicKey),
    pem(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey),
    privatePem,
    '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----',
    `${' '.repeat(2000)}${pem(ed.publicKey)}`,
  ]) {
    assert.equal(readPublicKey(text), undefined);
  }
});

test('fresh key texts are 64 letters and digits, and differ', () => {
  const texts = new Set(Array.from({ length: 200 }, freshKeyText));
  assert.equal(texts.size, 200);
  for (const text of texts) assert.ok(isKeyId(text), text);
});
