/**
 * The HTTP framework, reduced to routing and body limits: bodies arrive as raw bytes whatever their type says, queries stay
 * text, and every failure the framework itself finds is answered in the exchange's own shape.
 */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { errorJson, type WireError, wireError } from '../wire/errors.ts';
import { sendError } from './answer.ts';
import { privateJson } from './headers.ts';
import { bodyBytesMax, headerBytesMax, httpOptions, keepAliveMs, requestMs, silenceMs } from './http-limits.ts';

/** `failed` hears of errors that are nobody's bad input. */
export function createApp(failed: (error: unknown) => void): FastifyInstance {
  const app = Fastify({
    http: httpOptions,
    requestTimeout: requestMs,
    keepAliveTimeout: keepAliveMs,
    connectionTimeout: silenceMs,
    bodyLimit: bodyBytesMax,
    logger: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    requestIdHeader: false,
    genReqId: () => '',
    routerOptions: {
      querystringParser: () => noQuery,
      // A floor's name is looked up, however long: the answer is that there is none.
      maxParamLength: headerBytesMax,
    },
    clientErrorHandler: (error, socket) => refuseRaw(error, socket),
    frameworkErrors: (_error, _request, reply) => {
      reply.hijack();
      sendError(reply.raw, wireError('malformed_request', 'the path is not a valid URL'), privateJson, {
        usedWeight: 0,
      });
    },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.setErrorHandler((error, _request, reply) => {
    const known = frameworkError(error);
    if (known === undefined) failed(error);
    reply.hijack();
    if (reply.raw.headersSent) reply.raw.destroy();
    else sendError(reply.raw, known ?? wireError('internal'), privateJson, { usedWeight: 0 });
  });
  return app;
}

/** Queries are read by hand from the raw URL, because signatures cover it. */
const noQuery: Record<string, never> = Object.freeze({});

function frameworkError(error: unknown): WireError | undefined {
  const { code, statusCode } = error as { readonly code?: string; readonly statusCode?: number };
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return wireError('body_too_large', bodyBytesMax);
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return wireError('malformed_request', 'the body is not as long as Content-Length says');
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return wireError('unsupported_content_type');
    case 'ECONNRESET':
    case 'ECONNABORTED':
      return wireError('malformed_request', 'the request was cut off');
  }
  return statusCode !== undefined && statusCode < 500
    ? wireError('malformed_request', 'it could not be read')
    : undefined;
}

/** Answers what could not even be read as HTTP, and closes. `code`: as Node's HTTP server gives it. */
export function refuseRaw({ code }: { readonly code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const wire = rawError(code);
  const text = errorJson(wire);
  socket.end(
    `HTTP/1.1 ${wire.status} ${STATUS_CODES[wire.status] ?? 'Bad Request'}\r\n` +
      'content-type: application/json;charset=UTF-8\r\nx-content-type-options: nosniff\r\ncache-control: no-store\r\n' +
      `content-length: ${Buffer.byteLength(text)}\r\nconnection: close\r\n\r\n${text}`,
    () => socket.destroy(),
  );
}

function rawError(code: string | undefined): WireError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return wireError('headers_too_large', headerBytesMax);
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return wireError('request_timeout');
    default:
      return wireError('malformed_request', 'it is not valid HTTP/1.1');
  }
}
