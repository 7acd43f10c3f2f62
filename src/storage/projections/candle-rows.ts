/** Finished candles. The same candle written twice is the same row. */
import type { Pool, PoolClient } from 'pg';
import type { CandleRow } from '../../journal/projections/candle-row.ts';
import { columnsOf, type PlainValue, plainArray } from '../array-literal.ts';

/** The event loop is free between two pages. */
const pageRows = 4_000;

export async function upsertCandles(db: Pool | PoolClient, floorId: number, all: readonly CandleRow[]): Promise<void> {
  for (let from = 0; from < all.length; from += pageRows)
    await upsertPage(db, floorId, all.slice(from, from + pageRows));
}

async function upsertPage(db: Pool | PoolClient, floorId: number, rows: readonly CandleRow[]): Promise<void> {
  const column = (read: (row: CandleRow) => PlainValue) => plainArray(rows, read);
  await db.query({
    name: 'upsert_candles',
    text: `INSERT INTO kline (floor_id, symbol, interval, open_time_us, open, high, low, close, volume, quote_volume, trades,
        taker_buy_volume, taker_buy_quote_volume, first_trade_id, last_trade_id)
      SELECT $1::int, ${columnsOf(`int text bigint bigint bigint bigint bigint bigint numeric bigint bigint numeric bigint bigint`)}
      ON CONFLICT (floor_id, symbol, interval, open_time_us) DO UPDATE
        SET open = excluded.open, high = excluded.high, low = excluded.low, close = excluded.close,
            volume = excluded.volume, quote_volume = excluded.quote_volume, trades = excluded.trades,
            taker_buy_volume = excluded.taker_buy_volume, taker_buy_quote_volume = excluded.taker_buy_quote_volume,
            first_trade_id = excluded.first_trade_id, last_trade_id = excluded.last_trade_id`,
    values: [
      floorId,
      column((row) => row.symbol),
      column((row) => row.interval),
      column((row) => row.openTimeUs),
      column((row) => row.open),
      column((row) => row.high),
      column((row) => row.low),
      column((row) => row.close),
      column((row) => storedVolume(row.volume)),
      column((row) => row.quoteVolume),
      column((row) => row.trades),
      column((row) => storedVolume(row.takerBuyVolume)),
      column((row) => row.takerBuyQuoteVolume),
      column((row) => row.firstTradeId),
      column((row) => row.lastTradeId),
    ],
  });
}

/**
 * A volume is a sum without a bound, and one that a column does not take would stop this floor's snapshots for good: beyond what a double
 * holds exactly it is stored as the largest that one does. A thousand trades of the largest quantity there is make one.
 */
function storedVolume(lots: number): number {
  return Math.min(lots, Number.MAX_SAFE_INTEGER);
}

/** By symbol, so that the primary key leads to the few rows that are old and not past all that are not. */
export async function deleteCandlesBefore(db: Pool, floorId: number, interval: string, timeUs: number): Promise<void> {
  await db.query(
    `DELETE FROM kline WHERE floor_id = $1 AND interval = $2 AND open_time_us < $3 AND symbol IN (
       SELECT generate_series(0, (SELECT max(symbol) FROM kline WHERE floor_id = $1)))`,
    [floorId, interval, timeUs],
  );
}

/**
 * Oldest first per symbol and interval. A busy floor has hundreds of thousands, and a start waits for them: PostgreSQL packs
 * each series into one value, which is read at a tenth of the cost of as many rows.
 */
export async function selectCandles(pool: Pool, floorId: number): Promise<CandleRow[]> {
  const { rows } = await pool.query<{ symbol: number; interval: string; packed: Buffer }>(
    `SELECT symbol, interval, string_agg(
        int8send(open_time_us) || int8send(open) || int8send(high) || int8send(low) || int8send(close) || int8send(volume)
        || int8send(div(quote_volume, ${quoteLimb})::bigint) || int8send(mod(quote_volume, ${quoteLimb})::bigint)
        || int8send(trades) || int8send(taker_buy_volume)
        || int8send(div(taker_buy_quote_volume, ${quoteLimb})::bigint)
        || int8send(mod(taker_buy_quote_volume, ${quoteLimb})::bigint)
        || int8send(first_trade_id) || int8send(last_trade_id), '' ORDER BY open_time_us) AS packed
     FROM kline WHERE floor_id = $1 GROUP BY symbol, interval ORDER BY symbol, interval`,
    [floorId],
  );
  return rows.flatMap(({ symbol, interval, packed }) => unpack(symbol, interval, packed));
}

/** Quote volumes may pass 64 bits and travel in two parts. */
const quoteLimb = 10n ** 18n;
const candleBytes = 14 * 8;

function unpack(symbol: number, interval: string, packed: Buffer): CandleRow[] {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const candles: CandleRow[] = [];
  for (let at = 0; at < packed.length; at += candleBytes) {
    const whole = (field: number) => view.getInt32(at + field * 8) * 4_294_967_296 + view.getUint32(at + field * 8 + 4);
    const quote = (field: number) => BigInt(whole(field)) * quoteLimb + view.getBigInt64(at + field * 8 + 8);
    candles.push({
      symbol,
      interval,
      openTimeUs: whole(0),
      open: whole(1),
      high: whole(2),
      low: whole(3),
      close: whole(4),
      volume: whole(5),
      quoteVolume: quote(6),
      trades: whole(8),
      takerBuyVolume: whole(9),
      takerBuyQuoteVolume: quote(10),
      firstTradeId: whole(12),
      lastTradeId: whole(13),
    });
  }
  return candles;
}
