#!/usr/bin/env node
/**
 * The npm package `binance` as it comes, with another address: a market order over the WebSocket API, and what the user's own
 * stream tells of it. Usage:
 *
 *   API_KEY=… SECRET_KEY=… node examples/06-binance-client.mjs [ADDRESS]
 */
import { MainClient, WebsocketAPIClient } from 'binance';

const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const keys = { api_key: process.env.API_KEY, api_secret: process.env.SECRET_KEY };
const quiet = { trace() {}, info() {}, error: console.error };

const rest = new MainClient({ ...keys, baseUrl: address });
const { balances } = await rest.getAccountInformation();
const held = balances.filter(({ free }) => Number(free) > 0);
console.log(`holds ${held.map(({ asset, free }) => `${free} ${asset}`).join(', ')}`);

const api = new WebsocketAPIClient(
  { ...keys, wsUrl: address.replace('http', 'ws'), attachEventListeners: false },
  quiet,
);
const sockets = api.getWSClient();
const filled = new Promise((resolve) => {
  sockets.on('message', (message) => {
    const event = message.event ?? message;
    if (event.e === 'executionReport' && event.X === 'FILLED') resolve(event);
  });
});
await api.subscribeUserDataStream('mainWSAPI');
await api.submitNewSpotOrder({
  symbol: 'BTCUSDT',
  side: 'BUY',
  type: 'MARKET',
  quoteOrderQty: '100',
  timestamp: Date.now(),
});
const { z, Z, i } = await filled;
console.log(`order ${i} FILLED: ${z} BTC for ${Z} USDT`);
sockets.closeAll(true);
