/**
 * A fingerprint of all users' open orders and balances at one command of the journal: every server that holds the floor must answer the
 * same, whatever release it runs. It is taken in the very step in which the command is applied, because later the market moves on; and at
 * the first from `at` on that brings an order, because only a user's command finds every server at its own instant: when time is granted,
 * each server is wherever its market has come to.
 */
import { createHash } from 'node:crypto';
import { Type } from '@sinclair/typebox';
import type { FloorSession } from '../../engine/floor-session.ts';
import { findFloor, floorOption } from './floor-lookup.ts';
import { operation } from './operation.ts';
import { AdminProblem } from './problem.ts';

/** How long an order may take to come, wall milliseconds. */
const waitMs = 30_000;

export interface ReconcileAnswer {
  readonly floor: string;
  readonly sequence: number;
  /** Floor time, microseconds. */
  readonly timeUs: number;
  readonly accounts: number;
  readonly openOrders: number;
  readonly digest: string;
}

export const floorReconcile = operation({
  input: Type.Object({ floor: floorOption, at: Type.Integer({ minimum: 1 }) }),
  async run({ floors }, input): Promise<ReconcileAnswer> {
    const session = findFloor(floors, input.floor);
    if (session.floor.sequence >= input.at) throw passedProblem(session, input.at);
    return await comingBy(session, input.at);
  },
});

function comingBy(session: FloorSession, sequence: number): Promise<ReconcileAnswer> {
  return new Promise((resolve, reject) => {
    const over = setTimeout(() => {
      unlisten();
      const problem = `no order came to floor ${session.name} from ${sequence} on in ${waitMs / 1000} s; it is at ${session.floor.sequence}`;
      reject(new AdminProblem('not_reached', problem, `paperfloor floor show ${session.name}`));
    }, waitMs);
    let bringsOrder = false;
    const unlisten = session.listen({
      account(events) {
        bringsOrder = events.some(({ type }) => type === 'order_accepted');
      },
      flushed() {
        const isIt = bringsOrder && session.floor.sequence >= sequence;
        bringsOrder = false;
        if (!isIt) return;
        clearTimeout(over);
        unlisten();
        resolve(digestOf(session));
      },
    });
  });
}

function passedProblem({ name, floor }: FloorSession, sequence: number): AdminProblem {
  return new AdminProblem(
    'passed',
    `floor ${name} is past ${sequence} already, at ${floor.sequence}`,
    'choose a later one',
  );
}

function digestOf({ name, floor }: FloorSession): ReconcileAnswer {
  const hash = createHash('sha256');
  const accounts = floor.accounts();
  let openOrders = 0;
  for (const account of accounts) {
    const orders = floor.openOrders(account).toSorted((one, other) => one.orderId - other.orderId);
    openOrders += orders.length;
    hash.update(JSON.stringify([account, floor.balances(account), orders], asText));
  }
  return {
    ...{ floor: name, sequence: floor.sequence, timeUs: floor.time, accounts: accounts.length, openOrders },
    digest: hash.digest('hex'),
  };
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
