/**
 * A running floor without journal and database: commands are stamped and applied at once. The floor, its views and its
 * events are the real ones. Its time follows wall time from its first moment, or stands still until `step` when `frozen`.
 */
import { Floor } from '../../src/core/floor/floor.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { MarketSource } from '../../src/core/market-source.ts';
import type { Applied } from '../../src/core/messages/applied.ts';
import type { UserCommand } from '../../src/core/messages/command.ts';
import type { Result } from '../../src/core/messages/rejection.ts';
import type { TimestampUs } from '../../src/core/units/brand.ts';
import type { FloorListener, FloorSession, Floors } from '../../src/engine/floor-session.ts';
import { MarketViews } from '../../src/engine/views/market-views.ts';
import { quietFloor } from './floor-definition.ts';
import { MemoryHistory } from './memory-history.ts';

export interface MemorySessionOptions {
  readonly definition?: FloorDefinition;
  readonly source?: MarketSource;
  readonly frozen?: boolean;
}

export class MemorySession implements FloorSession {
  /** Its floor has ended. */
  isClosed = false;
  readonly name: string;
  readonly definition: FloorDefinition;
  readonly floor: Floor;
  readonly views: MarketViews;
  readonly history = new MemoryHistory();
  auditFault: string | undefined;
  /** Thrown by the next `submit`, once, before anything is done. */
  trouble: Error | undefined;
  readonly #frozen: boolean;
  readonly #openedAt = performance.now();
  readonly #listeners = new Set<FloorListener>();

  constructor(options: MemorySessionOptions = {}) {
    this.definition = options.definition ?? quietFloor();
    this.name = this.definition.name;
    this.floor = Floor.create(this.definition, options.source);
    this.views = new MarketViews(this.definition.symbols.length, this.definition.startTimeUs);
    this.#frozen = options.frozen ?? false;
    this.#publish();
  }

  now(): TimestampUs {
    const passed = this.#frozen ? 0 : Math.floor((performance.now() - this.#openedAt) * 1000);
    return Math.max(this.floor.time, this.definition.startTimeUs + passed) as TimestampUs;
  }

  readonly standing = { role: 'writer', epoch: 1, behind: 0 } as const;
  /** What `current` answers next. */
  currency: Promise<void> | undefined;

  current(): Promise<void> | undefined {
    return this.currency;
  }

  async take() {
    return { epoch: 1, stateHash: undefined, sequence: this.floor.sequence, milliseconds: 0 };
  }

  async submit(command: UserCommand): Promise<Result<Applied>> {
    const { trouble } = this;
    this.trouble = undefined;
    if (trouble !== undefined) throw trouble;
    const result = this.floor.apply({ sequence: this.floor.sequence + 1, time: this.now(), command });
    this.#publish();
    return result;
  }

  async step(microseconds: number): Promise<void> {
    this.floor.advance((this.floor.time + microseconds) as TimestampUs);
    this.#publish();
  }

  listen(listener: FloorListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #publish(): void {
    const { floor } = this;
    const events = floor.takeAccountEvents();
    this.views.absorb(floor.marketEvents);
    this.views.advance(floor.time);
    this.history.absorb(events);
    for (const listener of this.#listeners) {
      listener.market?.(floor.marketEvents);
      if (events.length > 0) listener.account?.(events);
      listener.flushed?.(floor.time);
    }
    floor.marketEvents.drain();
  }
}

export function memoryFloors(...sessions: readonly [FloorSession, ...FloorSession[]]): Floors {
  const isClosed = (session: FloorSession) => session instanceof MemorySession && session.isClosed;
  const opened = () => sessions.filter((session) => !isClosed(session));
  return {
    defaultName: sessions[0].name,
    get: (name) => opened().find((session) => session.name === name),
    list: opened,
    closed: () =>
      sessions.filter(isClosed).map(({ name }) => ({ name, why: 'broken', reason: 'an invariant is broken' })),
  };
}
