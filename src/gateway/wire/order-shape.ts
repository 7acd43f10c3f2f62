/**
 * Which parameters each order type must have and must not have. Nothing here knows what they mean: a missing one is -1102, one
 * too many -1106.
 */
import type { OrderKind } from '../../core/messages/account-event.ts';
import type { Peg, TimeInForce } from '../../core/messages/command.ts';
import type { ParameterReader } from './parameter-reader.ts';

/** What was sent, readable as far as one text alone can tell. */
export interface OrderTexts {
  readonly timeInForce: TimeInForce | undefined;
  readonly quantity: string | undefined;
  readonly quoteOrderQty: string | undefined;
  readonly price: string | undefined;
  readonly stopPrice: string | undefined;
  readonly trailingDelta: number | undefined;
  readonly icebergQty: string | undefined;
  readonly pegPriceType: Peg['to'] | undefined;
  readonly pegOffsetType: 'levels' | undefined;
  readonly pegOffsetValue: number | undefined;
}

const nothing = /^[0.]+$/;

/**
 * How much of an order is to show, undefined where all of it does: an iceberg order is one with more than nothing to show (FILTERS,
 * MAX_NUM_ICEBERG_ORDERS), and clients send nothing as zero, too. So a zero counts as not sent, with whatever order.
 */
export function shownPart(icebergQty: string | undefined): string | undefined {
  return icebergQty === undefined || nothing.test(icebergQty) ? undefined : icebergQty;
}

type Shape = Readonly<Record<'needs' | 'forbids', readonly (keyof OrderTexts)[]>>;

const stopMarket: Shape = { needs: ['quantity'], forbids: ['quoteOrderQty', 'timeInForce', 'price', 'icebergQty'] };
const stopLimit: Shape = { needs: ['timeInForce', 'quantity', 'price'], forbids: ['quoteOrderQty'] };

const shapes: Record<OrderKind, Shape> = {
  limit: { needs: ['timeInForce', 'quantity', 'price'], forbids: ['quoteOrderQty', 'stopPrice', 'trailingDelta'] },
  limit_maker: {
    needs: ['quantity', 'price'],
    forbids: ['timeInForce', 'quoteOrderQty', 'stopPrice', 'trailingDelta'],
  },
  market: { needs: [], forbids: ['timeInForce', 'price', 'stopPrice', 'trailingDelta', 'icebergQty'] },
  stop_loss: stopMarket,
  stop_loss_limit: stopLimit,
  take_profit: stopMarket,
  take_profit_limit: stopLimit,
};

/** Notes the first fault of an order's shape in the reader. */
export function checkOrderShape(reader: ParameterReader, kind: OrderKind, texts: OrderTexts): void {
  const has = (name: keyof OrderTexts) => texts[name] !== undefined;
  const { needs, forbids } = shapes[kind];
  const isPegged = has('pegPriceType');
  if (isPegged && !needs.includes('price')) reader.fail('peg_not_for_order_type');
  for (const name of needs) if (!has(name) && !(isPegged && name === 'price')) reader.fail('missing_parameter', name);
  if (kind === 'market') {
    if (!has('quantity') && !has('quoteOrderQty')) failWithoutQuantity(reader);
    if (has('quantity') && has('quoteOrderQty')) reader.fail('not_wanted', 'quoteOrderQty');
  }
  const isConditional = shapes[kind] === stopMarket || shapes[kind] === stopLimit;
  if (isConditional && !has('stopPrice') && !has('trailingDelta')) {
    reader.fail('missing_either', 'stopPrice', 'trailingDelta');
  }
  checkPegOffset(reader, has);
  for (const name of forbids) if (has(name)) reader.fail('not_wanted', name);
}

/** A list's orders cannot be by quote quantity. */
function failWithoutQuantity(reader: ParameterReader): void {
  if (reader.takes('quoteOrderQty')) reader.fail('missing_either', 'quantity', 'quoteOrderQty');
  else reader.fail('missing_parameter', 'quantity');
}

/** Type and value of a peg's offset stand together, and only with a peg. */
function checkPegOffset(reader: ParameterReader, has: (name: keyof OrderTexts) => boolean): void {
  const parts = ['pegOffsetType', 'pegOffsetValue'] as const;
  if (!parts.some(has)) return;
  for (const part of parts) if (!has(part)) reader.fail('missing_parameter', part);
  if (!has('pegPriceType')) reader.fail('missing_parameter', 'pegPriceType');
}
