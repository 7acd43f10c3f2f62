/** The journal: its state hash as it stands, the proof that the stored batches lead to it, a look back, and the way out of here. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Type } from '@sinclair/typebox';
import type { JournalState } from '../../engine/replay-journal.ts';
import { SequenceOutOfRange } from '../../journal/journal-errors.ts';
import { findFloor, findJournal, floorOption } from './floor-lookup.ts';
import { operation } from './operation.ts';
import type { JournalVerdict } from './parts.ts';
import { AdminProblem } from './problem.ts';

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
  async run({ floors }, input): Promise<HashAnswer> {
    const session = findFloor(floors, input.floor);
    await session.current();
    const { name, floor } = session;
    return { floor: name, sequence: floor.sequence, timeUs: floor.time, hash: floor.hash() };
  },
});

export const journalVerify = operation({
  input: Type.Object({ floor: floorOption }),
  async run(parts, input, progress): Promise<JournalVerdict> {
    return await parts.verifyJournal(findJournal(parts.floors, input.floor), progress);
  },
});

const sequence = (least: number) => Type.Optional(Type.Integer({ minimum: least, maximum: Number.MAX_SAFE_INTEGER }));

export const journalReplay = operation({
  input: Type.Object({ floor: floorOption, to: sequence(0), timeUs: sequence(0) }),
  async run(parts, { floor, to, timeUs }, progress): Promise<JournalState> {
    const name = findJournal(parts.floors, floor);
    if (timeUs !== undefined && to === undefined) {
      throw new AdminProblem('invalid_input', '--time-us goes with --to', 'paperfloor journal hash --json names both');
    }
    return await parts.replayJournal(name, { to, timeUs }, progress).catch(tellRange);
  },
});

export interface ExportAnswer {
  readonly floor: string;
  readonly file: string;
  readonly commands: number;
  readonly lastSequence: number;
  readonly bytes: number;
  /** Of everything before the last line. */
  readonly sha256: string;
}

/** Written beside its place and moved there when it is whole; a file that is there already is left as it is. */
export const journalExport = operation({
  input: Type.Object({ floor: floorOption, file: Type.String({ minLength: 1 }), from: sequence(1), to: sequence(1) }),
  async run(parts, input, progress): Promise<ExportAnswer> {
    const name = findJournal(parts.floors, input.floor);
    const { file, from, to } = input;
    if (!isAbsolute(file)) throw new AdminProblem('invalid_input', `expected an absolute path, found ${file}`);
    if (from !== undefined && to !== undefined && from > to) {
      throw new AdminProblem('invalid_range', `expected --from at or before --to, found ${from} and ${to}`);
    }
    await claimFile(file);
    const partial = `${file}.partial`;
    let bytes = 0;
    let last = '';
    const tell = progressEvery(2_000, progress);
    const pieces = parts.exportJournal(name, { from, to }, (at) =>
      tell(`${at.commands} commands, to sequence ${at.sequence}`),
    );
    const counted = async function* () {
      for await (const piece of pieces) {
        bytes += Buffer.byteLength(piece);
        last = piece;
        yield piece;
      }
    };
    try {
      await pipeline(Readable.from(counted()), createWriteStream(partial, { mode: 0o600 }));
      await rename(partial, file);
    } catch (error) {
      await rm(partial, { force: true });
      await rm(file, { force: true });
      throw fileTrouble(file, error) ?? tellRange(error);
    }
    const end = JSON.parse(last) as Pick<ExportAnswer, 'commands' | 'lastSequence' | 'sha256'>;
    return { floor: name, file, bytes, ...end };
  },
});

/** Makes the file, empty: two exports can't both have it. */
async function claimFile(file: string): Promise<void> {
  try {
    await (await open(file, 'wx', 0o600)).close();
  } catch (error) {
    throw fileTrouble(file, error) ?? error;
  }
}

function fileTrouble(file: string, error: unknown): AdminProblem | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST')
    return new AdminProblem('file_exists', `${file} is there already`, 'give the name of a new file');
  if (code === undefined || !/^E[A-Z]+$/.test(code)) return undefined;
  return new AdminProblem('file_unusable', `cannot write ${file}: ${message}`);
}

function tellRange(error: unknown): never {
  if (error instanceof SequenceOutOfRange) throw new AdminProblem('sequence_out_of_range', error.message);
  throw error;
}

function progressEvery(everyMs: number, progress: (line: string) => void): (line: string) => void {
  let told = performance.now();
  return (line) => {
    if (performance.now() - told < everyMs) return;
    told = performance.now();
    progress(line);
  };
}
