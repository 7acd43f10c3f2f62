import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import { scramVerifier } from './scram.ts';

// The exchange of RFC 7677, section 3: user "user", password "pencil".
const salt = 'W22ZaJ0SNY7soEsUEjb6gQ==';
const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const conversation = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt},i=4096,c=biws,r=${nonce}`;
const clientProof = 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
const serverSignature = '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=';

test('a verifier accepts the client of the RFC and proves the server to it', () => {
  const [scheme, , keys] = scramVerifier('pencil', Buffer.from(salt, 'base64')).split('$');
  const [stored = '', server = ''] = (keys ?? '').split(':').map((key) => Buffer.from(key, 'base64'));
  assert.equal(scheme, 'SCRAM-SHA-256');
  assert.equal(createHmac('sha256', server).update(conversation).digest('base64'), serverSignature);
  const signature = createHmac('sha256', stored).update(conversation).digest();
  const clientKey = Buffer.from(clientProof, 'base64').map((byte, index) => byte ^ (signature[index] ?? 0));
  assert.deepEqual(createHash('sha256').update(clientKey).digest(), stored);
});

test('the same password and salt give the same text, which a second run can compare', () => {
  const verifier = scramVerifier('secret', Buffer.alloc(16, 7));
  assert.equal(verifier, scramVerifier('secret', Buffer.alloc(16, 7)));
  assert.match(verifier, /^SCRAM-SHA-256\$4096:[\w+/]{22}==\$[\w+/]{43}=:[\w+/]{43}=$/);
});
