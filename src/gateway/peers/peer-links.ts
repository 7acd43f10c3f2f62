/**
 * This server's connections to others: one to each that writes a floor which is followed here, opened again as long as
 * somebody wants it. What is sent while there is none is refused at once; what is missed meanwhile is in the journal.
 */
import { WebSocket } from 'ws';
import type { PeerLink, PeerLinks, PeerRequest, WriterNews } from '../../engine/peer-link.ts';
import type { Log } from '../../observe/logger.ts';
import { peerPath } from './peer-door.ts';
import { decodeFrame, encodeFrame, frameBytesMax, type PeerFrame } from './peer-frames.ts';
import { freshNonce, isNonce, proofOf, sameProof } from './peer-handshake.ts';
import { tellNews } from './writer-news.ts';

const retryMsMin = 50;
const retryMsMax = 1_000;
const connectMs = 2_000;
/** A writer asks every second whether this server is there; one that was heard asking and then nothing for so long has gone, whatever TCP believes. */
const silenceMs = 5_000;
const silenceCheckMs = 500;
/** Commands that may wait in this server's sockets. */
const bufferedBytesMax = 4 * 1024 * 1024;

export interface PeerLinksParts {
  readonly secret: Uint8Array;
  readonly log: Log;
}

export function openPeerLinks(parts: PeerLinksParts): PeerLinks {
  const links = new Map<string, Link>();
  return {
    to(server, address, own) {
      const key = `${server} ${address}`;
      const link = links.get(key) ?? new Link(address, own, parts, () => links.delete(key));
      links.set(key, link);
      return link;
    },
    close() {
      for (const link of [...links.values()]) link.close();
    },
  };
}

class Link implements PeerLink {
  readonly #url: string;
  /** Number of this server. */
  readonly #own: number;
  readonly #parts: PeerLinksParts;
  readonly #closed: () => void;
  readonly #listeners = new Map<number, WriterNews>();
  #ws: WebSocket | undefined;
  /** The other side has proved itself. */
  #ready = false;
  #retryMs = retryMsMin;
  #retry: NodeJS.Timeout | undefined;
  #ended = false;

  constructor(address: string, own: number, parts: PeerLinksParts, closed: () => void) {
    const url = new URL(peerPath, address);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.#url = url.href;
    this.#own = own;
    this.#parts = parts;
    this.#closed = closed;
    this.#connect();
  }

  get isOpen(): boolean {
    return this.#ready;
  }

  send(request: PeerRequest): boolean {
    if (!this.#ready || this.#ws === undefined || this.#ws.bufferedAmount > bufferedBytesMax) return false;
    this.#write({ kind: 'request', request });
    return true;
  }

  listen(floorId: number, news: WriterNews): () => void {
    this.#listeners.set(floorId, news);
    if (this.#ready) this.#write({ kind: 'listen', floorId });
    return () => {
      if (this.#listeners.get(floorId) !== news) return;
      this.#listeners.delete(floorId);
      if (this.#listeners.size === 0) this.close();
    };
  }

  close(): void {
    this.#ended = true;
    this.#ready = false;
    clearTimeout(this.#retry);
    this.#ws?.terminate();
    this.#closed();
  }

  #connect(): void {
    const options = { perMessageDeflate: false, maxPayload: frameBytesMax, handshakeTimeout: connectMs };
    const ws = new WebSocket(this.#url, options);
    this.#ws = ws;
    const nonce = freshNonce();
    let called: Uint8Array | undefined;
    let silence: NodeJS.Timeout | undefined;
    let heardMs = performance.now();
    ws.on('ping', () => {
      heardMs = performance.now();
      silence ??= setInterval(() => {
        // What has come while this process itself was busy is read first.
        setImmediate(() => {
          if (performance.now() - heardMs > silenceMs) ws.terminate();
        });
      }, silenceCheckMs);
    });
    ws.on('message', (data: Buffer) => {
      heardMs = performance.now();
      try {
        const frame = decodeFrame(data);
        if (this.#ready) tellNews(frame, this.#listeners);
        else if (frame.kind === 'challenge' && isNonce(frame.nonce)) called = this.#reply(frame.nonce, nonce);
        else if (frame.kind === 'welcome' && called !== undefined) this.#enter(frame.proof, called, nonce);
        else throw new Error(`expected a handshake, found ${frame.kind}`);
      } catch (error) {
        this.#parts.log.warn({ event: 'peer.not_trusted', url: this.#url, reason: (error as Error).message });
        ws.terminate();
      }
    });
    ws.on('error', () => ws.terminate());
    ws.on('close', () => {
      clearInterval(silence);
      this.#ready = false;
      if (this.#ended) return;
      this.#retry = setTimeout(() => this.#connect(), this.#retryMs);
      this.#retryMs = Math.min(this.#retryMs * 2, retryMsMax);
    });
  }

  #reply(called: Uint8Array, caller: Uint8Array): Uint8Array {
    const proof = proofOf(this.#parts.secret, 'caller', this.#own, { called, caller });
    this.#write({ kind: 'reply', server: this.#own, nonce: caller, proof });
    return called;
  }

  #enter(proof: Uint8Array, called: Uint8Array, caller: Uint8Array): void {
    const expected = proofOf(this.#parts.secret, 'called', this.#own, { called, caller });
    if (!sameProof(expected, proof)) throw new Error('it does not know the secret of this database');
    this.#ready = true;
    this.#retryMs = retryMsMin;
    for (const floorId of this.#listeners.keys()) this.#write({ kind: 'listen', floorId });
  }

  #write(frame: PeerFrame): void {
    this.#ws?.send(encodeFrame(frame));
  }
}
