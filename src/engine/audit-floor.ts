/** The audit of a running floor: its invariants, and that every asset's ledger sums to zero. Throws; the engine then stops. */
import { assert } from '../core/assert.ts';
import type { FloorReader } from '../core/floor/floor-reader.ts';
import type { AssetIndex } from '../core/units/brand.ts';

export function auditFloor(floor: FloorReader): void {
  floor.checkInvariants();
  for (const [index, asset] of floor.instruments.assets.entries()) {
    const total = floor.ledgerTotal(index as AssetIndex);
    assert(total === 0n, () => `the ledger of ${asset.name} sums to ${total}, not to zero`);
  }
}
