/**
 * The flow `mixed` of the engine benchmarks (../engine/flow.ts) as users send it: new orders under client ids of their own, cancels by
 * order id, replacements in one command. About 5,000 orders rest however long it is.
 */
import type { CancelOrder, Command, PlaceOrder } from '../../src/core/messages/command.ts';
import type { AccountId, OrderId } from '../../src/core/units/brand.ts';
import { accountOf } from '../engine/bench-floor.ts';
import { generateFlow, operation } from '../engine/flow.ts';
import { limitOrder, symbol } from '../engine/limit-order.ts';
import { clientIdOf, firstAccount } from './order-commands.ts';

const seed = 1;

/** For the accounts of `accountCommands()`; so many operations behind those that fill the book. */
export function* mixedCommands(count: number): Iterable<Command> {
  const { records, operations, maxOrderId } = generateFlow('mixed', count, seed);
  const flowOrders = new FlowOrders(maxOrderId);
  for (let at = 0; at < operations * 4; at += 4) {
    const [word = 0, id = 0, price = 0, quantity = 0] = records.subarray(at, at + 4);
    const kind = word & 0xff;
    if (kind === operation.cancel) {
      yield flowOrders.cancel(id, at >> 2);
      continue;
    }
    const cancel = kind === operation.replace ? flowOrders.cancel(id, at >> 2) : undefined;
    const order = flowOrders.place(id, ((word >>> 8) & 1) as 0 | 1, price, quantity, kind === operation.immediate);
    yield cancel === undefined ? order : { type: 'cancel_replace', cancel, order, mode: 'stop_on_failure' };
  }
}

/** The flow keeps a replaced order's number; the exchange counts its orders, none of which it refuses here. */
class FlowOrders {
  readonly #orderIds: Int32Array;
  readonly #accounts: Int32Array;
  #nextOrderId = 1;

  constructor(maxFlowId: number) {
    this.#orderIds = new Int32Array(maxFlowId + 1);
    this.#accounts = new Int32Array(maxFlowId + 1).fill(firstAccount);
  }

  place(id: number, side: 0 | 1, price: number, quantity: number, isImmediate: boolean): PlaceOrder {
    const account = firstAccount + accountOf(id, side);
    const orderId = this.#nextOrderId++;
    this.#orderIds[id] = orderId;
    this.#accounts[id] = account;
    return limitOrder(account, side, price, quantity, clientIdOf(orderId), isImmediate ? 'ioc' : 'gtc');
  }

  cancel(id: number, number: number): CancelOrder {
    return {
      type: 'cancel_order',
      account: this.#accounts[id] as AccountId,
      symbol,
      orderId: this.#orderIds[id] as OrderId,
      cancelId: clientIdOf(number),
    };
  }
}
