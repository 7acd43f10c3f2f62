/**
 * How many unfilled orders each account has counted, from the rows of its orders and trades. A count that falls below zero stands at zero
 * and goes on from there: that is the last sum less the lowest it has been (or zero). Of what happened in one instant of the floor, placing
 * comes before filling.
 */
import type { Pool } from 'pg';
import type { CountedWindows, StoredOrderCounts } from '../../journal/history-reader.ts';
import { selectFloorTimeAt } from '../journal/batch-times.ts';

export async function selectOrderCounts(
  pool: Pool,
  floorId: number,
  windows: CountedWindows,
): Promise<StoredOrderCounts> {
  const [dayFrom, tenSecondsFrom] = await Promise.all(
    [windows.dayFromUs, windows.tenSecondsFromUs].map((wallUs) => selectFloorTimeAt(pool, floorId, wallUs)),
  );
  // One statement, so that rows and position are of one moment.
  const { rows } = await pool.query<CountRow>(
    `WITH happened AS (
       SELECT account, created_at_us AS at, 0 AS kind, order_id AS id, 1 AS change
       FROM account_order WHERE floor_id = $1 AND created_at_us > $2
       UNION ALL
       SELECT account, time_us, 1, event_id, CASE WHEN is_maker THEN -$5::int ELSE -$4::int END
       FROM account_trade AS trade WHERE floor_id = $1 AND time_us > $2 AND NOT EXISTS (
         SELECT FROM account_trade AS earlier
         WHERE earlier.floor_id = $1 AND earlier.symbol = trade.symbol AND earlier.order_id = trade.order_id
           AND earlier.event_id < trade.event_id)
     ), sums AS (
       SELECT account, change, at > $3 AS is_late, sum(change) OVER so_far AS day_sum,
         sum(change) FILTER (WHERE at > $3) OVER so_far AS ten_sum
       FROM happened WINDOW so_far AS (PARTITION BY account ORDER BY at, kind, id ROWS UNBOUNDED PRECEDING)
     ), counts AS (
       SELECT account, sum(change) - least(0, min(day_sum)) AS day,
         coalesce(sum(change) FILTER (WHERE is_late), 0) - least(0, min(ten_sum)) AS ten_seconds
       FROM sums GROUP BY account
     )
     SELECT last_event_id, account, ten_seconds, day FROM projection LEFT JOIN counts ON true WHERE floor_id = $1`,
    [floorId, dayFrom, tenSecondsFrom, windows.takerFill, windows.makerFill],
  );
  return {
    eventId: rows[0]?.last_event_id ?? 0,
    counts: rows.flatMap(({ account, ten_seconds, day }) =>
      account === null ? [] : [{ account, tenSeconds: ten_seconds, day }],
    ),
  };
}

interface CountRow {
  readonly last_event_id: number;
  /** Null when nobody has placed an order. */
  readonly account: number | null;
  readonly ten_seconds: number;
  readonly day: number;
}
