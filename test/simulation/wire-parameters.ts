/** Commands as the texts a client would send: the way back from what the gateway's readers make of parameters. */
import type { Instrument, Instruments } from '../../src/core/instruments/instrument.ts';
import type {
  AmendOrder,
  CancelOrder,
  CancelOrderList,
  CancelReplace,
  OrderTerms,
  PlaceOrder,
  PlaceOrderList,
} from '../../src/core/messages/command.ts';
import { formatAmount, formatPrice, formatQuantity } from '../../src/core/units/convert.ts';
import {
  wireKind,
  wirePeg,
  wirePegOffset,
  wireSelfTradePrevention,
  wireSide,
  wireTimeInForce,
} from '../../src/gateway/wire/enums.ts';

export type Parameters = Readonly<Record<string, string>>;

export function placeParameters(instruments: Instruments, command: PlaceOrder): Parameters {
  return { ...symbolOf(instruments, command), ...orderOf(instruments, command), newOrderRespType: 'FULL' };
}

export function cancelParameters(instruments: Instruments, command: CancelOrder): Parameters {
  return {
    ...symbolOf(instruments, command),
    newClientOrderId: command.cancelId,
    ...(command.orderId === undefined ? {} : { orderId: String(command.orderId) }),
    ...(command.restriction === undefined ? {} : { cancelRestrictions: command.restriction.toUpperCase() }),
  };
}

export function replaceParameters(instruments: Instruments, { cancel, order, mode }: CancelReplace): Parameters {
  return {
    ...placeParameters(instruments, order),
    cancelReplaceMode: mode.toUpperCase(),
    cancelOrderId: String(cancel.orderId),
    cancelNewClientOrderId: cancel.cancelId,
    ...(cancel.restriction === undefined ? {} : { cancelRestrictions: cancel.restriction.toUpperCase() }),
  };
}

export function amendParameters(instruments: Instruments, command: AmendOrder): Parameters {
  return {
    ...symbolOf(instruments, command),
    orderId: String(command.orderId),
    newClientOrderId: command.newClientOrderId,
    newQty: formatQuantity(instrumentOf(instruments, command), command.quantity),
  };
}

export function cancelListParameters(instruments: Instruments, command: CancelOrderList): Parameters {
  return {
    ...symbolOf(instruments, command),
    orderListId: String(command.orderListId),
    newClientOrderId: command.cancelId,
  };
}

/** Of a pair the leg with the higher price is the one above: of a sell the profit, of a buy the stop-loss. */
export function listParameters(instruments: Instruments, command: PlaceOrderList): Parameters {
  const { kind, orders, listClientOrderId } = command;
  const isPaid = kind === 'opo' || kind === 'opoco';
  const legs = orders.map((order) => orderOf(instruments, order));
  const { selfTradePreventionMode } = legs[0] ?? {};
  const common = {
    ...symbolOf(instruments, command),
    listClientOrderId,
    newOrderRespType: 'FULL',
    ...(selfTradePreventionMode === undefined ? {} : { selfTradePreventionMode }),
  };
  if (kind === 'oto' || kind === 'opo') {
    return { ...common, ...prefixed('working', legs[0]), ...prefixed('pending', legs[1], isPaid ? ['quantity'] : []) };
  }
  const [stop, other] = legs.slice(-2);
  const [above, below] = orders.at(-1)?.side === 'sell' ? [other, stop] : [stop, other];
  const shared = ['side', 'quantity'];
  if (kind === 'oco') {
    const { side = '', quantity = '' } = stop ?? {};
    return { ...common, side, quantity, ...prefixed('above', above, shared), ...prefixed('below', below, shared) };
  }
  const { side = '', quantity = '' } = stop ?? {};
  return {
    ...common,
    ...prefixed('working', legs[0]),
    pendingSide: side,
    ...(isPaid ? {} : { pendingQuantity: quantity }),
    ...prefixed('pendingAbove', above, shared),
    ...prefixed('pendingBelow', below, shared),
  };
}

/** An order's parameters but for what its list has in common. */
function prefixed(prefix: string, leg: Parameters | undefined, without: readonly string[] = []): Parameters {
  const own: Record<string, string> = {};
  for (const [name, value] of Object.entries(leg ?? {})) {
    if (name === 'selfTradePreventionMode' || without.includes(name)) continue;
    const bare = name === 'newClientOrderId' ? 'clientOrderId' : name;
    own[`${prefix}${bare.charAt(0).toUpperCase()}${bare.slice(1)}`] = value;
  }
  return own;
}

function orderOf(instruments: Instruments, command: PlaceOrder): Parameters {
  const { selfTradePrevention, strategyId, terms } = command;
  return {
    side: wireSide[command.side],
    newClientOrderId: command.clientOrderId,
    ...(strategyId === undefined ? {} : { strategyId: String(strategyId) }),
    ...(selfTradePrevention === undefined
      ? {}
      : { selfTradePreventionMode: wireSelfTradePrevention[selfTradePrevention] }),
    ...termsOf(instruments, instrumentOf(instruments, command), terms),
  };
}

function termsOf(instruments: Instruments, instrument: Instrument, terms: OrderTerms): Parameters {
  const found: Record<string, string> = { type: terms.kind === 'market_quote' ? 'MARKET' : wireKind[terms.kind] };
  if (terms.kind === 'market_quote') {
    found['quoteOrderQty'] = formatAmount(terms.quoteAmount, instruments.assets[instrument.quote]?.decimals ?? 8);
    return found;
  }
  found['quantity'] = formatQuantity(instrument, terms.quantity);
  if ('timeInForce' in terms) found['timeInForce'] = wireTimeInForce[terms.timeInForce];
  if ('trigger' in terms) {
    const { stopPrice, trailingDelta } = terms.trigger;
    if (stopPrice !== undefined) found['stopPrice'] = formatPrice(instrument, stopPrice);
    if (trailingDelta !== undefined) found['trailingDelta'] = String(trailingDelta);
  }
  if (!('price' in terms)) return found;
  if (terms.price !== 0) found['price'] = formatPrice(instrument, terms.price);
  if (terms.icebergQuantity !== undefined) found['icebergQty'] = formatQuantity(instrument, terms.icebergQuantity);
  if (terms.peg === undefined) return found;
  found['pegPriceType'] = wirePeg[terms.peg.to];
  if (terms.peg.levels === undefined) return found;
  found['pegOffsetType'] = wirePegOffset;
  found['pegOffsetValue'] = String(terms.peg.levels);
  return found;
}

function symbolOf(instruments: Instruments, command: { readonly symbol: number }): Parameters {
  return { symbol: instrumentOf(instruments, command).name };
}

function instrumentOf({ symbols }: Instruments, { symbol }: { readonly symbol: number }): Instrument {
  const instrument = symbols[symbol];
  if (instrument === undefined) throw new RangeError(`symbol ${symbol} does not exist`);
  return instrument;
}
