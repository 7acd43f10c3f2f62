/**
 * What makes the messages of one stream: it looks at the floor when it is told to and publishes what is new. It exists only
 * while somebody listens. All its reading happens between two steps of the floor, so what it sees is whole.
 */
import type { FloorSession } from '../../engine/floor-session.ts';
import type { TimeUnit } from '../wire/time-unit.ts';

export interface StreamSource {
  /** A level of the source's symbol changed (ticks; 0 buy, 1 sell). */
  level?(side: number, price: number): void;
  /** After each step of the floor in which the source's symbol traded. */
  trades?(): void;
  /** After each step of the floor, however little happened. */
  stepped?(): void;
  /** Before the messages gathered so far leave, a few milliseconds after a step. */
  flush?(): void;
  /** Every 100 ms of wall time. */
  quick?(): void;
  /** Every second of wall time, numbered. */
  second?(count: number): void;
  /** Its first subscriber is there: publishes now what would come with the next second only. */
  begin?(): void;
  /** The present state as a message for one who subscribes beside others; undefined where there is none. What the others hear stays. */
  present?(): string | undefined;
}

export interface SourceContext {
  readonly session: FloorSession;
  readonly unit: TimeUnit;
  /** Hands one message (JSON text) to all subscribers. */
  publish(payload: string): void;
}

/** Floor time now in the stream's unit: the `E` of events. */
export function eventTime(context: SourceContext): number {
  const now = context.session.now();
  return context.unit === 'us' ? now : Math.floor(now / 1000);
}
