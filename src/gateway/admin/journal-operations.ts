/** The journal: its state hash as it stands, and the proof that the stored batches lead to it. */
import { Type } from '@sinclair/typebox';
import { findFloor, floorOption } from './floor-lookup.ts';
import { operation } from './operation.ts';
import type { JournalVerdict } from './parts.ts';

export interface HashAnswer {
  readonly floor: string;
  readonly sequence: number;
  /** Floor time of the state, microseconds. */
  readonly timeUs: number;
  readonly hash: string;
}

/** Of the floor in memory, taken between two steps. */
export const journalHash = operation({
  input: Type.Object({ floor: floorOption }),
  run({ floors }, input): HashAnswer {
    const { name, floor } = findFloor(floors, input.floor);
    return { floor: name, sequence: floor.sequence, timeUs: floor.time, hash: floor.hash() };
  },
});

export const journalVerify = operation({
  input: Type.Object({ floor: floorOption }),
  async run({ floors, verifyJournal }, input, progress): Promise<JournalVerdict> {
    return await verifyJournal(findFloor(floors, input.floor).name, progress);
  },
});
