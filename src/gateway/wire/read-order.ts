/**
 * From the parameters of an order to the command for the core. What can be said from the text alone is said here
 * (missing, malformed, too precise, off the grid, unsupported); filters, balance and book are the core's.
 */
import type { SelfTradePrevention } from '../../core/instruments/definition.ts';
import type { Instrument, Instruments } from '../../core/instruments/instrument.ts';
import { pegLevelsMax } from '../../core/matching/peg.ts';
import type { OrderKind } from '../../core/messages/account-event.ts';
import type { OrderTerms, Peg, PlaceOrder, Side, TimeInForce, Trigger } from '../../core/messages/command.ts';
import type { AccountId, Price } from '../../core/units/brand.ts';
import { freshClientOrderId } from './client-order-id.ts';
import {
  reversed,
  wireKind,
  wirePeg,
  wirePegOffset,
  wireSelfTradePrevention,
  wireSide,
  wireTimeInForce,
} from './enums.ts';
import { checkOrderShape, type OrderTexts, shownPart } from './order-shape.ts';
import { accept, type Outcome, refuse } from './outcome.ts';
import { intMax, legalClientOrderId, legalDecimal, type ParameterReader } from './parameter-reader.ts';
import { readAmount, readPrice, readQuantity } from './read-units.ts';

export type ResponseType = 'ACK' | 'RESULT' | 'FULL';

export interface OrderWish {
  readonly command: PlaceOrder;
  readonly responseType: ResponseType;
}

/** Names that `readPlaceOrder` reads. */
export const placeOrderNames = [
  'symbol',
  'side',
  'type',
  'timeInForce',
  'quantity',
  'quoteOrderQty',
  'price',
  'newClientOrderId',
  'strategyId',
  'strategyType',
  'stopPrice',
  'trailingDelta',
  'icebergQty',
  'newOrderRespType',
  'selfTradePreventionMode',
  'pegPriceType',
  'pegOffsetValue',
  'pegOffsetType',
] as const;

const kinds: ReadonlyMap<string, OrderKind> = reversed(wireKind);
const sides: ReadonlyMap<string, Side> = reversed(wireSide);
const timesInForce: ReadonlyMap<string, TimeInForce> = reversed(wireTimeInForce);
const pegs: ReadonlyMap<string, Peg['to']> = reversed(wirePeg);
const pegOffsets: ReadonlyMap<string, 'levels'> = new Map([[wirePegOffset, 'levels']]);
export const responseTypes: ReadonlyMap<string, ResponseType> = new Map([
  ['ACK', 'ACK'],
  ['RESULT', 'RESULT'],
  ['FULL', 'FULL'],
]);
const preventions: ReadonlyMap<string, SelfTradePrevention> = reversed(wireSelfTradePrevention);

const strategyTypeMin = 1_000_000;

/** Reads all of an order's parameters; `reader.finish` is called here. Refusals: -1013, -1100 to -1134, -1210, -1211, -2010. */
export function readPlaceOrder(
  reader: ParameterReader,
  instruments: Instruments,
  account: AccountId,
): Outcome<OrderWish> {
  const instrument = reader.symbol(instruments);
  const side = reader.requiredChoice('side', sides, 'invalid_side');
  const kind = reader.requiredChoice('type', kinds, 'invalid_order_type');
  const texts = readTexts(reader);
  const clientOrderId = reader.text('newClientOrderId', legalClientOrderId) ?? freshClientOrderId();
  const strategyId = reader.integer('strategyId');
  const strategyType = reader.integer('strategyType', intMax);
  const responseType = reader.choice('newOrderRespType', responseTypes, 'invalid_parameter');
  const prevention = reader.choice('selfTradePreventionMode', preventions, 'invalid_parameter');
  if (strategyType !== undefined && strategyType < strategyTypeMin) reader.fail('invalid_strategy_type');
  if (kind !== undefined) checkOrderShape(reader, kind, texts);

  const read = reader.finish(undefined);
  if (!read.ok) return read;
  if (instrument === undefined || side === undefined || kind === undefined) return refuse('malformed_request');
  const terms = readTerms(reader, instruments, instrument, kind, texts);
  if (!terms.ok) return terms;
  const command: PlaceOrder = {
    type: 'place_order',
    account,
    symbol: instrument.index,
    side,
    terms: terms.value,
    clientOrderId,
    ...(prevention === undefined ? {} : { selfTradePrevention: prevention }),
    ...(strategyId === undefined ? {} : { strategyId }),
    ...(strategyType === undefined ? {} : { strategyType }),
  };
  return accept({ command, responseType: responseType ?? (kind === 'limit' || kind === 'market' ? 'FULL' : 'ACK') });
}

function readTexts(reader: ParameterReader): OrderTexts {
  const texts = {
    timeInForce: reader.choice('timeInForce', timesInForce, 'invalid_time_in_force'),
    quantity: reader.text('quantity', legalDecimal),
    quoteOrderQty: reader.text('quoteOrderQty', legalDecimal),
    price: reader.text('price', legalDecimal),
    stopPrice: reader.text('stopPrice', legalDecimal),
    trailingDelta: reader.integer('trailingDelta'),
    icebergQty: shownPart(reader.text('icebergQty', legalDecimal)),
    pegPriceType: reader.choice('pegPriceType', pegs, 'invalid_peg_price_type'),
    pegOffsetType: reader.choice('pegOffsetType', pegOffsets, 'invalid_peg_offset_type'),
    pegOffsetValue: reader.integer('pegOffsetValue'),
  };
  if ((texts.pegOffsetValue ?? 0) > pegLevelsMax) reader.fail('peg_level_out_of_range');
  return texts;
}

function readTerms(
  reader: ParameterReader,
  instruments: Instruments,
  instrument: Instrument,
  kind: OrderKind,
  texts: OrderTexts,
): Outcome<OrderTerms> {
  if (kind === 'market' && texts.quantity === undefined) {
    const decimals = instruments.assets[instrument.quote]?.decimals ?? 8;
    const amount = readAmount(decimals, 'quoteOrderQty', texts.quoteOrderQty ?? '');
    return amount.ok ? accept({ kind: 'market_quote', quoteAmount: amount.value }) : amount;
  }
  const quantity = readQuantity(instrument, reader.spelling('quantity'), texts.quantity ?? '');
  const price =
    texts.price === undefined ? accept(0 as Price) : readPrice(instrument, reader.spelling('price'), texts.price);
  if (!price.ok) return price;
  const trigger = readTrigger(reader, instrument, texts);
  if (!trigger.ok) return trigger;
  if (!quantity.ok) return quantity;
  const common = { quantity: quantity.value };
  const iceberg =
    texts.icebergQty === undefined
      ? undefined
      : readQuantity(instrument, reader.spelling('icebergQty'), texts.icebergQty);
  if (iceberg?.ok === false) return iceberg;
  const showing = {
    ...common,
    ...(iceberg === undefined ? {} : { icebergQuantity: iceberg.value }),
    ...readPeg(texts),
  };
  const timeInForce = texts.timeInForce ?? 'gtc';
  switch (kind) {
    case 'market':
      return accept({ kind, ...common });
    case 'limit_maker':
      return accept({ kind, price: price.value, ...showing });
    case 'limit':
      return accept({ kind, timeInForce, price: price.value, ...showing });
    case 'stop_loss':
    case 'take_profit':
      return accept({ kind, trigger: trigger.value, ...common });
    case 'stop_loss_limit':
    case 'take_profit_limit':
      return accept({ kind, trigger: trigger.value, timeInForce, price: price.value, ...showing });
  }
}

function readPeg({ pegPriceType, pegOffsetValue }: OrderTexts): { readonly peg?: Peg } {
  if (pegPriceType === undefined) return {};
  return { peg: { to: pegPriceType, ...(pegOffsetValue === undefined ? {} : { levels: pegOffsetValue }) } };
}

function readTrigger(
  reader: ParameterReader,
  instrument: Instrument,
  { stopPrice, trailingDelta }: OrderTexts,
): Outcome<Trigger> {
  const delta = trailingDelta === undefined ? {} : { trailingDelta };
  if (trailingDelta === 0 || (trailingDelta ?? 0) > 0xffffffff) return refuse('filter_trailing_delta');
  if (stopPrice === undefined) return accept(delta);
  const price = readPrice(instrument, reader.spelling('stopPrice'), stopPrice);
  return price.ok ? accept({ stopPrice: price.value, ...delta }) : price;
}
