/**
 * One simulated run: a floor, two servers, some traders and an operator under the faults that the seed draws; then everything
 * heals, an order must be taken again, and the checker judges.
 */

import { createInstruments } from '../../src/core/instruments/create-instruments.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { Amount, SymbolIndex } from '../../src/core/units/brand.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { flowDefinition } from '../support/flow-floor.ts';
import { judge } from './checker.ts';
import { drawFaults, type FaultPlan, noFaults } from './fault-plan.ts';
import { Database } from './faulty-store.ts';
import { Happenings } from './happenings.ts';
import { accounts, openAccounts } from './open-accounts.ts';
import { PeerNetwork } from './peer-network.ts';
import { Server } from './server.ts';
import { Trader } from './trader.ts';
import { Witness } from './witness.ts';
import { World, worldStartUs } from './world.ts';

const second = 1_000_000;
/** After the faults have ended an order must be taken within this. */
const recoveryUsMax = 90 * second;
/** And who still waits is answered within this. */
const answerUsMax = 30 * second;

export interface SimulationResult {
  readonly seed: number;
  /** The same for the same seed, always. */
  readonly traceHash: string;
  readonly stateHash: string;
  readonly simulatedSeconds: number;
  readonly events: number;
  readonly commands: number;
  readonly trades: number;
  /** Empty when all is well. */
  readonly problems: readonly string[];
  /** The story, when it was asked for. */
  readonly trace: readonly string[];
}

export async function simulate(seed: number, keepTrace = false): Promise<SimulationResult> {
  const world = new World(seed, keepTrace);
  const dice = world.dice('plan');
  const definition = drawFloor(world, dice.part);
  let faults: FaultPlan = noFaults;
  const database = new Database(world);
  const witness = new Witness();
  const network = dice.chance(linkedShare) ? new PeerNetwork(world, () => faults) : undefined;
  const parts = {
    world,
    database,
    network,
    definition,
    witness,
    faults: () => faults,
    snapshotEveryMs: dice.between(100, 4_000),
  };

  // The first server makes the floor and the accounts in peace.
  const first = new Server(parts, 'A');
  await world.run(30 * second, () => first.port !== undefined);
  await openAccounts(world, first, definition);
  const servers = [first, new Server(parts, 'B')];

  faults = drawFaults(world.dice('faults'));
  const endUs = world.nowUs + dice.between(4, 12) * second;
  const isOver = () => world.nowUs >= endUs;
  const paceUs = dice.pick([8_000, 40_000, 150_000]);
  const instruments = createInstruments(definition);
  for (const account of accounts) {
    new Trader({ world, servers, witness, faults: () => faults, paceUs, until: isOver }, account, instruments).start();
  }
  const happenings = new Happenings({
    ...{ world, servers, database, network, witness, symbols: definition.symbols.length },
    ...{ faults: () => faults, until: isOver },
  });
  happenings.start();
  await world.run(endUs);

  faults = noFaults;
  happenings.heal();
  const isLive = await tryOrders(world, servers);
  if (!isLive) world.problem(`no order was taken within ${recoveryUsMax / second} s after the faults had ended`);
  if (isLive && !(await askHistory(world, servers))) world.problem('the history did not catch up');
  await world.run(world.nowUs + answerUsMax, () => servers.every(({ unanswered }) => unanswered.length === 0));
  for (const { number } of servers.flatMap(({ unanswered }) => unanswered))
    world.problem(`request ${number} was never answered`);
  for (const server of servers) server.crash('the end');

  const verdict = judge(database.floor(1), witness);
  for (const problem of verdict.problems) world.problem(problem);
  const { traceHash, events, problems, lines: trace } = world;
  const { commands, trades, stateHash } = verdict;
  const simulatedSeconds = world.nowUs / second;
  return { seed, traceHash, stateHash, simulatedSeconds, events, commands, trades, problems, trace };
}

/** Mostly a floor of its users alone; sometimes one with a background market. */
function drawFloor(world: World, part: number): FloorDefinition {
  const startTimeUs = worldStartUs;
  if (part > flowShare) return quietFloor('main', startTimeUs);
  return {
    ...flowDefinition({ symbols: ['BTCUSDT'], pastDays: 1, seed: `${world.seed}`, startTimeUs }),
    name: 'main',
  };
}

const flowShare = 0.1;
/** Of the runs in which servers reach each other. */
const linkedShare = 0.85;

/** Small orders to every server until one is taken. */
async function tryOrders(world: World, servers: readonly Server[]): Promise<boolean> {
  let taken = false;
  const attempt = (number: number) => {
    if (taken) return;
    for (const { port } of servers) {
      if (port === undefined) continue;
      const { symbols } = port.session.floor.instruments;
      const quantity = Math.ceil(symbols[0]!.minNotional / (50_000 * symbols[0]!.quotePerTickLot));
      void port
        .send({
          type: 'place_order',
          account: accounts[0]!,
          symbol: 0 as SymbolIndex,
          side: 'buy',
          terms: {
            kind: 'market_quote',
            quoteAmount: BigInt(Math.max(1, quantity) * 50_000 * symbols[0]!.quotePerTickLot) as Amount,
          },
          clientOrderId: `probe-${number}`,
        })
        .then((answer) => {
          const wasJudged = answer.kind === 'done' || (answer.kind === 'refused' && !/-1008|-1016/.test(answer.text));
          if (wasJudged) taken = true;
        });
    }
    world.after(500_000, () => attempt(number + 1));
  };
  attempt(1);
  await world.run(world.nowUs + recoveryUsMax, () => taken);
  return taken;
}

/** A question about the past is answered once the history has caught up. */
async function askHistory(world: World, servers: readonly Server[]): Promise<boolean> {
  let answered = false;
  const attempt = () => {
    if (answered) return;
    for (const { port } of servers) {
      void port?.query(accounts[0]!, { kind: 'order', symbol: 0, clientId: 'never-sent' }).then((found) => {
        if (found !== undefined) answered = true;
      });
    }
    world.after(second, attempt);
  };
  attempt();
  await world.run(world.nowUs + 10 * second, () => answered);
  return answered;
}
