/**
 * What a restore would take away from the people who trade: orders that were acknowledged, or changed, after what a restored copy holds.
 * Counted in the history of orders, which is written in the order of events, so that a copy's history is where the live one was once.
 * Prices and quantities are those of the row: ticks, lots and the smallest units.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OpsProblem } from '../command/problem.ts';
import { askHost, findPrimary, type Place } from './place.ts';
import { askRecovery } from './point-plan.ts';
import { askDatabase } from './restore-plan.ts';

/** How far the history of a copy goes. */
export interface HistoryEnd {
  readonly floor: number;
  readonly lastEventId: number;
  /** Floor time of its newest order, microseconds. */
  readonly lastCreatedUs: number;
}

export interface Loss {
  /** Orders that nobody would know any more. */
  readonly orders: number;
  /** Older ones whose fills, cancels or changes would be undone. */
  readonly changed: number;
  /** One line of JSON for each. */
  readonly lines: readonly string[];
}

export interface LossFile {
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
}

export const historyEndStatement =
  'SELECT floor.floor_id, coalesce(projection.last_event_id, 0), coalesce((SELECT max(created_at_us) FROM paperfloor.account_order ' +
  'WHERE account_order.floor_id = floor.floor_id), 0) FROM paperfloor.floor LEFT JOIN paperfloor.projection USING (floor_id) ORDER BY 1';

export function readHistoryEnds(answer: string): HistoryEnd[] {
  const rows = answer.trim().split('\n');
  return rows
    .filter((row) => row !== '')
    .map((row) => row.split('|').map(Number))
    .map(([floor = 0, lastEventId = 0, lastCreatedUs = 0]) => ({ floor, lastEventId, lastCreatedUs }));
}

/** A line of JSON for each order that the live history has and a history that ends there has not, or has otherwise. */
export function lossStatement(ends: readonly HistoryEnd[]): string {
  const known = ends.map(({ floor, lastEventId, lastCreatedUs }) => `(${floor}, ${lastEventId}, ${lastCreatedUs})`);
  // A floor that the copy does not know is lost as a whole; one that never is keeps the list from being empty.
  return (
    `WITH ends (floor_id, last_event_id, last_created_us) AS (VALUES ${[...known, '(-1, 0, 0)'].join(', ')}) ` +
    "SELECT json_build_object('floor', floor.name, 'orderId', account_order.order_id, 'clientOrderId', account_order.client_order_id, " +
    "'account', account_order.account, 'symbol', account_order.symbol, 'side', account_order.side, 'status', account_order.status, " +
    "'price', account_order.price, 'quantity', account_order.quantity, 'executed', account_order.executed, " +
    "'createdUs', account_order.created_at_us, 'updatedUs', account_order.updated_at_us, " +
    "'isNew', account_order.created_at_us > coalesce(ends.last_created_us, -1)) " +
    'FROM paperfloor.account_order JOIN paperfloor.floor USING (floor_id) LEFT JOIN ends USING (floor_id) ' +
    'WHERE account_order.event_id > coalesce(ends.last_event_id, -1) ORDER BY account_order.floor_id, account_order.order_id'
  );
}

export function readLoss(answer: string): Loss {
  const lines = answer
    .trim()
    .split('\n')
    .filter((line) => line !== '');
  const orders = lines.filter((line) => (JSON.parse(line) as { isNew: boolean }).isNew).length;
  return { orders, changed: lines.length - orders, lines };
}

/** `host` has the copy. */
export async function historyEnds(place: Place, host: string): Promise<HistoryEnd[]> {
  return readHistoryEnds(await askHost(place, host, askDatabase(place.databaseName, historyEndStatement)));
}

/** Asked of the live primary. */
export async function countLoss(place: Place, ends: readonly HistoryEnd[]): Promise<Loss> {
  const primary = await findPrimary(place, askRecovery);
  return readLoss(await askHost(place, primary, askDatabase(place.databaseName, lossStatement(ends))));
}

/** Every order by its number and its owner's, for those who have to be told. */
export function exportLoss(directory: string, point: string, { lines }: Loss): LossFile {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const text = lines.map((line) => `${line}\n`).join('');
  const name = `${new Date().toISOString().replace(/[:.]/g, '-')}-lost-by-${point}.jsonl`;
  writeFileSync(join(directory, name), text, { mode: 0o640 });
  return { name, sha256: createHash('sha256').update(text).digest('hex'), bytes: Buffer.byteLength(text) };
}

/** Throws `OpsProblem` when more would be lost than was accepted. */
export function acceptLoss({ orders, changed }: Loss, accepted: number, point: string, file: LossFile): void {
  if (orders <= accepted) return;
  throw new OpsProblem(
    `going back to ${point} would lose ${orders} acknowledged orders and undo changes of ${changed} more, and ${accepted} were accepted; all of them are in ${file.name}`,
    `tell those who own them, then --accept-loss ${orders}; or leave the database as it is`,
  );
}
