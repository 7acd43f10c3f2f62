/**
 * Reads the head of an HTTP/1.1 request that leaves nothing to decide: one line, fields that stand once, a body of stated
 * length or none. Whatever is unusual (another version, a repeated or folded field, a byte beyond ASCII, a transfer coding, an
 * upgrade, a connection that is to be closed) is not refused here but not plain: Node's own parser then reads and judges it.
 * So this reader never has to be lenient, and what it takes is taken as Node would take it (plain-request.test.ts).
 */
import { bodyBytesMax, headerBytesMax } from './http-limits.ts';

export interface PlainFields {
  /** As they stand in the head: the fields of a connection's requests are mostly the same, and then read once. */
  readonly text: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Bytes; 0 without a body. */
  readonly bodyLength: number;
}

export interface PlainHead {
  readonly method: string;
  /** Path and query, as sent. */
  readonly url: string;
  readonly fields: PlainFields;
}

const version = 'HTTP/1.1';
const lineEnd = '\r\n';
const methods: readonly string[] = ['GET', 'POST', 'PUT', 'DELETE'];
const targetPattern = /^\/[!-~]*$/;
const namePattern = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const valuePattern = /^[\t -~]*$/;
const lengthPattern = /^[0-9]{1,5}$/;
const fieldsMax = 100;
/** They say how the message goes on, or that something else begins. */
const decidingNames: ReadonlySet<string> = new Set([
  'transfer-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
  'keep-alive',
  'proxy-connection',
  'http2-settings',
]);

/** `text`: the head without its blank line, latin-1. `known`: fields of requests before. Undefined when it is not plain. */
export function readPlainHead(text: string, known: readonly PlainFields[]): PlainHead | undefined {
  if (text.length > headerBytesMax) return undefined;
  const end = text.indexOf(lineEnd);
  const afterMethod = text.indexOf(' ');
  const afterUrl = text.indexOf(' ', afterMethod + 1);
  if (afterMethod === -1 || afterUrl === -1 || afterUrl + 1 + version.length !== end) return undefined;
  if (!text.startsWith(version, afterUrl + 1)) return undefined;
  const method = text.slice(0, afterMethod);
  const url = text.slice(afterMethod + 1, afterUrl);
  if (!methods.includes(method) || !targetPattern.test(url)) return undefined;
  const fieldsText = text.slice(end + lineEnd.length);
  const fields = known.find((one) => one.text === fieldsText) ?? readFields(fieldsText);
  return fields === undefined ? undefined : { method, url, fields };
}

function readFields(slice: string): PlainFields | undefined {
  // Fields are kept beyond their request; a slice would keep all of it.
  const text = Buffer.from(slice, 'latin1').toString('latin1');
  const headers: Record<string, string | undefined> = Object.create(null);
  const lines = text.split(lineEnd);
  if (lines.length > fieldsMax) return undefined;
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    const value = line.slice(colon + 1);
    if (!namePattern.test(name) || !valuePattern.test(value)) return undefined;
    if (headers[name] !== undefined || decidingNames.has(name)) return undefined;
    headers[name] = value.trim();
  }
  const { host, connection = 'keep-alive', 'content-length': length = '0' } = headers;
  if (host === undefined || connection.toLowerCase() !== 'keep-alive' || !lengthPattern.test(length)) return undefined;
  const bodyLength = Number(length);
  return bodyLength <= bodyBytesMax ? { text, headers, bodyLength } : undefined;
}
