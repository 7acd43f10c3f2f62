/**
 * The REST API: plain calls, and calls signed with the visitor's key over the exact query string. A refusal becomes an
 * `ApiFailure` that carries the server's own code and sentence.
 */
import type { WireError } from '../wire/rest.ts';

export type Parameters = Readonly<Record<string, string | number>>;

export interface Signer {
  readonly apiKey: string;
  /** Base64 of the signature over the text's bytes. */
  sign(text: string): Promise<string>;
}

export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  /** HTTP status, 0 when the server was not reached. */
  readonly status: number;
  /** The exchange's error code, 0 when the answer had none. */
  readonly code: number;
  /** Milliseconds the server asks to wait before the next request; undefined when it does not say. */
  readonly waitMs: number | undefined;
  /** What the exchange says beside its code; undefined mostly. */
  readonly data: unknown;
  constructor(status: number, code: number, message: string, waitMs?: number, data?: unknown) {
    super(message);
    this.status = status;
    this.code = code;
    this.waitMs = waitMs;
    this.data = data;
  }
}

const outsideTimeWindow = -1021;

export class Api {
  readonly #base: string;
  /** Milliseconds to add to this machine's clock; learned when the server says our clock is off. */
  #clockOffsetMs = 0;

  constructor(base: string) {
    this.#base = base;
  }

  /** Time to stamp a request with. */
  timestamp(): number {
    return Date.now() + this.#clockOffsetMs;
  }

  get<T>(path: string, parameters: Parameters = {}): Promise<T> {
    return this.#request<T>('GET', `${path}${query(parameters)}`, {});
  }

  post<T>(path: string, body: unknown): Promise<T> {
    return this.#request<T>('POST', path, {
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }

  /** Tries once more with the server's time when ours was refused. */
  async signed<T>(signer: Signer, method: string, path: string, parameters: Parameters = {}): Promise<T> {
    try {
      return await this.#signedOnce<T>(signer, method, path, parameters);
    } catch (failure) {
      if (!(failure instanceof ApiFailure) || failure.code !== outsideTimeWindow) throw failure;
      await this.learnTime();
      return await this.#signedOnce<T>(signer, method, path, parameters);
    }
  }

  async learnTime(): Promise<void> {
    const { serverTime } = await this.get<{ readonly serverTime: number }>('/api/v3/time');
    this.#clockOffsetMs = serverTime - Date.now();
  }

  async #signedOnce<T>(signer: Signer, method: string, path: string, parameters: Parameters): Promise<T> {
    const text = query({ ...parameters, timestamp: this.timestamp() }).slice(1);
    const signature = encodeURIComponent(await signer.sign(text));
    return await this.#request<T>(method, `${path}?${text}&signature=${signature}`, {
      headers: { 'X-MBX-APIKEY': signer.apiKey },
    });
  }

  async #request<T>(method: string, path: string, init: RequestInit): Promise<T> {
    let response: Response;
    try {
      response = await fetch(`${this.#base}${path}`, { ...init, method, cache: 'no-store' });
    } catch {
      throw new ApiFailure(0, 0, 'The server does not answer.');
    }
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return body as T;
    const error = isError(body) ? body : undefined;
    const sentence = error?.msg ?? `The server answered ${response.status}.`;
    throw new ApiFailure(response.status, error?.code ?? 0, sentence, waitOf(response), error?.data);
  }
}

function waitOf(response: Response): number | undefined {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds * 1000 : undefined;
}

function query(parameters: Parameters): string {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

function isError(body: unknown): body is WireError {
  return typeof body === 'object' && body !== null && 'code' in body && 'msg' in body;
}
