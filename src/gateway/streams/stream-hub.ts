/**
 * The streams of one floor: makes a channel and its source with the first subscriber and drops both with the last, listens
 * to the floor only while there is a channel, and keeps the paces. Paces are wall time: a floor at high speed coalesces.
 */

import type { EventRing } from '../../core/floor/event-ring.ts';
import { isTrade, marketEventStride, marketField, sideOf, symbolOf } from '../../core/messages/market-event.ts';
import type { FloorSession } from '../../engine/floor-session.ts';
import type { ApiRules } from '../rules/api-rules.ts';
import type { SocketClient } from '../sockets/socket-client.ts';
import type { SocketOptions } from '../sockets/socket-options.ts';
import type { TimeUnit } from '../wire/time-unit.ts';
import { Channel, type Subscriber } from './channel.ts';
import { createSource } from './create-source.ts';
import { readStreamName } from './stream-name.ts';
import type { StreamSource } from './stream-source.ts';

interface Running {
  readonly channel: Channel;
  readonly source: StreamSource;
  /** Undefined: of all symbols. */
  readonly symbol: number | undefined;
}

export class StreamHub {
  readonly #isOpen: () => boolean;
  readonly #session: FloorSession;
  readonly #options: SocketOptions;
  readonly #rules: ApiRules;
  readonly #running = new Map<string, Running>();
  /** By symbol: those who want its level changes, and those who want its trades. */
  #levelSources: (StreamSource[] | undefined)[] = [];
  #tradeSources: (StreamSource[] | undefined)[] = [];
  /** Those who look after every step. */
  #stepSources: StreamSource[] = [];
  /** Symbols that traded in the step under way. */
  readonly #traded = new Set<number>();
  #unlisten: (() => void) | undefined;
  #ticker: NodeJS.Timeout | undefined;
  #flushing: NodeJS.Timeout | undefined;
  #ticks = 0;

  /** `isOpen`: whether the floor is; of one that has failed nothing is read any more. */
  constructor(session: FloorSession, options: SocketOptions, rules: ApiRules, isOpen: () => boolean = () => true) {
    this.#isOpen = isOpen;
    this.#session = session;
    this.#options = options;
    this.#rules = rules;
  }

  /** False when the name is none of a stream: then nothing will ever come. */
  subscribe(name: string, unit: TimeUnit, subscriber: Subscriber): boolean {
    if (!this.#isOpen()) return false;
    const key = `${unit} ${name}`;
    let running = this.#running.get(key);
    if (running === undefined) {
      const spec = readStreamName(name, this.#session.floor.instruments);
      if (spec === undefined) return false;
      if (spec.kind === 'allTickers' && !this.#rules.answers('all_tickers_gone')) return false;
      const channel = new Channel(name);
      const context = { session: this.#session, unit, publish: (payload: string) => channel.publish(payload) };
      const symbol = 'instrument' in spec ? spec.instrument.index : undefined;
      running = { channel, source: createSource(context, spec), symbol };
      this.#running.set(key, running);
      this.#arrange();
    }
    const { channel, source } = running;
    const isFirst = channel.idle;
    channel.add(subscriber);
    if (isFirst) source.begin?.();
    else channel.greet(subscriber, source.present?.());
    this.#schedule();
    return true;
  }

  unsubscribe(name: string, unit: TimeUnit, subscriber: Subscriber): void {
    const key = `${unit} ${name}`;
    const running = this.#running.get(key);
    if (running === undefined) return;
    running.channel.remove(subscriber);
    if (!running.channel.idle) return;
    this.#running.delete(key);
    this.#arrange();
  }

  /** How many streams somebody listens to. */
  get size(): number {
    return this.#running.size;
  }

  close(): void {
    this.#running.clear();
    this.#arrange();
  }

  #arrange(): void {
    this.#levelSources = [];
    this.#tradeSources = [];
    this.#stepSources = [];
    for (const { source, symbol } of this.#running.values()) {
      if (source.stepped !== undefined) this.#stepSources.push(source);
      if (symbol === undefined) continue;
      if (source.level !== undefined) addTo(this.#levelSources, symbol, source);
      if (source.trades !== undefined) addTo(this.#tradeSources, symbol, source);
    }
    if (this.#running.size > 0) {
      this.#unlisten ??= this.#session.listen({
        market: (events) => this.#market(events),
        flushed: () => this.#stepped(),
      });
      this.#ticker ??= setInterval(() => this.#tick(), this.#options.quickMs);
      return;
    }
    this.#unlisten?.();
    this.#unlisten = undefined;
    clearInterval(this.#ticker);
    clearTimeout(this.#flushing);
    this.#ticker = undefined;
    this.#flushing = undefined;
  }

  #market(events: EventRing): void {
    const { records, count } = events;
    for (let at = 0; at < count * marketEventStride; at += marketEventStride) {
      const kind = records[at + marketField.kind] ?? 0;
      const symbol = symbolOf(kind);
      if (isTrade(kind)) {
        this.#traded.add(symbol);
        continue;
      }
      const sources = this.#levelSources[symbol];
      if (sources === undefined) continue;
      const price = records[at + marketField.price] ?? 0;
      for (const source of sources) source.level?.(sideOf(kind), price);
    }
  }

  #stepped(): void {
    for (const symbol of this.#traded) {
      for (const source of this.#tradeSources[symbol] ?? []) source.trades?.();
    }
    this.#traded.clear();
    for (const source of this.#stepSources) source.stepped?.();
    this.#schedule();
  }

  #schedule(): void {
    this.#flushing ??= setTimeout(() => this.#flush(), this.#options.flushMs);
  }

  #tick(): void {
    if (!this.#isOpen()) {
      this.close();
      return;
    }
    this.#ticks++;
    const perSecond = Math.max(1, Math.round(this.#options.slowMs / this.#options.quickMs));
    const second = this.#ticks % perSecond === 0 ? this.#ticks / perSecond : undefined;
    for (const { source } of this.#running.values()) {
      source.quick?.();
      if (second !== undefined) source.second?.(second);
    }
    this.#flush();
  }

  #flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    if (!this.#isOpen()) {
      this.close();
      return;
    }
    const touched: SocketClient[] = [];
    for (const { channel, source } of this.#running.values()) {
      source.flush?.();
      channel.deliver(touched);
    }
    for (const client of touched) client.flush();
  }
}

function addTo(lists: (StreamSource[] | undefined)[], symbol: number, source: StreamSource): void {
  const list = lists[symbol] ?? [];
  list.push(source);
  lists[symbol] = list;
}
