/**
 * What may go wrong in one run. Each seed draws which kinds of fault it has and how often: a run with few kinds reaches states
 * that a run with all of them never lives to see.
 */
import type { Dice } from './world.ts';

export interface FaultPlan {
  /** Of each store call: the chance that the request is lost before it is done; that the answer is lost after; that it is done late. */
  readonly requestLost: number;
  readonly answerLost: number;
  readonly doneLate: number;
  /** Of each read or write of the store: refused with an error, nothing done. */
  readonly refused: number;
  /** Longest usual delay of a store call, microseconds, and the chance of one a hundred times as long. */
  readonly storeDelayUs: number;
  readonly storeStall: number;
  /** Of each message between client and server. */
  readonly messageLost: number;
  readonly messageDoubled: number;
  readonly messageDelayUs: number;
  /** Of each frame between servers: lost, come twice, come before one that was sent earlier; and the longest usual delay. */
  readonly peerLost: number;
  readonly peerDoubled: number;
  readonly peerOvertaken: number;
  readonly peerDelayUs: number;
  /** Of each stored snapshot: rots on disk. */
  readonly snapshotRots: number;
  /** Happenings per simulated second. */
  readonly partitions: number;
  readonly crashes: number;
  readonly freezes: number;
  readonly storeRestarts: number;
  readonly storeFull: number;
  readonly wallJumps: number;
  readonly sessionsDropped: number;
  readonly deployments: number;
}

const quiet: FaultPlan = {
  requestLost: 0,
  answerLost: 0,
  doneLate: 0,
  refused: 0,
  storeDelayUs: 1_000,
  storeStall: 0,
  messageLost: 0,
  messageDoubled: 0,
  messageDelayUs: 2_000,
  peerLost: 0,
  peerDoubled: 0,
  peerOvertaken: 0,
  peerDelayUs: 1_000,
  snapshotRots: 0,
  partitions: 0,
  crashes: 0,
  freezes: 0,
  storeRestarts: 0,
  storeFull: 0,
  wallJumps: 0,
  sessionsDropped: 0,
  deployments: 0,
};

/** The most of each fault a run may have. */
const worst: Partial<FaultPlan> = {
  requestLost: 0.02,
  answerLost: 0.03,
  doneLate: 0.02,
  refused: 0.02,
  storeStall: 0.01,
  messageLost: 0.05,
  messageDoubled: 0.1,
  peerLost: 0.05,
  peerDoubled: 0.1,
  peerOvertaken: 0.3,
  snapshotRots: 0.3,
  partitions: 0.3,
  crashes: 0.6,
  freezes: 0.4,
  storeRestarts: 0.3,
  storeFull: 0.2,
  wallJumps: 0.3,
  sessionsDropped: 0.3,
  deployments: 0.2,
};

export function drawFaults(dice: Dice): FaultPlan {
  const plan: Record<string, number> = {
    ...quiet,
    storeDelayUs: dice.pick([300, 2_000, 20_000]),
    messageDelayUs: dice.pick([500, 5_000, 50_000]),
    peerDelayUs: dice.pick([300, 3_000, 30_000]),
  };
  const share = dice.part;
  for (const [kind, most] of Object.entries(worst)) {
    if (dice.chance(share)) plan[kind] = most * dice.part;
  }
  return plan as unknown as FaultPlan;
}

/** Everything heals: what is left is a slow, honest network. */
export const noFaults: FaultPlan = quiet;
