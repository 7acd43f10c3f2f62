/**
 * An error as a receiver of the Sentry protocol groups and shows it: names, messages and places, with every text redacted. Put together from
 * chosen parts only: no request, no header, no variable, no environment, no line of source goes along.
 */
import { createStackParser, type Event, type Exception, type StackFrame } from '@sentry/core';
import { nodeStackLineParser } from '@sentry/core/server';
import { redactText } from './redact-report.ts';

export interface ReportedError {
  /** The log's event, such as `request.failed`. */
  readonly event: string;
  readonly error: unknown;
  /** The log line's fields; only those of `toldFields` are told. */
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface EventOptions {
  /** Paperfloor's own directory: places are told from there. */
  readonly root: string;
  readonly addresses: boolean;
}

/** Names and positions; never an account, a key or a payload. */
const toldFields = ['floor', 'operation', 'path', 'sequence', 'to', 'kind'];
const fieldCharactersMax = 100;
const messageCharactersMax = 1_000;
const framesMax = 40;
const causesMax = 4;

const parseStack = createStackParser(nodeStackLineParser());

export function errorEvent({ event, error, fields }: ReportedError, options: EventOptions): Event {
  const clean = (text: string, charactersMax: number) =>
    redactText(text, { addresses: options.addresses, charactersMax });
  const values = exceptionsOf(error, options, clean);
  const tags = Object.fromEntries(
    toldFields.flatMap((name) => {
      const value = fields[name];
      return typeof value === 'string' || typeof value === 'number'
        ? [[name, clean(String(value), fieldCharactersMax)] as const]
        : [];
    }),
  );
  return {
    level: 'error',
    platform: 'node',
    // Groups by what happened and where, whatever a message's figures are.
    fingerprint: [event, ...values.map(({ type }) => type ?? 'Error'), placeOf(values)],
    tags: { event, ...tags },
    transaction: event,
    ...(values.length > 0 ? { exception: { values } } : { message: event }),
  };
}

/** The error and what caused it, the first cause first, as the protocol wants it. */
function exceptionsOf(
  error: unknown,
  { root }: EventOptions,
  clean: (text: string, charactersMax: number) => string,
): Exception[] {
  const values: Exception[] = [];
  let next = error;
  while (next !== undefined && next !== null && values.length < causesMax) {
    const { name, message, stack, cause, code } = (
      typeof next === 'object' ? next : { name: 'Thrown', message: String(next) }
    ) as Partial<Error> & { readonly code?: unknown };
    const frames = framesOf(typeof stack === 'string' ? stack : '', root);
    const prefix = typeof code === 'string' ? `${code}: ` : '';
    values.unshift({
      type: clean(typeof name === 'string' ? name : 'Error', fieldCharactersMax),
      value: clean(prefix + (typeof message === 'string' ? message : ''), messageCharactersMax),
      ...(frames.length === 0 ? {} : { stacktrace: { frames } }),
    });
    next = cause;
  }
  return values;
}

function framesOf(stack: string, root: string): StackFrame[] {
  return parseStack(stack)
    .slice(-framesMax)
    .map(({ filename, function: name, lineno, colno }) => {
      const path = (filename ?? '').replace(/^file:\/\//, '');
      const inside = path.startsWith(`${root}/`) ? path.slice(root.length + 1) : path.replace(/^.*\//, '');
      return {
        filename: inside,
        function: name ?? '?',
        ...(lineno === undefined ? {} : { lineno }),
        ...(colno === undefined ? {} : { colno }),
        in_app: inside.startsWith('src/'),
      };
    });
}

function placeOf(values: readonly Exception[]): string {
  const frame = values.at(-1)?.stacktrace?.frames?.at(-1);
  return frame === undefined ? 'nowhere' : `${frame.filename}:${frame.function}`;
}
