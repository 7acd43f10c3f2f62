/**
 * Events of user data against recorded ones: the same names, the same kinds of value, and in an envelope the same order. Some of the
 * recorded reports are abridged; what they have, ours have. Answers of the WebSocket API were not recorded.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { smallDefinition } from '../../../test/core/small-floor.ts';
import { type Message, SocketFriend } from '../../../test/sockets/socket-friend.ts';
import {
  createTrader,
  type SocketServer,
  startSocketServer,
  type Trader,
} from '../../../test/sockets/socket-server.ts';
import { referenceData } from '../../../test/support/reference-data.ts';
import { shapeOf } from '../../../test/support/value-shape.ts';

const recorded = referenceData('binance-api-payloads/nautilus/spot/user_data_json');
const symbol = 'BTCUSDT';

suite('events of user data are those that were recorded', {
  skip: recorded === undefined && 'no recorded events here',
}, () => {
  let server: SocketServer;
  let friend: SocketFriend;
  let alice: Trader;
  let bob: Trader;

  before(async () => {
    server = await startSocketServer({ limited: false }, smallDefinition);
    alice = await createTrader(server, 'alice', { USDT: '1000000', BTC: '100' });
    bob = await createTrader(server, 'bob', { USDT: '1000000', BTC: '100' });
    friend = await SocketFriend.connect(`${server.url}/ws-api/v3`);
    await friend.ask('userDataStream.subscribe.signature', alice.sign({}));
    const place = async (who: Trader, params: object) => {
      const answer = await friend.ask('order.place', who.sign({ symbol, quantity: '0.1', ...params }));
      assert.equal(answer['status'], 200, JSON.stringify(answer['error']));
    };
    const limit = { type: 'LIMIT', timeInForce: 'GTC', price: '1000' };
    await place(alice, { ...limit, side: 'BUY', newClientOrderId: 'maker' });
    await place(bob, { ...limit, side: 'SELL' });
    await place(alice, { ...limit, side: 'BUY', timeInForce: 'IOC', newClientOrderId: 'nothing' });
    const stop = { ...limit, side: 'SELL', type: 'STOP_LOSS_LIMIT', stopPrice: '950', price: '940' };
    await place(alice, { ...stop, newClientOrderId: 'stop' });
    await friend.ask('order.cancel', alice.sign({ symbol, origClientOrderId: 'stop' }));
    const oco = {
      ...{ symbol, side: 'SELL', quantity: '0.1', aboveType: 'LIMIT_MAKER', abovePrice: '1100' },
      ...{ belowType: 'STOP_LOSS', belowStopPrice: '950' },
    };
    await friend.ask('orderList.place.oco', alice.sign(oco));
    await server.identity.fund(server.desk.name, 'alice', { BTC: '1.5' });
    await friend.hear((message) => eventOf(message)['e'] === 'balanceUpdate');
  });
  after(async () => {
    friend?.close();
    await server?.close();
  });

  const eventOf = (message: Message | undefined) => (message?.['event'] ?? {}) as Message;
  const read = (name: string): Message => JSON.parse(readFileSync(join(recorded ?? '', `${name}.json`), 'utf8'));
  const heard = (fields: Message): Message => {
    const is = (message: Message) => Object.entries(fields).every(([name, value]) => eventOf(message)[name] === value);
    const found = friend.heard.find(is);
    assert.ok(found, `nothing with ${JSON.stringify(fields)}`);
    return found;
  };

  test('events in their envelope have the recorded fields in the recorded order', () => {
    for (const name of [
      'execution_report_wrapped',
      'account_position_wrapped',
      'balance_update_wrapped',
      'list_status_wrapped',
    ]) {
      const theirs = read(name);
      const { e, x } = eventOf(theirs);
      const ours = heard({ e, ...(x === undefined ? {} : { x }) });
      assert.deepEqual(shapeOf(ours), shapeOf(theirs), name);
    }
  });

  test('reports have the fields of every recorded one, of the same kinds', () => {
    const own: Readonly<Record<string, Message>> = {
      execution_report_new: { x: 'NEW', X: 'NEW', o: 'LIMIT', f: 'GTC', S: 'BUY' },
      execution_report_trade: { x: 'TRADE', X: 'FILLED', m: true },
      execution_report_canceled: { x: 'CANCELED', X: 'CANCELED' },
      execution_report_expired: { x: 'EXPIRED', X: 'EXPIRED', f: 'IOC' },
      execution_report_stop_loss: { x: 'NEW', X: 'NEW', o: 'STOP_LOSS_LIMIT', S: 'SELL' },
      account_position: { e: 'outboundAccountPosition' },
      balance_update: { e: 'balanceUpdate' },
    };
    for (const [name, fields] of Object.entries(own)) {
      const theirs = read(name);
      const ours = eventOf(heard(fields));
      const theirNames = Object.keys(theirs);
      const kinds = (event: Message) => theirNames.map((field) => [field, shapeOf(event[field])]);
      assert.deepEqual(kinds(ours), kinds(theirs), name);
    }
  });

  test('what a report says on its kind is what was recorded', () => {
    for (const [name, fields] of [
      ['execution_report_new', { x: 'NEW', c: 'maker' }],
      ['execution_report_trade', { x: 'TRADE', c: 'maker' }],
      ['execution_report_canceled', { x: 'CANCELED', C: 'stop' }],
      ['execution_report_expired', { x: 'EXPIRED', c: 'nothing' }],
    ] as const) {
      const theirs = read(name);
      const ours = eventOf(heard(fields));
      for (const field of ['x', 'X', 'f', 'r', 'w', 'm'].filter((one) => one !== 'f' || name.endsWith('expired'))) {
        assert.equal(ours[field], theirs[field], `${name} ${field}`);
      }
      assert.equal(ours['t'] === -1, theirs['t'] === -1, name);
      assert.equal(ours['N'] === null, theirs['N'] === null, name);
    }
  });
});
