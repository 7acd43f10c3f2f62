/**
 * Pages of an account's own rows, by id or of a period. Keys are compared and ordered as a whole, (account, symbol, id), though
 * account and symbol are fixed: only the index that begins with the account gives that order. By the id alone the database may
 * take the primary key and pass over everybody's rows on the way, because it expects each account's to be spread evenly.
 *
 * Ids and times grow together (both are given out as the floor's time goes on, which never falls), so the ends of a period are
 * found by halving, over the same index: some twenty look-ups in a million rows, where a filter by time would read all of the
 * account's rows to sort them.
 */
import type { Pool } from 'pg';
import type { HistoryRange } from '../../journal/history-reader.ts';

/** `of`: whose rows; `tieBreak`: where several of them have one id. */
const tables = {
  account_order: { of: ['account', 'symbol'], id: 'order_id', tieBreak: [], time: 'created_at_us' },
  account_trade: { of: ['account', 'symbol'], id: 'trade_id', tieBreak: ['event_id'], time: 'time_us' },
  order_list: { of: ['account'], id: 'order_list_id', tieBreak: [], time: 'created_at_us' },
} as const;

export interface OwnRows {
  readonly table: keyof typeof tables;
  readonly floorId: number;
  /** Account, or account and symbol. */
  readonly owner: readonly number[];
}

/** Oldest first; by id from `fromId`, else by time from `startTime`, else the latest. `columns` as they stand behind SELECT. */
export async function selectPage<Row extends object>(
  pool: Pool,
  columns: string,
  own: OwnRows,
  range: HistoryRange,
): Promise<Row[]> {
  const { fromId, startTime, endTime, limit } = range;
  const isAscending = fromId !== undefined || startTime !== undefined;
  const [start, below] = await Promise.all([
    startTime === undefined ? 0 : firstIdAt(pool, own, startTime),
    endTime === undefined ? idBound : firstIdAt(pool, own, endTime + 1),
  ]);
  const { between, order, parameters, next } = partsOf(own);
  const { rows } = await pool.query<Row>(
    `SELECT ${columns} FROM ${own.table} WHERE ${between(`$${next}`, `$${next + 1}`)}
     ORDER BY ${order(isAscending ? 'ASC' : 'DESC')} LIMIT $${next + 2}`,
    [...parameters, Math.max(fromId ?? 0, start), below, limit],
  );
  return isAscending ? rows : rows.reverse();
}

/** No id is as large. */
const idBound = Number.MAX_SAFE_INTEGER;

/**
 * Between `low` and `high` lies the first id of that time or later: all rows below `low` are earlier, none from `high` on is.
 * Behind the last row when all are earlier; 0 when there is none.
 */
async function firstIdAt(pool: Pool, own: OwnRows, timeUs: number): Promise<number> {
  const { id, time, between, order, parameters, next } = partsOf(own);
  const at = `$${next}::bigint`;
  const rowsFrom = (least: string) => `FROM ${own.table} WHERE ${between(least, `${idBound}`)}`;
  const { rows } = await pool.query<{ readonly found: number }>(
    `WITH RECURSIVE halving(low, high) AS (
       SELECT (SELECT ${id} ${rowsFrom('0')} ORDER BY ${order('ASC')} LIMIT 1),
         (SELECT ${id} ${rowsFrom('0')} ORDER BY ${order('DESC')} LIMIT 1) + 1
       UNION ALL
       SELECT CASE WHEN probe.at < ${at} THEN probe.id + 1 ELSE low END,
         CASE WHEN probe.at < ${at} THEN high ELSE middle END
       FROM halving, LATERAL (SELECT (low + high) / 2 AS middle) AS half,
         LATERAL (SELECT ${id} AS id, ${time} AS at ${rowsFrom('middle')} ORDER BY ${order('ASC')} LIMIT 1) AS probe
       WHERE low < high
     )
     SELECT low AS found FROM halving WHERE low >= high`,
    [...parameters, timeUs],
  );
  return rows[0]?.found ?? 0;
}

/** SQL about an account's own rows; its parameters are the first ones, `next` is the number of the next. */
function partsOf({ table, floorId, owner }: OwnRows) {
  const { of, id, time, tieBreak } = tables[table];
  const key = `(${[...of, id].join(', ')})`;
  const fixed = owner.map((_, index) => `$${index + 2}`).join(', ');
  return {
    id,
    time,
    parameters: [floorId, ...owner],
    next: owner.length + 2,
    /** Ids from `least` to before `bound`. */
    between: (least: string, bound: string) =>
      `floor_id = $1 AND ${key} >= (${fixed}, ${least}) AND ${key} < (${fixed}, ${bound})`,
    order: (direction: 'ASC' | 'DESC') => [...of, id, ...tieBreak].map((column) => `${column} ${direction}`).join(', '),
  };
}
