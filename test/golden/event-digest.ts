/**
 * A fingerprint of all events of a run: market records field by field, account events as canonical text. The two streams are
 * digested apart, so that it does not matter when they are drained.
 */
import type { EventRing } from '../../src/core/floor/event-ring.ts';
import type { AccountEvent } from '../../src/core/messages/account-event.ts';
import { isTrade, marketEventStride, marketField, sideOf, symbolOf } from '../../src/core/messages/market-event.ts';
import { ByteWriter } from '../../src/core/snapshot/bytes.ts';
import { stateHash } from '../../src/core/snapshot/state-hash.ts';

/** What a level record says, in the digest's own order; a trade says more before the update id. */
const first = ['time', 'side', 'price', 'quantity'] as const;
const ofTrades = ['tradeId', 'takerOrderId', 'makerOrderId', 'takerAccount', 'makerAccount'] as const;

const chunkBytes = 1 << 16;

export class EventDigest {
  readonly #market = new Chain();
  readonly #account = new Chain();
  marketEvents = 0;
  accountEvents = 0;

  absorbMarket(ring: EventRing): void {
    for (let index = 0; index < ring.count; index++) {
      const at = index * marketEventStride;
      const kind = ring.records[at + marketField.kind] ?? 0;
      const { bytes } = this.#market;
      bytes.f64(isTrade(kind) ? 1 : 2);
      bytes.f64(symbolOf(kind));
      for (const field of [...first, ...(isTrade(kind) ? ofTrades : []), 'updateId'] as const) {
        bytes.f64(field === 'side' ? sideOf(kind) : (ring.records[at + marketField[field]] ?? Number.NaN));
      }
      this.#market.fold();
    }
    this.marketEvents += ring.count;
  }

  absorbAccount(events: readonly AccountEvent[]): void {
    for (const event of events) {
      writeText(this.#account.bytes, canonical(event));
      this.#account.fold();
    }
    this.accountEvents += events.length;
  }

  /** 32 hexadecimal digits: market events, then account events. */
  get value(): string {
    return this.#market.value + this.#account.value;
  }
}

/** A hash over bytes of any length, a chunk at a time. */
class Chain {
  bytes = new ByteWriter(chunkBytes * 2);

  fold(): void {
    if (this.bytes.length < chunkBytes) return;
    const { value } = this;
    this.bytes = new ByteWriter(chunkBytes * 2);
    writeText(this.bytes, value);
  }

  get value(): string {
    return stateHash(this.bytes.take());
  }
}

/** The same text for the same content, whatever the order of its keys. */
export function canonical(value: unknown): string {
  if (typeof value === 'bigint') return `${value}n`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${key}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}

/** Its own form, so that a snapshot may write texts otherwise and the digests stay. */
function writeText(bytes: ByteWriter, text: string): void {
  bytes.u32(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    bytes.u8(code & 0xff);
    bytes.u8(code >> 8);
  }
}
