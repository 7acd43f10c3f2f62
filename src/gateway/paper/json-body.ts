/** The bodies of the terminal's own calls: a small flat JSON object of known names, from our own pages only. */
import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import { isDirect } from '../client-address.ts';
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
  trustedProxies: BlockList | undefined,
): Outcome<JsonFields> {
  if (isCrossSite(request) || isLedHere(request, trustedProxies)) return refuse('cross_site');
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

/**
 * A site can have its own name lead to this machine once its page is loaded, and the browser takes that for the same site. So a
 * browser of this machine must have asked for it by a name that nobody else can have. Names that a proxy has are the proxy's business.
 */
function isLedHere(request: IncomingMessage, trustedProxies: BlockList | undefined): boolean {
  const { remoteAddress = '' } = request.socket;
  const isOwnMachine = remoteAddress === '::1' || remoteAddress.replace('::ffff:', '').startsWith('127.');
  return isOwnMachine && isDirect(remoteAddress, trustedProxies) && !isOwnName(request.headers.host ?? '');
}

/** Without a dot it is a machine's own name: nobody has one of those on the internet. */
function isOwnName(host: string): boolean {
  if (!URL.canParse(`http://${host}`)) return false;
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '');
  return isIP(name) !== 0 || !name.includes('.') || name.endsWith('.localhost');
}

function parse(body: Buffer | undefined): unknown {
  try {
    return JSON.parse(body === undefined ? '' : new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
