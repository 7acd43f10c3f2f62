/** An HTTP request taken apart for an operation: raw query and body, parameters, time unit. Nothing is checked twice. */
import type { IncomingHttpHeaders } from 'node:http';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import { type RawParameters, readRawParameters } from '../wire/raw-parameters.ts';
import { readTimeUnit, type TimeUnit } from '../wire/time-unit.ts';

export const formType = 'application/x-www-form-urlencoded';

/** What is read of a request, whoever has parsed it. */
export interface ReadableRequest {
  readonly method?: string | undefined;
  /** Path and query, as sent. */
  readonly url?: string | undefined;
  readonly headers: Readonly<IncomingHttpHeaders>;
}

export interface RequestParts {
  readonly raw: RawParameters;
  readonly timeUnit: TimeUnit;
}

/**
 * `body` is what was received, latin-1, undefined when nothing was. GET has none. Bodies are forms; an empty one may claim any type,
 * because widespread clients say `application/json` and send nothing.
 */
export function readRequest(request: ReadableRequest, body: string | undefined): Outcome<RequestParts> {
  const { headers, method } = request;
  const unitHeader = headers['x-mbx-time-unit'];
  const timeUnit = unitHeader === undefined ? 'ms' : readTimeUnit(String(unitHeader));
  if (timeUnit === undefined) return refuse('invalid_time_unit');
  if (asksForSbe(headers)) return refuse('sbe_disabled');
  let form = '';
  if (body !== undefined && body.length > 0 && method !== 'GET' && method !== 'HEAD') {
    if (!isForm(headers['content-type']) || headers['content-encoding'] !== undefined) {
      return refuse('unsupported_content_type');
    }
    form = body;
  }
  const raw = readRawParameters(rawQuery(request.url ?? ''), form);
  return raw.ok ? accept({ raw: raw.value, timeUnit }) : raw;
}

/** As it stands in the request line, without the question mark. */
export function rawQuery(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? '' : url.slice(mark + 1);
}

function isForm(contentType: string | undefined): boolean {
  if (contentType === undefined || contentType === formType) return true;
  return contentType.trimStart().toLowerCase().startsWith(formType);
}

function asksForSbe(headers: ReadableRequest['headers']): boolean {
  return headers['x-mbx-sbe'] !== undefined || headers.accept === 'application/sbe';
}
