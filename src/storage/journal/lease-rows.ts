/** Servers and the leases by which they write floors. All times are the database's, so that servers need not agree on one. */
import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { type FloorLease, goneMs, leaseMs } from '../../journal/floor-lease.ts';

/** One statement on the server's own session; resolves to its rows. */
export type Ask = <Row>(text: string, values: readonly unknown[]) => Promise<Row[]>;

/** First key of the advisory locks by which a server shows that its session lives: "PF" and a number for the purpose. */
export const aliveLockSpace = 0x5046_0001;
const secretBytes = 32;

/** Makes a server known and returns its number, which is never given again. Forgets those not seen for a day. */
export async function insertServer(ask: Ask, name: string): Promise<number> {
  await ask(
    `DELETE FROM server WHERE seen_at < clock_timestamp() - interval '1 day'
       AND server_id NOT IN (SELECT server_id FROM writer_lease)`,
    [],
  );
  const rows = await ask<{ server_id: number }>('INSERT INTO server (name) VALUES ($1) RETURNING server_id', [name]);
  const server = rows[0]?.server_id;
  if (server === undefined) throw new Error('expected the new server to have a number');
  return server;
}

export async function updateAddress(ask: Ask, server: number, address: string): Promise<void> {
  await ask('UPDATE server SET address = $2 WHERE server_id = $1', [server, address]);
}

/**
 * Takes a floor that is free, our own, whose holder is one of `former`, or whose holder is `gone` and was not seen for `goneMs`: it may
 * have come back since that was judged. Raises its epoch. Undefined when somebody else has it. `forever`: until it is given back.
 */
export async function claimLease(
  ask: Ask,
  claim: {
    readonly floorId: number;
    readonly server: number;
    readonly holder: string;
    readonly former: readonly number[];
    readonly gone: number | undefined;
    readonly forever: boolean;
  },
): Promise<number | undefined> {
  const rows = await ask<{ writer_epoch: number }>(
    `WITH lease AS (
       INSERT INTO writer_lease AS held (floor_id, server_id, until)
       VALUES ($1, $2, coalesce(clock_timestamp() + $3::integer * interval '1 millisecond', 'infinity'))
       ON CONFLICT (floor_id) DO UPDATE SET server_id = excluded.server_id, until = excluded.until
         WHERE held.until < clock_timestamp() OR held.server_id = excluded.server_id OR held.server_id = ANY($4::integer[])
           OR (held.server_id = $6::integer AND NOT EXISTS (SELECT FROM server WHERE server_id = held.server_id
             AND seen_at > clock_timestamp() - $7::integer * interval '1 millisecond'))
       RETURNING floor_id)
     UPDATE floor SET writer_epoch = writer_epoch + 1, writer = $5, writer_since = now()
     FROM lease WHERE floor.floor_id = lease.floor_id RETURNING writer_epoch`,
    [claim.floorId, claim.server, claim.forever ? null : leaseMs, claim.former, claim.holder, claim.gone, goneMs],
  );
  return rows[0]?.writer_epoch;
}

/** Makes another server the holder of a floor that `from` holds, if that one's session lives; false when it is not so. */
export async function passLease(ask: Ask, floorId: number, from: number, to: number): Promise<boolean> {
  const rows = await ask(
    `UPDATE writer_lease SET server_id = $3, until = clock_timestamp() + $4::integer * interval '1 millisecond'
     WHERE floor_id = $1 AND server_id = $2 AND EXISTS (SELECT FROM pg_locks
       WHERE locktype = 'advisory' AND classid::bigint = $5 AND objid::bigint = $3::bigint AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
     RETURNING floor_id`,
    [floorId, from, to, leaseMs, aliveLockSpace],
  );
  return rows.length === 1;
}

/** Gives one floor free. Without its row nothing prolongs the lease any more. */
export async function deleteLease(ask: Ask, floorId: number, server: number): Promise<void> {
  await ask('DELETE FROM writer_lease WHERE floor_id = $1 AND server_id = $2', [floorId, server]);
}

/**
 * Prolongs every lease of a server that nobody else has taken. One that was away for a day is not known any more (insertServer): it
 * is made known again as what it was.
 */
export async function renewLeases(
  ask: Ask,
  server: number,
  { name, address }: { readonly name: string; readonly address: string | undefined },
): Promise<void> {
  await ask(
    `WITH seen AS (INSERT INTO server (server_id, name, address) OVERRIDING SYSTEM VALUE VALUES ($1, $3, $4)
       ON CONFLICT (server_id) DO UPDATE SET seen_at = clock_timestamp())
     UPDATE writer_lease SET until = clock_timestamp() + $2::integer * interval '1 millisecond'
     WHERE server_id = $1 AND until <> 'infinity'`,
    [server, leaseMs, name, address],
  );
}

/** Gives the leases of a server back and forgets it. */
export async function leaveServer(ask: Ask, server: number): Promise<void> {
  await ask(
    `WITH gone AS (DELETE FROM server WHERE server_id = $1)
     UPDATE writer_lease SET until = '-infinity' WHERE server_id = $1`,
    [server],
  );
}

export async function selectLeases(ask: Ask): Promise<FloorLease[]> {
  const rows = await ask<LeaseRow>(
    `SELECT floor_id, floor.writer_epoch, coalesce(lease.server_id, 0) AS server_id, server.address,
       coalesce(lease.until < clock_timestamp(), true) AS lapsed,
       EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid::bigint = $1
         AND objid::bigint = lease.server_id AND granted
         AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) AS alive
     FROM floor LEFT JOIN writer_lease lease USING (floor_id) LEFT JOIN server USING (server_id)`,
    [aliveLockSpace],
  );
  return rows.map((row) => ({
    floorId: row.floor_id,
    epoch: row.writer_epoch,
    server: row.server_id,
    address: row.address ?? undefined,
    state: row.lapsed ? 'lapsed' : row.alive ? 'held' : 'abandoned',
  }));
}

/** Whether another server than this one was seen within the last minute. */
export async function selectCompany(ask: Ask, server: number): Promise<boolean> {
  const rows = await ask<{ company: boolean }>(
    `SELECT EXISTS (SELECT FROM server WHERE server_id <> $1
       AND seen_at > clock_timestamp() - interval '1 minute') AS company`,
    [server],
  );
  return rows[0]?.company ?? false;
}

/** The secret that the servers of this database share; made by whoever asks first. */
export async function selectPeerSecret(pool: Pool): Promise<Buffer> {
  await pool.query('INSERT INTO peer_secret (secret) VALUES ($1) ON CONFLICT (only_row) DO NOTHING', [
    randomBytes(secretBytes),
  ]);
  const { rows } = await pool.query<{ secret: Buffer }>('SELECT secret FROM peer_secret');
  if (rows[0] === undefined) throw new Error('expected the servers to have a secret');
  return rows[0].secret;
}

interface LeaseRow {
  readonly floor_id: number;
  readonly writer_epoch: number;
  readonly server_id: number;
  readonly address: string | null;
  readonly lapsed: boolean;
  readonly alive: boolean;
}
