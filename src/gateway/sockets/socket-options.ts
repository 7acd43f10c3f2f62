/** The limits and paces of all sockets, with their documented defaults. Times in milliseconds of wall time. */
export interface SocketOptions {
  /** A ping goes out this often; without a pong for `pongTimeoutMs` the socket is closed. */
  readonly pingIntervalMs: number;
  readonly pongTimeoutMs: number;
  /** A connection is closed at this age. */
  readonly lifetimeMs: number;
  /** A client that leaves this many bytes unread is cut … */
  readonly bufferedBytesMax: number;
  /** … and so is one that takes nothing at all for so long while something waits. */
  readonly stallMs: number;
  /** Biggest message from a client, bytes. */
  readonly messageBytesMax: number;
  /** Messages, pings and pongs from a stream client: so many per second, and so many at once. */
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  /** Streams one connection can listen to. */
  readonly streamsMax: number;
  /** Requests of one WebSocket API connection under way at once; it is not read further meanwhile. */
  readonly requestsInFlightMax: number;
  /** Connections of this server and of one address. */
  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
  /** What real-time streams gather before one write per client. */
  readonly flushMs: number;
  /** The quick pace of depth streams, and of looking for closed candles. */
  readonly quickMs: number;
  /** The pace of tickers, slow depth streams and open candles; a multiple of `quickMs`. */
  readonly slowMs: number;
  /** How often pings, ages, stalls and keys are looked at. */
  readonly checkMs: number;
  /** A server that has not heard which keys were revoked for so long tells no account's events any more. Longer than a database's takeover. */
  readonly deafMs: number;
  /** False: no message rate and no limits per address. */
  readonly limited: boolean;
}

export const defaultSocketOptions: SocketOptions = {
  pingIntervalMs: 20_000,
  pongTimeoutMs: 60_000,
  lifetimeMs: 24 * 3_600_000,
  bufferedBytesMax: 1_048_576,
  stallMs: 5000,
  messageBytesMax: 65_536,
  messagesPerSecond: 5,
  messageBurst: 10,
  streamsMax: 1024,
  requestsInFlightMax: 64,
  connectionsMax: 20_000,
  connectionsPerAddressMax: 200,
  flushMs: 5,
  quickMs: 100,
  slowMs: 1000,
  checkMs: 1000,
  deafMs: 30_000,
  limited: true,
};
