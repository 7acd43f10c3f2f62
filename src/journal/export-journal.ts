/**
 * A journal as text that needs no database: lines of JSON, one per command, between a first line that says whose they are and
 * a last one that seals them. The layout is documented in docs/reference/journal-file.md; it changes only together with the
 * number in the first line. What a replay floor plays is not in it.
 */
import { createHash } from 'node:crypto';
import type { StampedCommand } from '../core/messages/command.ts';
import { JournalChain } from './journal-chain.ts';
import { SequenceOutOfRange } from './journal-errors.ts';
import type { FloorRecord, JournalStore } from './journal-store.ts';

export const journalFileLayout = 1;
/** Text is handed over in pieces of about so many characters. */
const pieceCharacters = 1 << 18;

/** Sequences, both included; undefined: the first, the last there is. */
export interface ExportRange {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface ExportProgress {
  /** Commands written so far. */
  readonly commands: number;
  readonly sequence: number;
}

/**
 * The file in pieces, in order. Every batch from the beginning is checked on the way. Throws `SequenceOutOfRange`,
 * `JournalCorrupt` or `RulesVersionMismatch`: what was handed over until then is not a whole file, since its last line is missing.
 */
export async function* exportJournal(
  store: JournalStore,
  record: FloorRecord,
  rulesVersion: number,
  range: ExportRange,
  told: (progress: ExportProgress) => void = () => {},
): AsyncGenerator<string> {
  const { from = 1, to = Number.POSITIVE_INFINITY } = range;
  const { definition, floorId, replayHeader } = record;
  const hash = createHash('sha256');
  const chain = new JournalChain(rulesVersion);
  let commands = 0;
  let text = line({
    paperfloorJournal: journalFileLayout,
    rulesVersion,
    from,
    replays: replayHeader !== undefined,
    definition,
  });
  const sealed = (piece: string) => {
    hash.update(piece);
    text = '';
    return piece;
  };
  for await (const batch of store.batchesAfter(floorId, 0)) {
    if (chain.sequence >= to) break;
    for (const command of chain.accept(batch)) {
      if (command.sequence < from || command.sequence > to) continue;
      text += commandLine(command);
      commands++;
    }
    if (text.length < pieceCharacters) continue;
    yield sealed(text);
    told({ commands, sequence: chain.sequence });
  }
  const wanted = range.to ?? range.from;
  if (wanted !== undefined && chain.sequence < wanted) {
    throw new SequenceOutOfRange(
      `the journal of floor ${definition.name} ends at sequence ${chain.sequence}, there is no ${wanted}`,
    );
  }
  yield sealed(text);
  yield line({ commands, lastSequence: Math.min(chain.sequence, to), sha256: hash.digest('hex') });
}

/** Amounts are bigints and stand as digits in a string. */
function commandLine({ sequence, time, command }: StampedCommand): string {
  return line({ sequence, time, ...command });
}

function line(value: object): string {
  return `${JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner))}\n`;
}
