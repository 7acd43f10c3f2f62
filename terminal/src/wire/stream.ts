/**
 * Stream events the terminal subscribes to, in the single letters of the wire. `readStreamMessage` tells data from
 * acknowledgements; anything unknown is undefined and ignored, so a newer server does not break an older page.
 */
import type { WireLevel } from './rest.ts';

export interface DepthUpdate {
  readonly e: 'depthUpdate';
  readonly E: number;
  readonly s: string;
  /** First and last update id of the event. */
  readonly U: number;
  readonly u: number;
  readonly b: readonly WireLevel[];
  readonly a: readonly WireLevel[];
}

export interface AggregateTradeEvent {
  readonly e: 'aggTrade';
  readonly E: number;
  readonly s: string;
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly T: number;
  readonly m: boolean;
}

export interface CandleEvent {
  readonly e: 'kline';
  readonly E: number;
  readonly s: string;
  readonly k: {
    readonly t: number;
    readonly i: string;
    readonly o: string;
    readonly h: string;
    readonly l: string;
    readonly c: string;
    readonly v: string;
    readonly x: boolean;
  };
}

export interface MiniTicker {
  readonly e: '24hrMiniTicker';
  readonly E: number;
  readonly s: string;
  readonly c: string;
  readonly o: string;
  readonly h: string;
  readonly l: string;
  readonly v: string;
  readonly q: string;
}

export type StreamData = DepthUpdate | AggregateTradeEvent | CandleEvent | readonly MiniTicker[];

export type StreamMessage =
  | { readonly kind: 'data'; readonly stream: string; readonly data: StreamData }
  | { readonly kind: 'answer'; readonly id: number }
  | { readonly kind: 'shutdown' };

/** One text frame of `/stream`. */
export function readStreamMessage(text: string): StreamMessage | undefined {
  const value = parseObject(text);
  if (value === undefined) return undefined;
  const { stream, data, id } = value;
  if (stream === '!serverShutdown') return { kind: 'shutdown' };
  if (typeof stream === 'string' && isStreamData(data)) return { kind: 'data', stream, data };
  if (typeof id === 'number') return { kind: 'answer', id };
  return undefined;
}

/** A JSON object, or undefined for any other text. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const knownEvents: readonly unknown[] = ['depthUpdate', 'aggTrade', 'kline'];

function isStreamData(data: unknown): data is StreamData {
  if (Array.isArray(data)) return data.every((entry) => entry?.e === '24hrMiniTicker');
  return typeof data === 'object' && data !== null && 'e' in data && knownEvents.includes(data.e);
}
