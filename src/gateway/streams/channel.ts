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
  }

  publish(payload: string): void {
    this.#payloads.push(payload);
  }

  /** Hands over what was published; clients that had nothing waiting yet are put on `touched`. */
  deliver(touched: SocketClient[]): void {
    const payloads = this.#payloads;
    if (payloads.length === 0) return;
    this.#payloads = [];
    let raw: Buffer | undefined;
    let combined: Buffer | undefined;
    for (const { client, combined: wrapped } of this.#subscribers) {
      let frames: Buffer;
      if (wrapped) {
        combined ??= joinFrames(
          payloads.map((payload) => `{"stream":${JSON.stringify(this.#name)},"data":${payload}}`),
        );
        frames = combined;
      } else {
        raw ??= joinFrames(payloads);
        frames = raw;
      }
      if (client.queue(frames)) touched.push(client);
    }
  }
}

function joinFrames(payloads: readonly string[]): Buffer {
  const frames = payloads.map(textFrame);
  const [first] = frames;
  return first !== undefined && frames.length === 1 ? first : Buffer.concat(frames);
}
