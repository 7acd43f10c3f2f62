/** Finished candles. The same candle written twice is the same row. */
import type { Pool, PoolClient } from 'pg';
import type { CandleRow } from '../../journal/projections/candle-row.ts';

const pageRows = 20_000;

export async function upsertCandles(db: Pool | PoolClient, floorId: number, all: readonly CandleRow[]): Promise<void> {
  for (let from = 0; from < all.length; from += pageRows)
    await upsertPage(db, floorId, all.slice(from, from + pageRows));
}

async function upsertPage(db: Pool | PoolClient, floorId: number, rows: readonly CandleRow[]): Promise<void> {
  const column = <T>(read: (row: CandleRow) => T): T[] => rows.map(read);
  await db.query({
    name: 'upsert_candles',
    text: `INSERT INTO kline (floor_id, symbol, interval, open_time_us, open, high, low, close, volume, quote_volume, trades,
        taker_buy_volume, taker_buy_quote_volume, first_trade_id, last_trade_id)
      SELECT $1, * FROM unnest($2::int[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
        $9::bigint[], $10::numeric[], $11::bigint[], $12::bigint[], $13::numeric[], $14::bigint[], $15::bigint[])
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
      column((row) => row.volume),
      column((row) => String(row.quoteVolume)),
      column((row) => row.trades),
      column((row) => row.takerBuyVolume),
      column((row) => String(row.takerBuyQuoteVolume)),
      column((row) => row.firstTradeId),
      column((row) => row.lastTradeId),
    ],
  });
}

/** Oldest first per symbol and interval. */
export async function selectCandles(pool: Pool, floorId: number): Promise<CandleRow[]> {
  const { rows } = await pool.query<StoredCandle>(
    `SELECT symbol, interval, open_time_us AS "openTimeUs", open, high, low, close, volume, quote_volume AS "quoteVolume",
       trades, taker_buy_volume AS "takerBuyVolume", taker_buy_quote_volume AS "takerBuyQuoteVolume",
       first_trade_id AS "firstTradeId", last_trade_id AS "lastTradeId"
     FROM kline WHERE floor_id = $1 ORDER BY symbol, interval, open_time_us`,
    [floorId],
  );
  return rows.map((row) => ({
    ...row,
    quoteVolume: BigInt(row.quoteVolume),
    takerBuyQuoteVolume: BigInt(row.takerBuyQuoteVolume),
  }));
}

type StoredCandle = { readonly [K in keyof CandleRow]: CandleRow[K] extends bigint ? string : CandleRow[K] };
