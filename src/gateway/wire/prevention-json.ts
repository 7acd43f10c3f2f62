/** Prevented matches as JSON text: in the answer to the order that met its own, and in queries. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import type { PreventedMatch } from '../../core/messages/account-event.ts';
import { formatPrice, formatQuantity } from '../../core/units/convert.ts';
import type { PreventedMatchRecord } from '../../journal/history-reader.ts';
import { wireSelfTradePrevention } from './enums.ts';
import { type TimeUnit, wireTime } from './time-unit.ts';

/** -1: of no trade group. */
export function wireTradeGroup(tradeGroup: number): number {
  return tradeGroup === 0 ? -1 : tradeGroup;
}

/** What the answer to a placement says of the own orders it met; nothing when it met none. */
export function preventedFields(instrument: Instrument, matches: readonly PreventedMatch[]): string {
  const [first] = matches;
  if (first === undefined) return '';
  const rows = matches.map(
    (match) =>
      `{"preventedMatchId":${match.preventedMatchId},"makerSymbol":"${instrument.name}",` +
      `"makerOrderId":${match.makerOrderId},"price":"${formatPrice(instrument, match.price)}"` +
      `${preventedQuantities(instrument, match)}}`,
  );
  const group = first.tradeGroup === 0 ? '' : `,"tradeGroupId":${first.tradeGroup}`;
  return `,"preventedMatches":[${rows.join(',')}]${group}`;
}

export function preventedAnswer(
  instrument: Instrument,
  matches: readonly PreventedMatchRecord[],
  unit: TimeUnit,
): string {
  const rows = matches.map(
    (match) =>
      `{"symbol":"${instrument.name}","preventedMatchId":${match.preventedMatchId},` +
      `"takerOrderId":${match.takerOrderId},"makerSymbol":"${instrument.name}","makerOrderId":${match.makerOrderId},` +
      `"tradeGroupId":${wireTradeGroup(match.tradeGroup)},` +
      `"selfTradePreventionMode":"${wireSelfTradePrevention[match.mode]}",` +
      `"price":"${formatPrice(instrument, match.price)}"${preventedQuantities(instrument, match)},` +
      `"transactTime":${wireTime(match.time, unit)}}`,
  );
  return `[${rows.join(',')}]`;
}

/** Of the orders that lost something. */
export function preventedQuantities(
  instrument: Instrument,
  match: Pick<PreventedMatch, 'takerPrevented' | 'makerPrevented'>,
): string {
  const { takerPrevented, makerPrevented } = match;
  const taker = `,"takerPreventedQuantity":"${formatQuantity(instrument, takerPrevented)}"`;
  const maker = `,"makerPreventedQuantity":"${formatQuantity(instrument, makerPrevented)}"`;
  return `${takerPrevented > 0 ? taker : ''}${makerPrevented > 0 ? maker : ''}`;
}
