/** What one HTTP connection and one request may take; everything has a bound with a name. */
import type { ServerOptions } from 'node:http';

export const bodyBytesMax = 64 * 1024;
export const headerBytesMax = 16 * 1024;
/** Connections in all, and from one address that is not a trusted proxy. */
export const connectionsMax = 20_000;
export const connectionsPerAddressMax = 200;

const second = 1000;

/** A request's headers must be there within 10 s and all of it within 15 s; looked after each second. */
export const httpOptions: ServerOptions = {
  maxHeaderSize: headerBytesMax,
  headersTimeout: 10 * second,
  connectionsCheckingInterval: second,
  noDelay: true,
};

/** The framework sets these on the server itself. */
export const requestMs = 15 * second;
export const keepAliveMs = 65 * second;

/** A connection on which nothing moves while an answer waits to be read. */
export const silenceMs = 20 * second;
