/** The floor itself: its name, rules, journal position and state hash, asked now and then, and its clock between answers. */
import { type Accessor, createSignal } from 'solid-js';
import { type Api, ApiFailure } from '../net/api.ts';
import { type FloorTime, floorTimeAt, withClock, withEventTime } from '../stores/floor-time.ts';
import type { FloorStatus } from '../wire/paper.ts';
import { readFloorStatus } from '../wire/read-floor-status.ts';
import type { MarketDesk } from './market-desk.ts';

export interface FloorDesk {
  readonly status: Accessor<FloorStatus | undefined>;
  /** A symbol's status; undefined while it trades. */
  closed(symbol: string | undefined): string | undefined;
  /** Floor time now, milliseconds; undefined until known. */
  now(): number | undefined;
  setClock(change: { readonly rate?: number; readonly paused?: boolean }): Promise<void>;
  step(milliseconds: number): Promise<void>;
}

const refreshMs = 3_000;

export function createFloorDesk(api: Api, desk: MarketDesk): FloorDesk {
  const [status, setStatus] = createSignal<FloorStatus | undefined>(undefined, { name: 'floor' });
  let time: FloorTime | undefined;
  /** Of the journal, as far as a writer has told. */
  let longest = 0;

  /** Milliseconds that the server asks to wait before the next question. */
  async function refresh(): Promise<number> {
    try {
      const answer = readFloorStatus(await api.get<unknown>('/paper/v1/floor'));
      if (answer === undefined) return 0;
      if (isAnother(answer)) location.reload();
      time = withClock(time, answer.clock, performance.now());
      setStatus(answer);
      return 0;
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      return failure.waitMs ?? 0;
    }
  }
  async function follow(): Promise<void> {
    const waitMs = await refresh();
    setTimeout(() => void follow(), Math.max(refreshMs, waitMs));
  }
  /**
   * A writer's journal only grows. When it is shorter than it was, another floor or an earlier state of this one has taken
   * its place, and nothing that the page holds (tape, candles, orders) follows on from what comes: it begins anew.
   */
  function isAnother({ isWriter, sequence = 0 }: FloorStatus): boolean {
    if (!isWriter) return false;
    const isShorter = sequence < longest;
    longest = Math.max(longest, sequence);
    return isShorter;
  }
  void follow();
  desk.listen({
    eventTime(milliseconds) {
      time = withEventTime(time, milliseconds, performance.now());
    },
  });

  async function command(path: string, body: unknown): Promise<void> {
    await api.post(path, body);
    await refresh();
  }

  return {
    status,
    closed: (symbol) => (symbol === undefined ? undefined : status()?.closed[symbol]),
    now: () => (time === undefined ? undefined : floorTimeAt(time, performance.now())),
    setClock: (change) => command('/paper/v1/floor/clock', change),
    step: (milliseconds) => command('/paper/v1/floor/step', { milliseconds }),
  };
}
