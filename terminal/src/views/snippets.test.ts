import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floorBase } from '../net/floor-base.ts';
import { botSnippets } from './snippets.ts';

const key = { apiKey: 'the-key', secretKey: 'the-secret' };

test('programs name this server, this key and this floor', () => {
  const base = floorBase({ origin: 'http://127.0.0.1:8080', pathname: '/f/crash' });
  for (const { code } of botSnippets(base, key, 'ETHUSDT')) {
    for (const part of ['http://127.0.0.1:8080/floors/crash', 'the-key', 'the-secret', 'ETHUSDT']) {
      assert.ok(code.includes(part), part);
    }
  }
});

test('the stream address contains /stream, which ccxt needs to see spot', () => {
  const [javascript] = botSnippets(floorBase({ origin: 'https://paper.example', pathname: '/' }), key, 'ETHUSDT');
  assert.ok(javascript?.code.includes("spot: 'wss://paper.example/stream'"));
});
