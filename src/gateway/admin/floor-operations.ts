/** Floors: made, shown, and their clocks: run, pause, speed, step. */
import { Type } from '@sinclair/typebox';
import { clockRateMax, clockRateMin, isClockRate } from '../../core/instruments/definition.ts';
import { type ClosedFloor, EngineUnavailable, type FloorSession, type TakenFloor } from '../../engine/floor-session.ts';
import { FloorsDiffer } from '../../engine/seal.ts';
import { ApiRules } from '../rules/api-rules.ts';
import { findFloor, floorOption } from './floor-lookup.ts';
import { type FloorParts, floorParts, partsOf } from './floor-parts.ts';
import { operation } from './operation.ts';
import { AdminProblem } from './problem.ts';

const stepSecondsMax = 86_400;
const microsecondsPerSecond = 1_000_000;

export interface FloorAnswer {
  readonly name: string;
  readonly market: string;
  readonly symbols: readonly string[];
  readonly paused: boolean;
  /** Floor seconds per wall second. */
  readonly rate: number;
  /** Floor time, ISO 8601. */
  readonly time: string;
  readonly sequence: number;
  readonly rulesVersion: number;
  /** Which day's API it speaks; absent: what the server is set to. */
  readonly apiRules?: string;
  /** What the audit found: the floor then takes cancels only. Absent while all is well. */
  readonly auditFault?: string;
  /** This server's part: it writes the floor, or follows the server that does. */
  readonly role: 'writer' | 'follower';
  /** Of the floor's writer. */
  readonly epoch: number;
  /** Committed batches not applied here. */
  readonly behind: number;
}

export const floorCreate = operation({
  input: Type.Object({
    name: Type.String(),
    seed: Type.Optional(Type.String()),
    replay: Type.Optional(Type.Array(Type.String(), { minItems: 1 })),
    symbol: Type.Optional(Type.String()),
    startTimeUs: Type.Optional(Type.Integer({ minimum: 0 })),
    parts: Type.Optional(floorParts),
    apiRules: Type.Optional(Type.String()),
    rate: Type.Optional(Type.Number()),
    paused: Type.Boolean(),
  }),
  async run({ floors, createFloor }, input, progress): Promise<FloorAnswer & { notes: readonly string[] }> {
    if (!/^[a-z][a-z0-9-]{0,31}$/.test(input.name)) {
      throw new AdminProblem(
        'invalid_name',
        `expected a floor name of 1 to 32 small letters, digits and dashes that begins with a letter, found ${JSON.stringify(input.name)}`,
      );
    }
    if (floors.get(input.name) !== undefined) {
      throw new AdminProblem(
        'floor_exists',
        `floor ${input.name} exists already`,
        `paperfloor floor show ${input.name}`,
      );
    }
    const rate = checkRate(input.rate ?? 1);
    const { name, seed, replay, symbol, startTimeUs, parts, apiRules, paused } = input;
    checkApiRules(apiRules);
    const order = { name, seed, replay, symbol, startTimeUs, parts, apiRules, clock: { rate, paused } };
    const { session, notes } = await createFloor(order, progress);
    return { ...describe(session), notes };
  },
});

export const floorList = operation({
  input: Type.Object({}),
  run: ({ floors }): readonly FloorAnswer[] => floors.list().map(describe),
});

/** What it was made with, for another to be made like it. Its seed is not told. */
export const floorDefinition = operation({
  input: Type.Object({ floor: floorOption }),
  run: ({ floors }, input): FloorParts => partsOf(findFloor(floors, input.floor).definition),
});

/** Those that this server does not have open, and why. */
export const floorClosed = operation({
  input: Type.Object({}),
  run: ({ floors }): readonly ClosedFloor[] => floors.closed(),
});

export const floorShow = operation({
  input: Type.Object({ floor: floorOption }),
  async run({ floors }, input): Promise<FloorAnswer> {
    const floor = findFloor(floors, input.floor);
    await floor.current();
    return describe(floor);
  },
});

export const floorPause = operation({
  input: Type.Object({ floor: floorOption }),
  async run({ floors }, input): Promise<FloorAnswer> {
    const floor = findFloor(floors, input.floor);
    await floor.current();
    return setClock(floor, floor.floor.clock.rate, true);
  },
});

export const floorResume = operation({
  input: Type.Object({ floor: floorOption }),
  async run({ floors }, input): Promise<FloorAnswer> {
    const floor = findFloor(floors, input.floor);
    await floor.current();
    return setClock(floor, floor.floor.clock.rate, false);
  },
});

export const floorSpeed = operation({
  input: Type.Object({ floor: floorOption, rate: Type.Number() }),
  async run({ floors }, input): Promise<FloorAnswer> {
    const floor = findFloor(floors, input.floor);
    await floor.current();
    return setClock(floor, checkRate(input.rate), floor.floor.clock.paused);
  },
});

export const floorStep = operation({
  input: Type.Object({ floor: floorOption, seconds: Type.Number() }),
  async run({ floors }, input): Promise<FloorAnswer> {
    const floor = findFloor(floors, input.floor);
    await floor.current();
    if (!floor.floor.clock.paused) {
      throw new AdminProblem(
        'not_paused',
        `floor ${floor.name} runs; only a paused floor steps`,
        `paperfloor floor pause ${floor.name}`,
      );
    }
    const microseconds = Math.round(input.seconds * microsecondsPerSecond);
    if (!(microseconds >= 1 && input.seconds <= stepSecondsMax)) {
      throw new AdminProblem('invalid_step', `expected 0.000001 to ${stepSecondsMax} seconds, found ${input.seconds}`);
    }
    await floor.step(microseconds);
    return describe(floor);
  },
});

/** Before a server is stopped, the one that takes its place takes its floors. */
export const floorTake = operation({
  input: Type.Object({ floor: floorOption }),
  async run({ floors }, input): Promise<FloorTakenAnswer> {
    const floor = findFloor(floors, input.floor);
    try {
      return { name: floor.name, ...(await floor.take()) };
    } catch (error) {
      if (error instanceof FloorsDiffer) {
        throw new AdminProblem(
          'floors_differ',
          `${error.message}; the writer before goes on`,
          'paperfloor journal verify',
        );
      }
      if (!(error instanceof EngineUnavailable)) throw error;
      throw new AdminProblem('not_taken', error.message, `paperfloor floor show ${floor.name}`);
    }
  },
});

export interface FloorTakenAnswer extends TakenFloor {
  readonly name: string;
}

async function setClock(session: FloorSession, rate: number, paused: boolean): Promise<FloorAnswer> {
  const result = await session.submit({ type: 'set_clock', rate, paused });
  if (!result.ok)
    throw new AdminProblem(result.rejection.reason, `floor ${session.name} refused: ${result.rejection.reason}`);
  return describe(session);
}

function checkApiRules(name: string | undefined): void {
  if (name === undefined || ApiRules.read(name, Date.now) !== undefined) return;
  throw new AdminProblem(
    'invalid_input',
    `expected the API rules compatible, today, or a day such as 2026-01-31, found ${JSON.stringify(name)}`,
  );
}

function checkRate(rate: number): number {
  if (isClockRate(rate)) return rate;
  throw new AdminProblem('invalid_rate', `expected a speed from ${clockRateMin} to ${clockRateMax}, found ${rate}`);
}

function describe(session: FloorSession): FloorAnswer {
  const { floor, definition } = session;
  return {
    name: session.name,
    market: definition.market.kind,
    symbols: floor.instruments.symbols.map((symbol) => symbol.name),
    paused: floor.clock.paused,
    rate: floor.clock.rate,
    time: new Date(session.now() / 1000).toISOString(),
    sequence: floor.sequence,
    rulesVersion: definition.rulesVersion,
    ...(definition.apiRules === undefined ? {} : { apiRules: definition.apiRules }),
    ...(session.auditFault === undefined ? {} : { auditFault: session.auditFault }),
    ...session.standing,
  };
}
