/** What a database holds of one floor, with the meaning of the real tables: keys, what wins on conflict, what is all or nothing. */
import type { AccountEvent, OrderState } from '../../src/core/messages/account-event.ts';
import type { StoredBatch } from '../../src/journal/batch.ts';
import type { PreventedMatchRecord } from '../../src/journal/history-reader.ts';
import { BatchTaken } from '../../src/journal/journal-errors.ts';
import type { FloorBirth, FloorRecord } from '../../src/journal/journal-store.ts';
import type { CandleRow } from '../../src/journal/projections/candle-row.ts';
import type {
  AmendmentRow,
  EntryRow,
  ListRow,
  OrderRow,
  ProjectionRows,
  TradeRow,
} from '../../src/journal/projections/project-event.ts';
import { type SnapshotRecord, snapshotsKept } from '../../src/journal/snapshot-record.ts';
import { type LedgerLeg, legsOf } from '../support/trade-legs.ts';

export interface WrittenBatch {
  readonly batch: StoredBatch;
  /** The database's clock. */
  readonly writtenUs: number;
}

export class StoredFloor {
  readonly record: FloorRecord;
  readonly createdUs: number;
  /** Batch n at place n - 1. */
  readonly batches: WrittenBatch[] = [];
  snapshots: SnapshotRecord[] = [];
  readonly candles = new Map<string, CandleRow>();
  readonly orders = new Map<string, OrderRow>();
  readonly trades = new Map<number, TradeRow>();
  readonly lists = new Map<number, ListRow>();
  readonly amendments = new Map<number, AmendmentRow>();
  /** By symbol and id: both sides tell of one match, the first to come is kept. */
  readonly preventedMatches = new Map<string, PreventedMatchRecord>();
  readonly entries = new Map<string, EntryRow>();
  projectedEventId: number;
  writerEpoch = 0;

  constructor(floorId: number, birth: FloorBirth, createdUs: number) {
    this.record = { floorId, definition: birth.definition, replayHeader: birth.replay?.header };
    this.createdUs = createdUs;
    this.projectedEventId = birth.firstSnapshot.lastEventId;
    this.saveSnapshot(birth.firstSnapshot);
    this.storeCandles(birth.candles);
  }

  append(batch: StoredBatch, writtenUs: number): void {
    if (batch.batchNo <= this.batches.length)
      throw new BatchTaken(`batch ${batch.batchNo} was written by another writer`);
    if (batch.batchNo > this.batches.length + 1) {
      throw new Error(`batch ${batch.batchNo} leaves a hole behind batch ${this.batches.length}`);
    }
    this.batches.push({ batch: { ...batch, payload: batch.payload.slice() }, writtenUs });
  }

  saveSnapshot(snapshot: SnapshotRecord): void {
    const isSame = (other: SnapshotRecord) => other.sequence === snapshot.sequence && other.timeUs === snapshot.timeUs;
    this.snapshots = [...this.snapshots.filter((other) => !isSame(other)), snapshot]
      .sort((a, b) => b.sequence - a.sequence || b.timeUs - a.timeUs)
      .slice(0, snapshotsKept);
  }

  storeCandles(rows: readonly CandleRow[]): void {
    for (const row of rows) this.candles.set(`${row.symbol} ${row.interval} ${row.openTimeUs}`, row);
  }

  project(rows: ProjectionRows, lastEventId: number): void {
    for (const row of rows.orders) {
      const key = `${row.order.symbol} ${row.order.orderId}`;
      const present = this.orders.get(key);
      if (present === undefined || present.eventId < row.eventId) this.orders.set(key, row);
    }
    for (const row of rows.trades) if (!this.trades.has(row.eventId)) this.trades.set(row.eventId, row);
    for (const row of rows.lists) {
      const present = this.lists.get(row.list.orderListId);
      if (present === undefined || present.eventId < row.eventId) this.lists.set(row.list.orderListId, row);
    }
    for (const row of rows.amendments) if (!this.amendments.has(row.eventId)) this.amendments.set(row.eventId, row);
    for (const row of rows.preventedMatches) {
      const key = `${row.symbol} ${row.preventedMatchId}`;
      if (!this.preventedMatches.has(key)) this.preventedMatches.set(key, row);
    }
    for (const row of rows.entries) {
      const key = `${row.eventId} ${row.leg}`;
      if (!this.entries.has(key)) this.entries.set(key, row);
    }
    this.projectedEventId = Math.max(this.projectedEventId, lastEventId);
  }

  /** Every leg of every movement, those of trades included. */
  ledger(): readonly LedgerLeg[] {
    return [...this.entries.values(), ...[...this.trades.values()].flatMap(legsOf)];
  }

  clearProjections(): void {
    this.orders.clear();
    this.trades.clear();
    this.lists.clear();
    this.amendments.clear();
    this.preventedMatches.clear();
    this.entries.clear();
    this.projectedEventId = 0;
  }

  /** Candles as a start reads them. */
  sortedCandles(): CandleRow[] {
    return [...this.candles.values()].sort(
      (a, b) =>
        a.symbol - b.symbol ||
        (a.interval < b.interval ? -1 : a.interval > b.interval ? 1 : a.openTimeUs - b.openTimeUs),
    );
  }
}

/** An event in a few words: two that differ in anything that counts have different ones. */
export function describeEvent(event: AccountEvent): string {
  const head = `${event.eventId} ${event.type} ${event.account} ${event.time}`;
  switch (event.type) {
    case 'order_filled':
      return `${head} ${describeOrder(event.order)} ${event.fill.tradeId} ${event.fill.price}`;
    case 'order_prevented': {
      const { match, isTaker } = event;
      const { preventedMatchId, mode, takerPrevented, makerPrevented, isTransferred } = match;
      const what = `${preventedMatchId} ${mode} ${takerPrevented} ${makerPrevented} ${isTransferred} ${isTaker}`;
      return `${head} ${describeOrder(event.order)} ${what}`;
    }
    case 'order_canceled':
      return `${head} ${describeOrder(event.order)} ${event.cancelId}`;
    case 'order_amended':
      return `${head} ${describeOrder(event.order)} ${event.previousClientOrderId} ${event.previousQuantity}`;
    case 'order_accepted':
    case 'order_triggered':
    case 'order_entered':
    case 'order_expired':
      return `${head} ${describeOrder(event.order)}`;
    case 'order_rejected':
      return `${head} ${describeOrder(event.order)} ${event.reason}`;
    case 'list_changed': {
      const { orderListId, kind, status, orders } = event.list;
      return `${head} ${orderListId} ${kind} ${status} ${orders.map(({ clientOrderId }) => clientOrderId).join(' ')}`;
    }
    case 'money_moved':
      return `${head} ${event.movementId} ${event.kind} ${event.asset} ${event.amount} ${event.counterparty}`;
    case 'balances_changed':
      return `${head} ${event.balances.map(({ asset, available, held }) => `${asset} ${available} ${held}`).join(' ')}`;
    case 'account_opened':
      return head;
  }
}

function describeOrder(order: OrderState): string {
  const { symbol, orderId, clientOrderId, status, expiryReason, quantity, executed, prevented, peggedPrice } = order;
  return `${symbol}/${orderId} ${clientOrderId} ${status} ${expiryReason} ${quantity} ${executed} ${prevented} ${peggedPrice}`;
}
