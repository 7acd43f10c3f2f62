/**
 * One connected client: the only place that writes to its socket. Frames are gathered by `queue` and leave in one write by
 * `flush`. What a client does not read is bounded: it is cut with a reason and costs the others nothing.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { GatewayMetrics } from '../../observe/metrics.ts';
import { textFrame } from './frames.ts';
import type { SocketOptions } from './socket-options.ts';

/** Close codes: policy, going away, too big is the library's own. */
export const closeCode = { goingAway: 1001, policy: 1008 } as const;

/** How long a close may take before the socket is destroyed, milliseconds. */
const closeGraceMs = 2000;

export interface ClientParts {
  readonly ws: WebSocket;
  /** What `ws` writes to. */
  readonly socket: Socket;
  readonly kind: 'stream' | 'api';
  readonly options: SocketOptions;
  readonly metrics: GatewayMetrics;
}

export class SocketClient {
  readonly ws: WebSocket;
  readonly kind: 'stream' | 'api';
  readonly #socket: Socket;
  readonly #metrics: GatewayMetrics;
  readonly #options: SocketOptions;
  readonly #openedAt: number;
  #chunks: Buffer[] = [];
  #closing = false;
  #lastPongAt: number;
  #lastPingAt: number;
  #tokens: number;
  #tokensAt: number;
  /** Bytes the system has taken off our hands. */
  #taken = 0;
  #readingSince: number;

  constructor(parts: ClientParts) {
    const { ws, socket, options } = parts;
    this.ws = ws;
    this.kind = parts.kind;
    this.#socket = socket;
    this.#metrics = parts.metrics;
    this.#options = options;
    const now = performance.now();
    this.#openedAt = now;
    this.#lastPongAt = now;
    this.#lastPingAt = now;
    this.#tokens = options.messageBurst;
    this.#tokensAt = now;
    this.#readingSince = now;
    ws.on('pong', () => {
      this.#lastPongAt = performance.now();
    });
  }

  get open(): boolean {
    return !this.#closing && this.ws.readyState === this.ws.OPEN;
  }

  /** Sends one message now. */
  send(text: string): void {
    this.queue(textFrame(text));
    this.flush();
  }

  /** Keeps bytes of whole frames for the next `flush`; true when they are the first. The bytes may be shared. */
  queue(frames: Buffer): boolean {
    return this.#chunks.push(frames) === 1;
  }

  flush(): void {
    const chunks = this.#chunks;
    if (chunks.length === 0) return;
    this.#chunks = [];
    if (!this.open) return;
    if (this.#socket.writableLength > this.#options.bufferedBytesMax) {
      this.cut('slow consumer', `over ${this.#options.bufferedBytesMax} bytes unread`);
      return;
    }
    let bytes = 0;
    if (chunks.length > 1) this.#socket.cork();
    for (const chunk of chunks) {
      this.#socket.write(chunk);
      bytes += chunk.length;
    }
    if (chunks.length > 1) this.#socket.uncork();
    this.#metrics.frameSent(this.kind, bytes);
  }

  /** Counts an incoming message, ping or pong; false (and cut) when there were too many. */
  admit(): boolean {
    const { limited, messagesPerSecond, messageBurst } = this.#options;
    if (!limited) return true;
    const now = performance.now();
    this.#tokens = Math.min(messageBurst, this.#tokens + ((now - this.#tokensAt) / 1000) * messagesPerSecond);
    this.#tokensAt = now;
    if (this.#tokens >= 1) {
      this.#tokens--;
      return true;
    }
    this.cut('too many messages', `at most ${messagesPerSecond} per second, pings and pongs included`);
    return false;
  }

  /** Ping, age, silence, stall: called every `checkMs`. */
  check(now: number): void {
    if (!this.open) return;
    const options = this.#options;
    const taken = this.#socket.bytesWritten - this.#socket.writableLength;
    if (this.#socket.writableLength === 0 || taken > this.#taken) this.#readingSince = now;
    this.#taken = taken;
    if (now - this.#openedAt >= options.lifetimeMs) {
      this.close(closeCode.goingAway, 'connection lifetime reached');
    } else if (now - this.#lastPongAt >= options.pongTimeoutMs) {
      this.cut('no pong', `none for ${options.pongTimeoutMs} ms`);
    } else if (now - this.#readingSince >= options.stallMs) {
      this.cut('slow consumer', `nothing read for ${options.stallMs} ms`);
    } else if (now - this.#lastPingAt >= options.pingIntervalMs) {
      this.#lastPingAt = now;
      this.ws.ping(String(Date.now()));
    }
  }

  /** Closes for breaking a limit: `reason` is one of a few, `detail` says what was expected. */
  cut(reason: string, detail: string): void {
    if (!this.#closing) this.#metrics.socketCut(reason);
    this.close(closeCode.policy, `${reason}: ${detail}`);
  }

  /** Says why, then makes sure the socket goes. Nothing is sent after. */
  close(code: number, reason: string): void {
    if (this.#closing) return;
    this.#closing = true;
    this.#chunks = [];
    this.ws.close(code, reason);
    setTimeout(() => this.ws.terminate(), closeGraceMs).unref();
  }
}
