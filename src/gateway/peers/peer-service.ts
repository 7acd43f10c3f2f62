/**
 * What a server that has proved itself is given, whatever carries its frames: it hears what is committed here and how far the
 * floors have come, and has its users' commands done. It keeps no word of its own: what is lost on the way is in the journal.
 */

import type { LiveFloor } from '../../engine/live-floor.ts';
import type { PeerAnswer, PeerRequest } from '../../engine/peer-link.ts';
import type { PeerFrame } from './peer-frames.ts';

/** Between two words on how far the floor has come, wall milliseconds. */
const reachedMs = 40;
/**
 * A request that may have been on its way for longer is not done: within ten seconds its sender says that the outcome is unknown, its
 * user looks for the order, finds that there is none, and may order again.
 */
const lateMs = 5_000;

export interface PeerServiceParts {
  readonly floors: () => readonly LiveFloor[];
  /** Number of the server that is served. */
  readonly peer: number;
  readonly send: (frame: PeerFrame) => void;
  readonly nowMs: () => number;
  /** What arrives now was sent after this, by the same clock. */
  readonly sentSinceMs: () => number;
}

export class PeerService {
  readonly #parts: PeerServiceParts;
  readonly #unlisten = new Map<number, () => void>();

  constructor(parts: PeerServiceParts) {
    this.#parts = parts;
  }

  /** Throws when the frame is no wish. */
  take(frame: PeerFrame): void {
    switch (frame.kind) {
      case 'listen':
        this.#listen(frame.floorId);
        return;
      case 'request': {
        const { floorId } = frame.request;
        void this.#perform(frame.request).then((answer) => {
          if (answer !== undefined) this.#parts.send({ kind: 'answer', floorId, answer });
        });
        return;
      }
      default:
        throw new Error(`expected a wish, found ${frame.kind}`);
    }
  }

  async #perform(request: PeerRequest): Promise<PeerAnswer | undefined> {
    const { nowMs, sentSinceMs, peer } = this.#parts;
    const { number, floorId } = request;
    if (nowMs() - sentSinceMs() > lateMs)
      return { number, outcome: 'moving', message: 'it was under way for so long that it is not done any more' };
    const floor = this.#floor(floorId);
    return floor?.perform(peer, request) ?? { number, outcome: 'moving', message: 'the floor is not open here' };
  }

  /** Tells nothing more. */
  end(): void {
    for (const unlisten of this.#unlisten.values()) unlisten();
  }

  #listen(floorId: number): void {
    const { send, nowMs } = this.#parts;
    const floor = this.#floor(floorId);
    if (floor === undefined || this.#unlisten.has(floorId)) return;
    let toldMs = Number.NEGATIVE_INFINITY;
    const unlistenBatches = floor.listenToBatches((batch) => send({ kind: 'batch', floorId, batch }));
    const unlisten = floor.listen({
      flushed: () => {
        const now = nowMs();
        if (now - toldMs < reachedMs) return;
        toldMs = now;
        this.#tellReached(floor);
      },
    });
    this.#unlisten.set(floorId, () => {
      unlistenBatches();
      unlisten();
    });
    this.#tellReached(floor);
  }

  #tellReached(floor: LiveFloor): void {
    const { progress, floorId } = floor;
    if (progress !== undefined) this.#parts.send({ kind: 'reached', floorId, ...progress });
  }

  #floor(floorId: number): LiveFloor | undefined {
    return this.#parts.floors().find((floor) => floor.floorId === floorId);
  }
}
