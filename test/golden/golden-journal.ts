/**
 * A golden journal as text: the floor's definition, then one command a line with its floor time. Nothing in it depends on how
 * the program encodes journals or snapshots, so those may change and the journal stays. Amounts are texts ending in n.
 */
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { Command, StampedCommand } from '../../src/core/messages/command.ts';
import type { TimestampUs } from '../../src/core/units/brand.ts';

export interface GoldenJournal {
  /** One sentence: what it holds. */
  readonly about: string;
  /** Files of test/fixtures/replay that the floor plays. */
  readonly recordings: readonly string[];
  readonly definition: FloorDefinition;
  readonly commands: readonly StampedCommand[];
}

export function readGoldenJournal(text: string): GoldenJournal {
  const [head = '', ...lines] = text.trimEnd().split('\n');
  const { about, recordings, definition } = JSON.parse(head) as Omit<GoldenJournal, 'commands'>;
  const commands = lines.map((line, index) => {
    const [afterUs, command] = JSON.parse(line, revive) as [number, Command];
    return { sequence: index + 1, time: (definition.startTimeUs + afterUs) as TimestampUs, command };
  });
  return { about, recordings, definition, commands };
}

export function writeGoldenJournal(journal: GoldenJournal): string {
  const { commands, ...head } = journal;
  const lines = commands.map(({ time, command }) =>
    JSON.stringify([time - journal.definition.startTimeUs, command], plain),
  );
  return `${[JSON.stringify(head), ...lines].join('\n')}\n`;
}

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}

function revive(_key: string, value: unknown): unknown {
  return typeof value === 'string' && /^-?\d+n$/.test(value) ? BigInt(value.slice(0, -1)) : value;
}
