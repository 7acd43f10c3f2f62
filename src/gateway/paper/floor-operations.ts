/** What the terminal and the curious ask about a floor: its name, clock, place in the journal and state hash. */
import type { FloorSession, Floors } from '../../engine/floor-session.ts';
import { type Operation, weighing } from '../operations/operation.ts';
import { wireSymbolStatus } from '../wire/enums.ts';
import { ParameterReader } from '../wire/parameter-reader.ts';
import { wireTime } from '../wire/time-unit.ts';

export interface PaperFlags {
  /** A visitor may open a funded account. */
  readonly demo: boolean;
  /** A visitor may pause, step and speed up the floor. */
  readonly clockControl: boolean;
}

/** The hash reads the whole state: it is worked out at most this often, wall milliseconds. */
const hashEveryMs = 5000;

export function floorOperations(floors: Floors, flags: PaperFlags, wallMs: () => number): readonly Operation[] {
  const hashes = new WeakMap<FloorSession, { readonly at: number; readonly sequence: number; readonly hash: string }>();

  function hashOf(session: FloorSession) {
    const before = hashes.get(session);
    const now = wallMs();
    if (before !== undefined && now - before.at < hashEveryMs) return before;
    const made = { at: now, sequence: session.floor.sequence, hash: session.floor.hash().slice(0, 8) };
    hashes.set(session, made);
    return made;
  }

  return [
    {
      name: 'paper.floor',
      access: 'public',
      rest: { method: 'GET', path: '/paper/v1/floor' },
      weight: weighing(10),
      run({ session, parameters, timeUnit }) {
        const { definition, floor } = session;
        const { hash, sequence } = hashOf(session);
        return new ParameterReader(parameters).finish(
          JSON.stringify({
            name: session.name,
            simulation: true,
            market: definition.market.kind,
            rulesVersion: definition.rulesVersion,
            sequence: floor.sequence,
            state: { sequence, hash },
            server: session.standing,
            clock: { ...floor.clock, time: wireTime(session.now(), timeUnit) },
            closed: closedSymbols(session),
            demo: flags.demo,
            clockControl: flags.clockControl,
          }),
        );
      },
    },
    {
      name: 'paper.floors',
      access: 'public',
      rest: { method: 'GET', path: '/paper/v1/floors' },
      weight: weighing(2),
      run({ parameters, timeUnit }) {
        const rows = floors.list().map((session) => ({
          name: session.name,
          path: session.name === floors.defaultName ? '' : `/floors/${session.name}`,
          market: session.definition.market.kind,
          clock: { ...session.floor.clock, time: wireTime(session.now(), timeUnit) },
        }));
        return new ParameterReader(parameters).finish(JSON.stringify(rows));
      },
    },
  ];
}

/** Symbols that do not trade now, and why. */
function closedSymbols({ floor }: FloorSession): Record<string, string> {
  const rows = floor.instruments.symbols.map(({ name, index }) => [name, floor.symbolStatus(index)] as const);
  const closed = rows.filter(([, status]) => status !== 'trading');
  return Object.fromEntries(closed.map(([name, status]) => [name, wireSymbolStatus[status]]));
}
