/** The recorded history that a replay floor plays, in chunks. */
import type { Pool, PoolClient } from 'pg';

export async function insertReplayChunks(
  client: PoolClient,
  floorId: number,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  let chunkNo = 0;
  for await (const bytes of chunks) {
    await client.query('INSERT INTO replay_chunk (floor_id, chunk_no, bytes) VALUES ($1, $2, $3)', [
      floorId,
      chunkNo++,
      bytes,
    ]);
  }
}

export async function* selectReplayChunks(pool: Pool, floorId: number): AsyncIterable<Uint8Array> {
  for (let chunkNo = 0; ; chunkNo++) {
    const { rows } = await pool.query<{ bytes: Buffer }>(
      'SELECT bytes FROM replay_chunk WHERE floor_id = $1 AND chunk_no = $2',
      [floorId, chunkNo],
    );
    if (rows[0] === undefined) return;
    yield rows[0].bytes;
  }
}
