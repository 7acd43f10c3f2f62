/**
 * The floor and everything that hears what happens on it: views first, then the projections, then the listeners, after each
 * step, in order. Live running and replay both go through here, so they can't differ.
 */
import type { EventRing } from '../core/floor/event-ring.ts';
import type { Floor } from '../core/floor/floor.ts';
import type { AccountEvent } from '../core/messages/account-event.ts';
import type { Applied } from '../core/messages/applied.ts';
import type { StampedCommand } from '../core/messages/command.ts';
import type { Result } from '../core/messages/rejection.ts';
import type { TimestampUs } from '../core/units/brand.ts';
import type { Projector } from '../journal/projections/projector.ts';
import { BrokenFloor } from './broken-floor.ts';
import type { EngineLog } from './engine-log.ts';
import type { FloorListener } from './floor-session.ts';
import type { MarketViews } from './views/market-views.ts';

export interface FloorStepsParts {
  readonly floor: Floor;
  readonly views: MarketViews;
  /** None when a journal is only read. */
  readonly projector?: Projector | undefined;
  readonly log: EngineLog;
}

export class FloorSteps {
  readonly floor: Floor;
  readonly views: MarketViews;
  readonly #projector: Projector | undefined;
  readonly #log: EngineLog;
  readonly #listeners = new Set<FloorListener>();
  /** From a step that failed on: half of it stands in memory, and nothing more is done to that, in whatever role. */
  #fault: BrokenFloor | undefined;
  /** Market events so far, since this process began. */
  marketEvents = 0;

  constructor(parts: FloorStepsParts) {
    this.floor = parts.floor;
    this.views = parts.views;
    this.#projector = parts.projector;
    this.#log = parts.log;
    this.#publish();
  }

  /** Of the newest account event. */
  get lastEventId(): number {
    return this.floor.lastEventId;
  }

  /** Throws `BrokenFloor`: the state is then of no use any more, and so does every later call. */
  apply(command: StampedCommand): Result<Applied> {
    if (this.#fault !== undefined) throw this.#fault;
    try {
      const result = this.floor.apply(command);
      this.#publish();
      return result;
    } catch (error) {
      throw this.#broken(error);
    }
  }

  /** Throws `BrokenFloor`, like `apply`. */
  advance(timeUs: number): void {
    if (this.#fault !== undefined) throw this.#fault;
    try {
      this.floor.advance(timeUs as TimestampUs);
      this.#publish();
    } catch (error) {
      throw this.#broken(error);
    }
  }

  /** What made a step fail; undefined while none has. */
  get fault(): BrokenFloor | undefined {
    return this.#fault;
  }

  listen(listener: FloorListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #broken(error: unknown): BrokenFloor {
    this.#fault = new BrokenFloor(this.floor.instruments.floor.name, error);
    return this.#fault;
  }

  #publish(): void {
    const ring = this.floor.marketEvents;
    const account = this.floor.takeAccountEvents();
    this.views.absorb(ring);
    this.views.advance(this.floor.time);
    if (account.length > 0) this.#projector?.take(account);
    if (this.#listeners.size > 0) this.#tell(ring, account);
    this.marketEvents += ring.count;
    ring.drain();
  }

  #tell(ring: EventRing, account: readonly AccountEvent[]): void {
    for (const listener of this.#listeners) {
      try {
        if (ring.count > 0) listener.market?.(ring);
        if (account.length > 0) listener.account?.(account);
        listener.flushed?.(this.floor.time);
      } catch (error) {
        // A reader's fault must not reach the floor, nor the readers behind it.
        this.#log.error({ err: error, floor: this.floor.instruments.floor.name }, 'floor.listener_failed');
      }
    }
  }
}
