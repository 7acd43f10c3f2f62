/** Commands about single orders as bytes: part of the layout of command-codec.ts. */
import { unreachable } from '../core/assert.ts';
import { selfTradePreventions } from '../core/instruments/definition.ts';
import type {
  AmendOrder,
  CancelOrder,
  CancelOrderList,
  CancelReplace,
  OrderListKind,
  OrderTerms,
  Peg,
  PlaceOrder,
  PlaceOrderList,
  TimeInForce,
  Trigger,
} from '../core/messages/command.ts';
import type { AccountId, Amount, OrderId, OrderListId, Price, Quantity, SymbolIndex } from '../core/units/brand.ts';
import {
  decodeChoice,
  decodeOptional,
  decodeOptionalText,
  encodeChoice,
  encodeOptional,
  encodeOptionalText,
  type FieldReader,
  type FieldWriter,
  given,
  pick,
} from './field-codec.ts';

/** Position in a list is the code on disk: append only. */
const orderKinds = [
  'limit',
  'limit_maker',
  'market',
  'market_quote',
  'stop_loss',
  'stop_loss_limit',
  'take_profit',
  'take_profit_limit',
] as const satisfies readonly OrderTerms['kind'][];
const timesInForce = ['gtc', 'ioc', 'fok'] as const satisfies readonly TimeInForce[];
const sides = ['buy', 'sell'] as const;
const pegSides = ['primary', 'market'] as const satisfies readonly Peg['to'][];
const replaceModes = ['stop_on_failure', 'allow_failure'] as const;
const restrictions = ['only_new', 'only_partially_filled'] as const;

/** The same. */
const listKinds = ['oco', 'oto', 'otoco', 'opo', 'opoco'] as const satisfies readonly OrderListKind[];

export type SingleOrderCommand =
  | PlaceOrder
  | CancelOrder
  | CancelReplace
  | AmendOrder
  | PlaceOrderList
  | CancelOrderList;

export function encodeOrderCommand(out: FieldWriter, command: SingleOrderCommand): void {
  switch (command.type) {
    case 'place_order':
      out.number(command.account);
      out.number(command.symbol);
      out.u8(sides.indexOf(command.side));
      encodeTerms(out, command.terms);
      out.text(command.clientOrderId);
      encodeChoice(out, selfTradePreventions, command.selfTradePrevention);
      encodeOptional(out, command.strategyId);
      encodeOptional(out, command.strategyType);
      return;
    case 'cancel_order':
      out.number(command.account);
      out.number(command.symbol);
      encodeOptional(out, command.orderId);
      encodeOptionalText(out, command.clientOrderId);
      out.text(command.cancelId);
      encodeChoice(out, restrictions, command.restriction);
      return;
    case 'cancel_replace':
      encodeOrderCommand(out, command.cancel);
      encodeOrderCommand(out, command.order);
      out.u8(replaceModes.indexOf(command.mode));
      return;
    case 'amend_order':
      out.number(command.account);
      out.number(command.symbol);
      encodeOptional(out, command.orderId);
      encodeOptionalText(out, command.clientOrderId);
      out.text(command.newClientOrderId);
      out.number(command.quantity);
      return;
    case 'place_order_list':
      out.number(command.account);
      out.number(command.symbol);
      out.u8(listKinds.indexOf(command.kind));
      out.text(command.listClientOrderId);
      out.u8(command.orders.length);
      for (const order of command.orders) encodeOrderCommand(out, order);
      return;
    case 'cancel_order_list':
      out.number(command.account);
      out.number(command.symbol);
      encodeOptional(out, command.orderListId);
      encodeOptionalText(out, command.listClientOrderId);
      out.text(command.cancelId);
      return;
    default:
      unreachable(command);
  }
}

export function decodeOrderCommand(input: FieldReader, type: SingleOrderCommand['type']): SingleOrderCommand {
  switch (type) {
    case 'place_order':
      return decodePlaceOrder(input);
    case 'cancel_order':
      return decodeCancelOrder(input);
    case 'cancel_replace':
      return {
        type,
        cancel: decodeCancelOrder(input),
        order: decodePlaceOrder(input),
        mode: pick(replaceModes, input.u8(), 'cancel-replace mode'),
      };
    case 'amend_order':
      return {
        type,
        account: input.number() as AccountId,
        symbol: input.whole() as SymbolIndex,
        ...given('orderId', decodeOptional(input) as OrderId | undefined),
        ...given('clientOrderId', decodeOptionalText(input)),
        newClientOrderId: input.text(),
        quantity: input.number() as Quantity,
      };
    case 'place_order_list':
      return {
        type,
        account: input.number() as AccountId,
        symbol: input.whole() as SymbolIndex,
        kind: pick(listKinds, input.u8(), 'order list kind'),
        listClientOrderId: input.text(),
        orders: Array.from({ length: input.u8() }, () => decodePlaceOrder(input)),
      };
    case 'cancel_order_list':
      return {
        type,
        account: input.number() as AccountId,
        symbol: input.whole() as SymbolIndex,
        ...given('orderListId', decodeOptional(input) as OrderListId | undefined),
        ...given('listClientOrderId', decodeOptionalText(input)),
        cancelId: input.text(),
      };
    default:
      return unreachable(type);
  }
}

/** Ordinary orders have none of the last three, and are not put together from pieces. */
function decodePlaceOrder(input: FieldReader): PlaceOrder {
  const order: PlaceOrder = {
    type: 'place_order',
    account: input.number() as AccountId,
    symbol: input.whole() as SymbolIndex,
    side: pick(sides, input.u8(), 'side'),
    terms: decodeTerms(input),
    clientOrderId: input.text(),
  };
  const selfTradePrevention = decodeChoice(input, selfTradePreventions, 'self-trade prevention');
  const strategyId = decodeOptional(input);
  const strategyType = decodeOptional(input);
  if (selfTradePrevention === undefined && strategyId === undefined && strategyType === undefined) return order;
  return {
    ...order,
    ...given('selfTradePrevention', selfTradePrevention),
    ...given('strategyId', strategyId),
    ...given('strategyType', strategyType),
  };
}

/** By one id, which is how nearly all are cancelled, not put together from pieces either. */
function decodeCancelOrder(input: FieldReader): CancelOrder {
  const type = 'cancel_order';
  const account = input.number() as AccountId;
  const symbol = input.whole() as SymbolIndex;
  const orderId = decodeOptional(input) as OrderId | undefined;
  const clientOrderId = decodeOptionalText(input);
  const cancelId = input.text();
  const restriction = decodeChoice(input, restrictions, 'cancel restriction');
  if (restriction === undefined && orderId === undefined && clientOrderId !== undefined) {
    return { type, account, symbol, clientOrderId, cancelId };
  }
  if (restriction === undefined && orderId !== undefined && clientOrderId === undefined) {
    return { type, account, symbol, orderId, cancelId };
  }
  return {
    type,
    account,
    symbol,
    ...given('orderId', orderId),
    ...given('clientOrderId', clientOrderId),
    cancelId,
    ...given('restriction', restriction),
  };
}

function encodeTerms(out: FieldWriter, terms: OrderTerms): void {
  out.u8(orderKinds.indexOf(terms.kind));
  switch (terms.kind) {
    case 'limit':
      out.u8(timesInForce.indexOf(terms.timeInForce));
      out.number(terms.price);
      out.number(terms.quantity);
      encodeOptional(out, terms.icebergQuantity);
      encodePeg(out, terms.peg);
      return;
    case 'limit_maker':
      out.number(terms.price);
      out.number(terms.quantity);
      encodeOptional(out, terms.icebergQuantity);
      encodePeg(out, terms.peg);
      return;
    case 'market':
      out.number(terms.quantity);
      return;
    case 'market_quote':
      out.bigint(terms.quoteAmount);
      return;
    case 'stop_loss':
    case 'take_profit':
      encodeTrigger(out, terms.trigger);
      out.number(terms.quantity);
      return;
    case 'stop_loss_limit':
    case 'take_profit_limit':
      encodeTrigger(out, terms.trigger);
      out.u8(timesInForce.indexOf(terms.timeInForce));
      out.number(terms.price);
      out.number(terms.quantity);
      encodeOptional(out, terms.icebergQuantity);
      encodePeg(out, terms.peg);
      return;
    default:
      unreachable(terms);
  }
}

/** 0 for what is not given: neither can be zero. */
function encodeTrigger(out: FieldWriter, { stopPrice, trailingDelta }: Trigger): void {
  out.number(stopPrice ?? 0);
  out.number(trailingDelta ?? 0);
}

function decodeTrigger(input: FieldReader): Trigger {
  const stopPrice = input.whole();
  const trailingDelta = input.whole();
  return {
    ...(stopPrice === 0 ? {} : { stopPrice: stopPrice as Price }),
    ...(trailingDelta === 0 ? {} : { trailingDelta }),
  };
}

function decodeTerms(input: FieldReader): OrderTerms {
  const kind = pick(orderKinds, input.u8(), 'order kind');
  switch (kind) {
    case 'limit':
      return decodeLimit(input);
    case 'limit_maker':
      return {
        kind,
        price: input.whole() as Price,
        quantity: input.number() as Quantity,
        ...decodeShowing(input),
        ...given('peg', decodePeg(input)),
      };
    case 'market':
      return { kind, quantity: input.number() as Quantity };
    case 'market_quote':
      return { kind, quoteAmount: input.bigint() as Amount };
    case 'stop_loss':
    case 'take_profit':
      return { kind, trigger: decodeTrigger(input), quantity: input.number() as Quantity };
    case 'stop_loss_limit':
    case 'take_profit_limit':
      return {
        kind,
        trigger: decodeTrigger(input),
        timeInForce: pick(timesInForce, input.u8(), 'time in force'),
        price: input.whole() as Price,
        quantity: input.number() as Quantity,
        ...decodeShowing(input),
        ...given('peg', decodePeg(input)),
      };
    default:
      return unreachable(kind);
  }
}

function decodeLimit(input: FieldReader): OrderTerms {
  const kind = 'limit';
  const timeInForce = pick(timesInForce, input.u8(), 'time in force');
  const price = input.whole() as Price;
  const quantity = input.number() as Quantity;
  const icebergQuantity = decodeOptional(input) as Quantity | undefined;
  const peg = decodePeg(input);
  if (icebergQuantity === undefined && peg === undefined) return { kind, timeInForce, price, quantity };
  return { kind, timeInForce, price, quantity, ...given('icebergQuantity', icebergQuantity), ...given('peg', peg) };
}

function encodePeg(out: FieldWriter, peg: Peg | undefined): void {
  encodeChoice(out, pegSides, peg?.to);
  if (peg !== undefined) encodeOptional(out, peg.levels);
}

function decodePeg(input: FieldReader): Peg | undefined {
  const to = decodeChoice(input, pegSides, 'peg');
  return to === undefined ? undefined : { to, ...given('levels', decodeOptional(input)) };
}

function decodeShowing(input: FieldReader): { readonly icebergQuantity?: Quantity } {
  return given('icebergQuantity', decodeOptional(input) as Quantity | undefined);
}
