/** The bodies of the terminal's own calls: a small flat JSON object of known names, from our own pages only. */
import type { IncomingMessage } from 'node:http';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';

export type JsonFields = ReadonlyMap<string, unknown>;

/**
 * Refuses other content types than JSON, requests that a page of another site sent, and unknown names. A browser can't
 * send JSON across sites without asking first, and it is never told yes.
 */
export function readJsonBody(
  request: IncomingMessage,
  body: Buffer | undefined,
  names: readonly string[],
): Outcome<JsonFields> {
  if (isCrossSite(request)) return refuse('cross_site');
  const type = request.headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json' || request.headers['content-encoding'] !== undefined) return refuse('expected_json');
  const value = parse(body);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return refuse('invalid_json');
  const fields = new Map(Object.entries(value));
  for (const name of fields.keys()) {
    if (!names.includes(name)) return refuse('unread_parameters', fields.size - 1, fields.size);
  }
  return accept(fields);
}

function isCrossSite(request: IncomingMessage): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin, host } = request.headers;
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

function parse(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body === undefined ? '' : new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
