/** Every operation that this server answers by REST, in the order of the reference: what is mounted is what is documented. */
import type { Floors } from '../engine/floor-session.ts';
import type { Identity } from '../identity/identity.ts';
import type { Operation } from './operations/operation.ts';
import { operations } from './operations/table.ts';
import { capitalOperations } from './paper/capital-operations.ts';
import { floorOperations, type PaperFlags } from './paper/floor-operations.ts';
import { keyOperations } from './paper/key-operations.ts';
import { moneyOperations } from './paper/money-operations.ts';
import { walletOperations } from './paper/wallet-operations.ts';
import { stubOperations } from './rest/stub-routes.ts';

/** `wallMs`: wall time, milliseconds. */
export function mountedOperations(
  floors: Floors,
  identity: Identity,
  flags: PaperFlags,
  wallMs: () => number,
): readonly Operation[] {
  return [
    ...operations,
    ...stubOperations,
    ...floorOperations(floors, flags, wallMs),
    ...(flags.demo ? keyOperations(identity) : []),
    ...moneyOperations(identity),
    ...capitalOperations,
    ...walletOperations,
  ];
}
