/** The visitor's fills, from REST pages and from execution reports; each once. */
import type { WireFill } from '../wire/rest.ts';
import type { ExecutionReport } from '../wire/user-data.ts';

export type Fills = ReadonlyMap<string, WireFill>;

/** One trade may be both sides of one account, so the order is part of the key. */
function fillKey(fill: WireFill): string {
  return `${fill.symbol}:${fill.id}:${fill.orderId}`;
}

export function withFills(fills: Fills, added: readonly WireFill[]): Fills {
  const next = new Map(fills);
  for (const fill of added) next.set(fillKey(fill), fill);
  return next;
}

/** Undefined unless the report is of a trade. */
export function fillOfReport(report: ExecutionReport): WireFill | undefined {
  if (report.x !== 'TRADE') return undefined;
  return {
    symbol: report.s,
    id: report.t,
    orderId: report.i,
    price: report.L,
    qty: report.l,
    quoteQty: report.Y,
    commission: report.n,
    commissionAsset: report.N ?? '',
    time: report.T,
    isBuyer: report.S === 'BUY',
    isMaker: report.m,
  };
}

/** Newest first. */
export function fillList(fills: Fills): readonly WireFill[] {
  return [...fills.values()].sort((a, b) => b.time - a.time || b.id - a.id);
}
