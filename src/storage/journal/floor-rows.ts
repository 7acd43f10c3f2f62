/** Floors: who they are, what they replay, who writes them. */
import type { Pool, PoolClient } from 'pg';
import type { FloorDefinition } from '../../core/instruments/definition.ts';
import { FloorExists } from '../../journal/journal-errors.ts';
import type { FloorRecord } from '../../journal/journal-store.ts';

const uniqueViolation = '23505';

/** Rejects with `FloorExists`. */
export async function insertFloor(
  client: PoolClient,
  definition: FloorDefinition,
  replayHeader: string | undefined,
): Promise<number> {
  try {
    const { rows } = await client.query<{ floor_id: number }>(
      `INSERT INTO floor (name, definition, rules_version, replay_header) VALUES ($1, $2, $3, $4) RETURNING floor_id`,
      [definition.name, JSON.stringify(definition), definition.rulesVersion, replayHeader ?? null],
    );
    const floorId = rows[0]?.floor_id;
    if (floorId === undefined) throw new Error('expected the new floor to have an id');
    return floorId;
  } catch (error) {
    if ((error as { code?: string }).code !== uniqueViolation) throw error;
    throw new FloorExists(`a floor named ${definition.name} exists already: choose another name`);
  }
}

export async function selectFloors(pool: Pool): Promise<FloorRecord[]> {
  const { rows } = await pool.query<{ floor_id: number; definition: string; replay_header: string | null }>(
    'SELECT floor_id, definition, replay_header FROM floor ORDER BY floor_id',
  );
  return rows.map((row) => ({
    floorId: row.floor_id,
    definition: JSON.parse(row.definition) as FloorDefinition,
    replayHeader: row.replay_header ?? undefined,
  }));
}

export async function selectWriter(pool: Pool, floorId: number): Promise<string | undefined> {
  const { rows } = await pool.query<{ writer: string | null }>('SELECT writer FROM floor WHERE floor_id = $1', [
    floorId,
  ]);
  return rows[0]?.writer ?? undefined;
}
