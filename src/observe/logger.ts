/**
 * The log: JSON lines on stderr with an event name and stable fields, written for people only on a terminal.
 *
 * Rule: `log.info({ event: 'order.rejected', orderId, reason })`: ids and reasons, never payloads, keys or signatures.
 * `error` means that someone must act. The core logs nothing: its events are the log.
 */
import { type DestinationStream, type Logger, type LoggerOptions as PinoOptions, pino } from 'pino';
import pretty from 'pino-pretty';

export type Log = Logger;
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** The second fence behind "never log keys": fields of these names are cut out wherever they stand near the top. */
const secretFields = [
  'apiKey',
  'secretKey',
  'signature',
  'password',
  'authorization',
  'cookie',
  'privateKey',
  'headers["x-mbx-apikey"]',
];
const redactedPaths = secretFields.flatMap((field) => [field, `*.${field}`]);

export type Fields = Readonly<Record<string, unknown>>;

const errorLevel = 50;

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Lines for people instead of JSON. */
  readonly pretty: boolean;
  /** Hears of every logged line that means somebody must act: `error` and above. A level that silences those silences this too. */
  readonly reported?: (line: { readonly event: string; readonly error: unknown; readonly fields: Fields }) => void;
  /** Default: stderr, written at once so that nothing is lost when the process ends. */
  readonly destination?: DestinationStream;
}

export function createLogger({ level, pretty: forPeople, reported, destination }: LoggerOptions): Log {
  return pino(
    {
      level,
      base: { pid: process.pid },
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      ...(reported === undefined ? {} : { hooks: { logMethod: reporting(reported) } }),
      redact: { paths: redactedPaths, censor: '[redacted]' },
    },
    destination ?? (forPeople ? prettyStderr() : pino.destination({ dest: 2, sync: true })),
  );
}

/** Passes every line on to the log, and the severe ones to whoever reports them too. */
function reporting(
  reported: NonNullable<LoggerOptions['reported']>,
): NonNullable<NonNullable<PinoOptions['hooks']>['logMethod']> {
  return function report(args, method, level) {
    const [fields] = args as readonly unknown[];
    if (level >= errorLevel && typeof fields === 'object' && fields !== null) {
      const { event, err } = fields as { readonly event?: unknown; readonly err?: unknown };
      reported({ event: typeof event === 'string' ? event : 'error', error: err, fields: fields as Fields });
    }
    method.apply(this, args);
  };
}

/** For rooms that name their events themselves and don't know pino: `log.info({ floor }, 'floor.started')`. */
export interface EventLog {
  info(fields: Readonly<Record<string, unknown>>, event: string): void;
  warn(fields: Readonly<Record<string, unknown>>, event: string): void;
  error(fields: Readonly<Record<string, unknown>>, event: string): void;
}

export function eventLog(log: Log): EventLog {
  return {
    info: (fields, event) => log.info({ event, ...fields }),
    warn: (fields, event) => log.warn({ event, ...fields }),
    error: (fields, event) => log.error({ event, ...fields }),
  };
}

function prettyStderr(): DestinationStream {
  return pretty({
    destination: 2,
    sync: true,
    ignore: 'pid',
    messageKey: 'message',
    translateTime: 'SYS:HH:MM:ss.l',
    singleLine: true,
    colorize: process.stderr.hasColors?.() ?? false,
  });
}
