/** A user's order as it is placed. */
import type { SelfTradePrevention } from '../instruments/definition.ts';
import type { PlaceOrder } from '../messages/command.ts';
import { ordinary, type UncommonFields } from './uncommon-fields.ts';
import { UserOrder } from './user-order.ts';

/** Of an order's plan: whether it waits for something, at how many ticks its hold is counted meanwhile, and its worst price. */
interface Placing {
  readonly waits: boolean;
  readonly holdPrice: number;
  readonly limit: number;
}

export function newUserOrder(
  command: PlaceOrder,
  orderId: number,
  time: number,
  prevention: SelfTradePrevention,
  plan: Placing,
): UserOrder {
  const { terms } = command;
  const peg = 'peg' in terms ? terms.peg : undefined;
  const orderedPrice = 'price' in terms ? terms.price : 0;
  return new UserOrder(
    {
      orderId,
      account: command.account,
      symbol: command.symbol,
      clientOrderId: command.clientOrderId,
      side: command.side === 'buy' ? 0 : 1,
      kind: terms.kind === 'market_quote' ? 'market' : terms.kind,
      timeInForce: 'timeInForce' in terms ? terms.timeInForce : 'gtc',
      price: peg === undefined || plan.waits ? orderedPrice : plan.limit,
      quantity: terms.kind === 'market_quote' ? 0 : terms.quantity,
      selfTradePrevention: prevention,
      status: 'new',
      executed: 0,
      cumulativeQuote: 0,
      createdAt: time,
      updatedAt: time,
    },
    isOrdinary(command, plan) ? ordinary : uncommonOf(command, time, plan),
  );
}

function isOrdinary({ terms, strategyId, strategyType }: PlaceOrder, { waits, holdPrice }: Placing): boolean {
  if (waits || holdPrice !== 0 || strategyId !== undefined || strategyType !== undefined) return false;
  if (terms.kind !== 'limit' && terms.kind !== 'limit_maker') return terms.kind === 'market';
  return terms.peg === undefined && terms.icebergQuantity === undefined;
}

function uncommonOf({ terms, strategyId, strategyType }: PlaceOrder, time: number, plan: Placing): UncommonFields {
  const trigger = 'trigger' in terms ? terms.trigger : undefined;
  const trailingDelta = trigger?.trailingDelta ?? 0;
  return {
    ...ordinary,
    orderedPrice: 'price' in terms ? terms.price : 0,
    peg: 'peg' in terms ? terms.peg : undefined,
    quoteAmount: terms.kind === 'market_quote' ? terms.quoteAmount : 0n,
    icebergQuantity: ('icebergQuantity' in terms ? terms.icebergQuantity : undefined) ?? 0,
    stopPrice: trigger?.stopPrice ?? 0,
    trailingDelta,
    trailingSince: trailingDelta !== 0 && trigger?.stopPrice === undefined ? time : 0,
    holdPrice: plan.holdPrice,
    workingAt: plan.waits ? 0 : time,
    strategyId,
    strategyType,
  };
}
