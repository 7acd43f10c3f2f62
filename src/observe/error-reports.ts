/**
 * Errors that somebody must look into, sent to a receiver of the Sentry protocol. Everything logged as `error` is reported, and what ends the
 * process is kept beside the data and sent at the next start, because nothing can be sent from a process that dies.
 *
 * Rules: it never throws, never makes a caller wait, and never logs at `error` itself. What can't go out (too many, too large, no
 * receiver) is dropped and counted. Decision 0012 says why this is the protocol's core package and not its usual one for Node.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTransport, type Event, type TransportRequest } from '@sentry/core';
import { ServerRuntimeClient } from '@sentry/core/server';
import { type EventOptions, errorEvent, type ReportedError } from './error-event.ts';
import { ReportRate } from './report-rate.ts';

export type ReportOutcome = 'sent' | 'held_back' | 'failed';

export interface ErrorReportsOptions extends EventOptions {
  /** Where to: `https://KEY@HOST/PROJECT`. */
  readonly dsn: string;
  readonly release: string;
  readonly environment: string;
  readonly serverName: string;
  /** Where a crash is kept until the next start. */
  readonly dataDirectory: string;
  /** Hears what became of each. */
  readonly counted: (outcome: ReportOutcome) => void;
  /** Hears that reports don't arrive, once until they do again. */
  readonly troubled: (reason: string) => void;
}

const envelopeBytesMax = 100_000;
const answerMs = 5_000;
const inFlightMax = 20;
export const crashFile = 'crash.json';

export class ErrorReports {
  readonly #options: ErrorReportsOptions;
  readonly #client: ServerRuntimeClient;
  readonly #rate = new ReportRate();
  #isTroubled = false;

  constructor(options: ErrorReportsOptions) {
    this.#options = options;
    const { dsn, release, environment, serverName } = options;
    this.#client = new ServerRuntimeClient({
      ...{
        dsn,
        release,
        environment,
        serverName,
        platform: 'node',
        runtime: { name: 'node', version: process.version },
      },
      ...{ integrations: [], stackParser: () => [], sendClientReports: false, traceLifecycle: 'static' },
      ...{ transportOptions: { bufferSize: inFlightMax } },
      transport: (transport) => createTransport(transport, (request) => this.#send(transport.url, request)),
    });
    this.#client.init();
  }

  /** Never throws, never waits. */
  report(reported: ReportedError): void {
    try {
      this.#capture(errorEvent(reported, this.#options));
    } catch {
      this.#options.counted('failed');
    }
  }

  /** For an error that ends the process: written down at once, sent by `sendCrash` of the next. */
  keepCrash(error: unknown): void {
    try {
      const event = errorEvent({ event: 'server.crashed', error, fields: {} }, this.#options);
      const kept = { ...event, timestamp: Date.now() / 1000, level: 'fatal' };
      writeFileSync(this.#crashPath, JSON.stringify(kept), { mode: 0o600 });
    } catch {
      // The process ends with its own error; this one would hide it.
    }
  }

  /** What ended the last process, if anything did. */
  sendCrash(): void {
    try {
      const text = readFileSync(this.#crashPath, 'utf8');
      rmSync(this.#crashPath);
      if (text.length <= envelopeBytesMax) this.#capture(JSON.parse(text) as Event);
    } catch {
      // There was none, or it was cut off by the crash: there is nothing to send.
    }
  }

  /** Gives reports under way a moment, and ends. */
  async close(milliseconds: number): Promise<void> {
    try {
      await this.#client.close(milliseconds);
    } catch {
      // Reports that don't get out hold nobody back.
    }
  }

  get #crashPath(): string {
    return join(this.#options.dataDirectory, crashFile);
  }

  #capture(event: Event): void {
    const heldBack = this.#rate.take((event.fingerprint ?? []).join('\n'), Date.now());
    if (heldBack === undefined) this.#options.counted('held_back');
    else this.#client.captureEvent(heldBack === 0 ? event : { ...event, extra: { heldBackBefore: heldBack } });
  }

  async #send(url: string, { body }: TransportRequest) {
    try {
      if (body.length > envelopeBytesMax) throw new Error('larger than a report may be');
      const response = await fetch(url, {
        method: 'POST',
        body: typeof body === 'string' ? body : new Uint8Array(body),
        headers: { 'content-type': 'application/x-sentry-envelope' },
        redirect: 'error',
        signal: AbortSignal.timeout(answerMs),
      });
      await response.body?.cancel();
      if (!response.ok) throw new Error(`the receiver answered ${response.status}`);
      this.#options.counted('sent');
      this.#isTroubled = false;
      return {
        statusCode: response.status,
        headers: {
          'retry-after': response.headers.get('retry-after'),
          'x-sentry-rate-limits': response.headers.get('x-sentry-rate-limits'),
        },
      };
    } catch (error) {
      this.#options.counted('failed');
      if (!this.#isTroubled) this.#options.troubled(reasonOf(error));
      this.#isTroubled = true;
      return { statusCode: 0 };
    }
  }
}

/** Without the address, which has a key in it. */
function reasonOf(error: unknown): string {
  const { message, cause } = error as Error;
  const { code } = (cause ?? {}) as NodeJS.ErrnoException;
  return code ?? message;
}
