/**
 * One stream and its subscribers. What is published is kept until `deliver`, then made into frames once for those who
 * listen raw and once for those who listen combined, joined, and handed to each as the very same bytes.
 */
import { textFrame } from '../sockets/frames.ts';
import type { SocketClient } from '../sockets/socket-client.ts';

export interface Subscriber {
  readonly client: SocketClient;
  /** Wrapped as `{stream, data}`. */
  readonly combined: boolean;
}

export class Channel {
  readonly #name: string;
  readonly #subscribers = new Set<Subscriber>();
  #payloads: string[] = [];
  /** What one who came later hears alone, ahead of the rest. */
  readonly #greetings = new Map<Subscriber, string>();

  constructor(name: string) {
    this.#name = name;
  }

  get idle(): boolean {
    return this.#subscribers.size === 0;
  }

  add(subscriber: Subscriber): void {
    this.#subscribers.add(subscriber);
  }

  remove(subscriber: Subscriber): void {
    this.#subscribers.delete(subscriber);
    this.#greetings.delete(subscriber);
  }

  /** Who comes while something waits hears that. */
  greet(subscriber: Subscriber, payload: string | undefined): void {
    if (payload !== undefined && this.#payloads.length === 0) this.#greetings.set(subscriber, payload);
  }

  publish(payload: string): void {
    this.#payloads.push(payload);
  }

  /** Hands over what was published; clients that had nothing waiting yet are put on `touched`. */
  deliver(touched: SocketClient[]): void {
    this.#deliverGreetings(touched);
    const payloads = this.#payloads;
    if (payloads.length === 0) return;
    this.#payloads = [];
    let raw: Buffer | undefined;
    let combined: Buffer | undefined;
    for (const { client, combined: wrapped } of this.#subscribers) {
      let frames: Buffer;
      if (wrapped) {
        combined ??= joinFrames(payloads.map((payload) => this.#wrapped(payload)));
        frames = combined;
      } else {
        raw ??= joinFrames(payloads);
        frames = raw;
      }
      if (client.queue(frames)) touched.push(client);
    }
  }

  #deliverGreetings(touched: SocketClient[]): void {
    if (this.#greetings.size === 0) return;
    for (const [{ client, combined }, payload] of this.#greetings) {
      // The same may be on its way to everybody.
      if (payload === this.#payloads.at(-1)) continue;
      if (client.queue(textFrame(combined ? this.#wrapped(payload) : payload))) touched.push(client);
    }
    this.#greetings.clear();
  }

  #wrapped(payload: string): string {
    return `{"stream":${JSON.stringify(this.#name)},"data":${payload}}`;
  }
}

function joinFrames(payloads: readonly string[]): Buffer {
  const frames = payloads.map(textFrame);
  const [first] = frames;
  return first !== undefined && frames.length === 1 ? first : Buffer.concat(frames);
}
