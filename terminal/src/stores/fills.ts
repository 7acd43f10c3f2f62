/**
 * The visitor's fills, from REST pages and from execution reports; each once. The newest of each symbol are kept: as many as the
 * table shows at most, and enough for the chart's marks, which a busy symbol must not take from a quiet one.
 */
import type { WireFill } from '../wire/rest.ts';
import type { ExecutionReport } from '../wire/user-data.ts';

/** Fills kept of one symbol; the table shows as many over all symbols. */
export const fillsMax = 300;
/** So many more of one symbol may gather before its oldest are looked for. */
const fillsSpare = 100;

export type Fills = ReadonlyMap<string, WireFill>;

/** One trade may be both sides of one account, so the order is part of the key. */
function fillKey(fill: WireFill): string {
  return `${fill.symbol}:${fill.id}:${fill.orderId}`;
}

export function withFills(fills: Fills, added: readonly WireFill[]): Fills {
  const next = new Map(fills);
  for (const fill of added) next.set(fillKey(fill), fill);
  if (next.size > fillsMax + fillsSpare)
    for (const symbol of new Set(added.map((fill) => fill.symbol))) forget(next, symbol);
  return next;
}

function forget(fills: Map<string, WireFill>, symbol: string): void {
  const own = [...fills.values()].filter((fill) => fill.symbol === symbol);
  if (own.length <= fillsMax + fillsSpare) return;
  for (const fill of newestFirst(own).slice(fillsMax)) fills.delete(fillKey(fill));
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
  return newestFirst([...fills.values()]);
}

function newestFirst(fills: WireFill[]): readonly WireFill[] {
  return fills.sort((a, b) => b.time - a.time || b.id - a.id);
}
