/**
 * A floor at the moment its writer lets go of it: everything accepted is committed, the market is worked out up to the granted time,
 * nothing moves. Who takes it over brings its own copy to the same moment and compares, before it writes a word.
 */

import { type RunMarketParts, runMarket } from './run-market.ts';
import { copyFloor } from './snapshot-keeper.ts';

export interface Seal {
  /** Last batch. */
  readonly batchNo: number;
  readonly sequence: number;
  /** Floor microseconds. */
  readonly timeUs: number;
  readonly stateHash: string;
}

/** The two copies of one floor are not the same: one of the programs is wrong, and the one that writes stays the writer. */
export class FloorsDiffer extends Error {
  override readonly name = 'FloorsDiffer';
}

export function sealText({ batchNo, sequence, timeUs, stateHash }: Seal): string {
  return [batchNo, sequence, timeUs, stateHash].join(' ');
}

/** Throws `TypeError` when the text is none. */
export function readSeal(text: string): Seal {
  const [, batchNo, sequence, timeUs, stateHash = ''] = /^(\d+) (\d+) (\d+) ([0-9a-f]{16})$/.exec(text) ?? [];
  if (batchNo === undefined) throw new TypeError(`expected a seal, found ${JSON.stringify(text.slice(0, 80))}`);
  return { batchNo: Number(batchNo), sequence: Number(sequence), timeUs: Number(timeUs), stateHash };
}

/** The floor has applied everything. Rejects with `FloorsDiffer`. */
export async function compareWithSeal(parts: RunMarketParts, seal: Seal): Promise<void> {
  const { steps } = parts;
  await runMarket(parts, steps.floor.grantedTime);
  const { sequence, timeUs, stateHash } = copyFloor(steps, seal.batchNo);
  if (sequence === seal.sequence && timeUs === seal.timeUs && stateHash === seal.stateHash) return;
  const own = sealText({ batchNo: seal.batchNo, sequence, timeUs, stateHash });
  throw new FloorsDiffer(`expected the floor to stand at ${sealText(seal)}, found ${own} here`);
}
