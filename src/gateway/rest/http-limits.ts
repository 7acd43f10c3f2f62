/** What one HTTP connection and one request may take; everything has a bound with a name. */
import type { ServerOptions } from 'node:http';

export const bodyBytesMax = 64 * 1024;
export const headerBytesMax = 16 * 1024;
/** Connections in all, and from one address that is not a trusted proxy. */
export const connectionsMax = 20_000;
export const connectionsPerAddressMax = 200;

const second = 1000;

/** From the beginning of a connection or a request. */
export const headersMs = 10 * second;

/** Looked after each second. */
export const httpOptions: ServerOptions = {
  maxHeaderSize: headerBytesMax,
  headersTimeout: headersMs,
  connectionsCheckingInterval: second,
  noDelay: true,
};

/** All of a request must be there. The framework sets these on the server itself. */
export const requestMs = 15 * second;
export const keepAliveMs = 65 * second;

/** A connection that never says anything; more than a whole request may take, so that one that is late is told so. */
export const silenceMs = 17 * second;

/** A connection that takes nothing of the answers that wait for it. */
export const unreadMs = 15 * second;
