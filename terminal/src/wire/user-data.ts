/** Account events of the WebSocket API (`userDataStream.subscribe`), in the single letters of the wire. */
import type { WireOrder } from './rest.ts';

export interface ExecutionReport {
  readonly e: 'executionReport';
  readonly E: number;
  readonly s: string;
  /** Client order id; on a cancel the cancel's own, and then `C` holds the order's; on an amend `C` holds the one before. */
  readonly c: string;
  readonly C: string;
  readonly S: 'BUY' | 'SELL';
  readonly o: string;
  readonly f: string;
  readonly q: string;
  readonly p: string;
  /** Stop price, zero for none; trailing delta in basis points; since when it works, absent while it waits. */
  readonly P: string;
  readonly d?: number;
  readonly W?: number;
  /** Quantity that self-trade prevention kept from trading, in all and in this one match. */
  readonly A?: string;
  readonly B?: string;
  /** Of a pegged order: what it follows, and what it took from the book. */
  readonly gP?: string;
  readonly gp?: string;
  /** Iceberg quantity, self-trade prevention, strategy's id and type. */
  readonly F?: string;
  readonly V?: string;
  readonly j?: number;
  readonly J?: number;
  readonly x: 'NEW' | 'CANCELED' | 'REPLACED' | 'REJECTED' | 'TRADE' | 'EXPIRED' | 'TRADE_PREVENTION';
  readonly X: string;
  readonly i: number;
  /** Of the list it belongs to, else -1. */
  readonly g: number;
  /** Last executed quantity, price and quote amount; commission and its asset; trade id. */
  readonly l: string;
  readonly L: string;
  readonly Y: string;
  readonly n: string;
  readonly N: string | null;
  readonly t: number;
  readonly m: boolean;
  readonly z: string;
  readonly Z: string;
  readonly O: number;
  readonly T: number;
}

export interface AccountPosition {
  readonly e: 'outboundAccountPosition';
  readonly E: number;
  /** Time of the last change. */
  readonly u: number;
  readonly B: readonly { readonly a: string; readonly f: string; readonly l: string }[];
}

export type UserEvent = ExecutionReport | AccountPosition;

/** The event inside a frame's `event` field, when it is one the terminal shows. */
export function readUserEvent(value: unknown): UserEvent | undefined {
  if (typeof value !== 'object' || value === null || !('e' in value)) return undefined;
  if (value.e === 'executionReport' || value.e === 'outboundAccountPosition') return value as UserEvent;
  return undefined;
}

/** The order a report describes, in the shape the REST API gives it. */
export function orderOfReport(report: ExecutionReport): WireOrder {
  return {
    symbol: report.s,
    orderId: report.i,
    clientOrderId: report.C === '' || report.x === 'REPLACED' ? report.c : report.C,
    price: report.p,
    ...(report.gp === undefined ? {} : { peggedPrice: report.gp }),
    origQty: report.q,
    executedQty: report.z,
    cummulativeQuoteQty: report.Z,
    status: report.X,
    timeInForce: report.f,
    type: report.o,
    side: report.S,
    stopPrice: report.P,
    ...(report.d === undefined ? {} : { trailingDelta: report.d }),
    isWorking: report.W !== undefined,
    orderListId: report.g,
    ...(report.A === undefined ? {} : { preventedQuantity: report.A }),
    ...(report.V === undefined ? {} : { selfTradePreventionMode: report.V }),
    ...(report.F === undefined ? {} : { icebergQty: report.F }),
    ...(report.gP === undefined ? {} : { pegPriceType: report.gP }),
    ...(report.j === undefined ? {} : { strategyId: report.j }),
    ...(report.J === undefined ? {} : { strategyType: report.J }),
    time: report.O,
    updateTime: report.T,
  };
}
