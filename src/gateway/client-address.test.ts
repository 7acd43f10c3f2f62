import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { clientAddress, proxyList } from './client-address.ts';

function address(remoteAddress: string, forwarded: string | undefined, proxies: readonly string[]): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  return clientAddress({ socket: { remoteAddress }, headers } as unknown as IncomingMessage, proxyList(proxies));
}

test('X-Forwarded-For is ignored unless it comes from a trusted proxy', () => {
  assert.equal(address('203.0.113.9', '1.2.3.4', []), '203.0.113.9');
  assert.equal(address('203.0.113.9', '1.2.3.4', ['10.0.0.0/8']), '203.0.113.9');
  assert.equal(address('10.1.1.1', '1.2.3.4', ['10.0.0.0/8']), '1.2.3.4');
});

test('the right-most address that is no proxy counts, whatever the client wrote before it', () => {
  assert.equal(address('10.1.1.1', '6.6.6.6, 1.2.3.4, 10.2.2.2', ['10.0.0.0/8']), '1.2.3.4');
  assert.equal(address('10.1.1.1', '10.3.3.3', ['10.0.0.0/8']), '10.1.1.1');
});

test('nonsense in the header leaves the address of the connection', () => {
  for (const text of ['', 'unknown', '1.2.3.4, evil', '<script>', '1.2.3.4:80']) {
    assert.equal(address('10.1.1.1', text, ['10.0.0.0/8']), '10.1.1.1', text);
  }
});

test('an IPv4 address over an IPv6 socket is the same address', () => {
  assert.equal(address('::ffff:203.0.113.9', undefined, []), '203.0.113.9');
  assert.equal(address('::ffff:10.0.0.1', '1.2.3.4', ['10.0.0.0/8', '::1']), '1.2.3.4');
});
