/**
 * Where other servers on the same database come in: they hear what is committed here and have their users' commands done. The
 * door stands on the public port and opens to nobody who can't prove the shared secret; until then a caller costs one nonce
 * and two seconds at most.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { LiveFloor } from '../../engine/live-floor.ts';
import type { Log } from '../../observe/logger.ts';
import { refuseUpgrade } from '../sockets/refuse-upgrade.ts';
import { wireError } from '../wire/errors.ts';
import { decodeFrame, encodeFrame, frameBytesMax, type PeerFrame } from './peer-frames.ts';
import { freshNonce, isNonce, proofOf, sameProof } from './peer-handshake.ts';
import { PeerService } from './peer-service.ts';

/** In the address of an upgrade request. */
export const peerPath = '/internal/v1/peer';

const peersMax = 64;
const handshakeMs = 2_000;
/** Between two questions whether a peer is there. */
const pingMs = 1_000;
/** A peer that has not answered them for so long is cut off. */
const silenceMs = 15_000;
/** A peer that reads this much too slowly is cut off: it finds everything in the journal. */
const bufferedBytesMax = 16 * 1024 * 1024;
export interface PeerDoorParts {
  readonly floors: () => readonly LiveFloor[];
  readonly secret: Uint8Array;
  readonly log: Log;
}

export class PeerDoor {
  readonly #parts: PeerDoorParts;
  readonly #acceptor = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    perMessageDeflate: false,
    maxPayload: frameBytesMax,
  });

  constructor(parts: PeerDoorParts) {
    this.#parts = parts;
  }

  upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    if (this.#acceptor.clients.size >= peersMax) {
      refuseUpgrade(socket, wireError('server_busy'));
      return;
    }
    this.#acceptor.handleUpgrade(request, socket, head, (ws) => {
      socket.setNoDelay(true);
      new PeerVisit(ws, this.#parts).begin();
    });
  }

  close(): void {
    for (const ws of this.#acceptor.clients) ws.close(1001);
  }
}

class PeerVisit {
  readonly #ws: WebSocket;
  readonly #parts: PeerDoorParts;
  readonly #nonce = freshNonce();
  /**
   * What arrives was sent after this, by this server's clock alone: a peer answers pings in the order of what it sends, each with its own
   * words, which are the time at which it was asked. A network or a process that stood still shows by that.
   */
  #sentSinceMs = performance.now();
  #pinging: NodeJS.Timeout | undefined;
  /** For the server that calls, once it has proved itself. */
  #service: PeerService | undefined;
  #peer: number | undefined;

  constructor(ws: WebSocket, parts: PeerDoorParts) {
    this.#ws = ws;
    this.#parts = parts;
  }

  begin(): void {
    const late = setTimeout(() => this.#ws.terminate(), handshakeMs);
    this.#ws.on('message', (data: Buffer, isBinary: boolean) => {
      try {
        if (!isBinary) throw new Error('expected a binary message');
        this.#take(decodeFrame(data), late);
      } catch (error) {
        this.#parts.log.warn({ event: 'peer.refused', peer: this.#peer, reason: (error as Error).message });
        this.#ws.close(1008);
      }
    });
    this.#ws.on('pong', (words: Buffer) => this.#answered(Number(words.toString('latin1'))));
    this.#ws.on('error', () => this.#ws.terminate());
    this.#ws.on('close', () => {
      clearTimeout(late);
      clearInterval(this.#pinging);
      this.#service?.end();
    });
    this.#send({ kind: 'challenge', nonce: this.#nonce });
  }

  #take(frame: PeerFrame, late: NodeJS.Timeout): void {
    if (this.#service !== undefined) {
      this.#service.take(frame);
      return;
    }
    if (frame.kind !== 'reply') throw new Error(`expected a reply to the challenge, found ${frame.kind}`);
    this.#admit(frame);
    clearTimeout(late);
  }

  #admit({ server, nonce, proof }: PeerFrame & { readonly kind: 'reply' }): void {
    const nonces = { called: this.#nonce, caller: nonce };
    const { secret } = this.#parts;
    if (!isNonce(nonce) || !sameProof(proofOf(secret, 'caller', server, nonces), proof)) {
      throw new Error('it does not know the secret of this database');
    }
    this.#peer = server;
    this.#service = new PeerService({
      floors: this.#parts.floors,
      peer: server,
      send: (told) => this.#send(told),
      nowMs: () => performance.now(),
      sentSinceMs: () => this.#sentSinceMs,
    });
    // Behind what has come while this process was busy.
    this.#pinging = setInterval(() => setImmediate(() => this.#ping()), pingMs);
    this.#send({ kind: 'welcome', proof: proofOf(secret, 'called', server, nonces) });
  }

  #ping(): void {
    const nowMs = performance.now();
    if (nowMs - this.#sentSinceMs > silenceMs) this.#ws.terminate();
    else if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping(String(nowMs));
  }

  #answered(askedMs: number): void {
    if (askedMs > this.#sentSinceMs && askedMs <= performance.now()) this.#sentSinceMs = askedMs;
  }

  #send(frame: PeerFrame): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    if (this.#ws.bufferedAmount > bufferedBytesMax) this.#ws.terminate();
    else this.#ws.send(encodeFrame(frame));
  }
}
