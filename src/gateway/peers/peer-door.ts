/**
 * Where other servers on the same database come in: they hear what is committed here and have their users' commands done. The
 * door stands on the public port and opens to nobody who can't prove the shared secret. Until then a caller costs one nonce, a few
 * kilobytes and two seconds at most, and takes no server's place: of too many callers the one that came first is cut, and a
 * server has proved itself within milliseconds.
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
/** Who have not proved themselves yet. */
const callersMax = 256;
const handshakeMs = 2_000;
/** What a caller may have sent until then, the upgrade request included. */
const callerBytesMax = 32 * 1024;
/** Between two log lines about callers that were refused. */
const refusedLineMs = 1_000;
/** Between two questions whether a peer is there. */
const pingMs = 1_000;
/** A peer that has not answered them for so long is cut off. */
const silenceMs = 15_000;
/** How long a peer has to answer that it is to go; one that stands still would hold up the end of the server. */
const farewellMs = 1_000;
/** A peer that reads this much too slowly is cut off: it finds everything in the journal. */
const bufferedBytesMax = 16 * 1024 * 1024;

export interface PeerDoorParts {
  readonly floors: () => readonly LiveFloor[];
  readonly secret: Uint8Array;
  readonly log: Log;
}

export class PeerDoor {
  readonly #parts: PeerDoorParts;
  /** The first to come first. */
  readonly #callers = new Set<PeerVisit>();
  #toldMs = Number.NEGATIVE_INFINITY;
  #untold = 0;
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
    if (this.#acceptor.clients.size - this.#callers.size >= peersMax) {
      refuseUpgrade(socket, wireError('server_busy'));
      return;
    }
    this.#acceptor.handleUpgrade(request, socket, head, (ws) => {
      socket.setNoDelay(true);
      const visit = new PeerVisit(ws, this.#parts, (peer, reason) => this.#refused(peer, reason));
      this.#callers.add(visit);
      const noCaller = () => this.#callers.delete(visit);
      ws.once('close', noCaller);
      visit.begin(socket, noCaller);
      const [first] = this.#callers;
      if (this.#callers.size > callersMax) first?.cut();
    });
  }

  /** Strangers can call as often as they like: they fill no log. */
  #refused(peer: number | undefined, reason: string): void {
    const nowMs = performance.now();
    if (peer === undefined && nowMs - this.#toldMs < refusedLineMs) {
      this.#untold++;
      return;
    }
    this.#parts.log.warn({ event: 'peer.refused', peer, reason, untold: this.#untold });
    this.#toldMs = nowMs;
    this.#untold = 0;
  }

  close(): void {
    const { clients } = this.#acceptor;
    for (const ws of clients) ws.close(1001);
    setTimeout(() => clients.forEach((ws) => void ws.terminate()), farewellMs);
  }
}

class PeerVisit {
  readonly #ws: WebSocket;
  readonly #parts: PeerDoorParts;
  readonly #refused: (peer: number | undefined, reason: string) => void;
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

  constructor(ws: WebSocket, parts: PeerDoorParts, refused: (peer: number | undefined, reason: string) => void) {
    this.#ws = ws;
    this.#parts = parts;
    this.#refused = refused;
  }

  /** `proved` is told once it is known to be a server of this database. */
  begin(socket: Socket, proved: () => void): void {
    const late = setTimeout(() => this.cut(), handshakeMs);
    const measure = () => {
      if (socket.bytesRead > callerBytesMax) this.cut();
    };
    socket.on('data', measure);
    this.#ws.on('message', (data: Buffer, isBinary: boolean) => {
      // What came in one piece with the word it was cut off for is told all the same.
      if (this.#ws.readyState !== this.#ws.OPEN) return;
      try {
        if (!isBinary) throw new Error('expected a binary message');
        const frame = decodeFrame(data);
        if (this.#service !== undefined) {
          this.#service.take(frame);
          return;
        }
        this.#admit(frame);
        clearTimeout(late);
        socket.off('data', measure);
        proved();
      } catch (error) {
        this.#refused(this.#peer, (error as Error).message);
        this.cut();
      }
    });
    this.#ws.on('pong', (words: Buffer) => this.#answered(Number(words.toString('latin1'))));
    this.#ws.on('error', () => this.cut());
    this.#ws.on('close', () => {
      clearTimeout(late);
      clearInterval(this.#pinging);
      this.#service?.end();
    });
    this.#send({ kind: 'challenge', nonce: this.#nonce });
  }

  cut(): void {
    this.#ws.terminate();
  }

  #admit(frame: PeerFrame): void {
    if (frame.kind !== 'reply') throw new Error(`expected a reply to the challenge, found ${frame.kind}`);
    const { server, nonce, proof } = frame;
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
    if (nowMs - this.#sentSinceMs > silenceMs) this.cut();
    else if (this.#ws.readyState === this.#ws.OPEN) this.#ws.ping(String(nowMs));
  }

  #answered(askedMs: number): void {
    if (askedMs > this.#sentSinceMs && askedMs <= performance.now()) this.#sentSinceMs = askedMs;
  }

  #send(frame: PeerFrame): void {
    if (this.#ws.readyState !== this.#ws.OPEN) return;
    if (this.#ws.bufferedAmount > bufferedBytesMax) this.cut();
    else this.#ws.send(encodeFrame(frame));
  }
}
