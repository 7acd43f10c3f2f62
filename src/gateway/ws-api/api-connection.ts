/**
 * One connection of the WebSocket API: reads requests, has them performed by the same operations as REST, answers with
 * their ids. Answers may come in another order than requests. A bad request is answered and the connection stays open; a
 * client with very many requests under way is not read until some are answered.
 */
import type { FloorSession } from '../../engine/floor-session.ts';
import type { GatewayContext } from '../context.ts';
import { isOpen } from '../missing-floor.ts';
import type { Operation } from '../operations/operation.ts';
import { operationByName } from '../operations/table.ts';
import { type Credentials, type Performed, perform } from '../perform.ts';
import type { SocketClient } from '../sockets/socket-client.ts';
import type { SocketOptions } from '../sockets/socket-options.ts';
import type { UpgradeTarget } from '../sockets/upgrade-path.ts';
import { errorTable, type WireError, wireError } from '../wire/errors.ts';
import { accept, type Outcome, refuse } from '../wire/outcome.ts';
import { orderRows, type RateLimitRow, weightRow } from '../wire/rate-limits.ts';
import { wireTime } from '../wire/time-unit.ts';
import { errorAnswer, resultAnswer } from './api-answer.ts';
import { type ApiRequest, readApiRequest } from './api-request.ts';
import { ApiSession, sessionMethodWeight, sessionRevoked } from './api-session.ts';
import type { UserEventHub } from './user-event-hub.ts';
import { UserStreams } from './user-streams.ts';

const [bannedStatus] = errorTable.banned;

export interface ApiConnectionParts {
  readonly client: SocketClient;
  readonly context: GatewayContext;
  readonly session: FloorSession;
  readonly users: UserEventHub;
  readonly options: SocketOptions;
}

export class ApiConnection {
  readonly client: SocketClient;
  readonly #parts: ApiConnectionParts;
  readonly #address: string;
  readonly #target: UpgradeTarget;
  readonly #who: ApiSession;
  #inFlight = 0;

  constructor(parts: ApiConnectionParts, from: { readonly address: string; readonly target: UpgradeTarget }) {
    const { client, context, session, users } = parts;
    const { unit, returnRateLimits } = from.target;
    this.client = client;
    this.#parts = parts;
    this.#address = from.address;
    this.#target = from.target;
    const streams = new UserStreams(client, users, unit, () => wireTime(context.wallClock(), unit));
    this.#who = new ApiSession({ context, session, address: from.address, streams, unit, returnRateLimits });
    client.ws.on('message', (data: Buffer, isBinary: boolean) => this.#message(data, isBinary));
    client.ws.on('close', () => streams.end(() => true));
  }

  announceShutdown(timeMs: number): void {
    this.client.send(`{"event":{"e":"serverShutdown","E":${timeMs}}}`);
  }

  check(): void {
    this.#who.checkKeys();
  }

  #message(data: Buffer, isBinary: boolean): void {
    if (isBinary) {
      this.#refuse('null', wireError('malformed_request', 'expected a text message, found a binary one'));
      return;
    }
    const reading = readApiRequest(data.toString('utf8'));
    if (!reading.ok) {
      this.#refuse(reading.id, reading.error);
      return;
    }
    if (++this.#inFlight === this.#parts.options.requestsInFlightMax) this.client.ws.pause();
    void this.#answer(reading.request).finally(() => {
      if (this.#inFlight-- === this.#parts.options.requestsInFlightMax) this.client.ws.resume();
    });
  }

  /** Not even a request: it weighs one all the same, so that a flood of them ends. */
  #refuse(id: string, error: WireError): void {
    const limited = this.#parts.context.limits.charge(this.#address, 1, 0);
    const limits = this.#target.returnRateLimits ? [this.#weight()] : undefined;
    if (limited === undefined) this.client.send(errorAnswer(id, error, limits));
    else this.#limited(id, limited.error, limited.retryAfterSeconds, limits);
  }

  async #answer(request: ApiRequest): Promise<void> {
    const operation = operationByName(request.method);
    if (operation === undefined) {
      await this.#answerSession(request);
      return;
    }
    const credentials = this.#credentials(request, operation);
    if (!credentials.ok) {
      this.#refuse(idIn(request, credentials.error), credentials.error);
      return;
    }
    const { context, session } = this.#parts;
    const { parameters } = request;
    const call = {
      operation,
      session,
      address: this.#address,
      requests: 0,
      parameters,
      timeUnit: this.#target.unit,
    } as const;
    const done = await perform(context, { ...call, credentials: credentials.value });
    const limits = this.#shows(request) ? this.#limitRows(operation, done) : undefined;
    const { answer } = done;
    if (answer.ok) this.client.send(resultAnswer(request.id, answer.value, limits));
    else if (done.retryAfterSeconds === undefined) this.client.send(errorAnswer(request.id, answer.error, limits));
    else this.#limited(request.id, answer.error, done.retryAfterSeconds, limits);
  }

  async #answerSession(request: ApiRequest): Promise<void> {
    const limited = this.#parts.context.limits.charge(this.#address, sessionMethodWeight, 0);
    const limits = this.#shows(request) ? [this.#weight()] : undefined;
    if (limited !== undefined) {
      this.#limited(request.id, limited.error, limited.retryAfterSeconds, limits);
      return;
    }
    // While the database is away it stays unknown.
    const { context, session } = this.#parts;
    if (this.#who.mayTurnUp(request)) await context.identity.lookUpKey(request.apiKey).catch(() => false);
    // Who has gone meanwhile listens to nothing any more.
    if (!this.client.open) return;
    const answer = isOpen(context.floors, session) ? this.#who.answer(request) : refuse('floor_closed', session.name);
    if (answer === undefined)
      this.client.send(errorAnswer(request.id, wireError('unknown_method', shown(request.method)), limits));
    else if (answer.ok) this.client.send(resultAnswer(request.id, answer.value, limits));
    else this.client.send(errorAnswer(idIn(request, answer.error), answer.error, limits));
  }

  /** An explicit key counts for its request; else the session's. */
  #credentials(request: ApiRequest, operation: Operation): Outcome<Credentials> {
    const { apiKey: keyId, signature } = request;
    if (operation.access === 'public') return accept({ kind: 'signature', keyId, payload: '', signature });
    if (keyId !== undefined && keyId !== '') {
      return accept({ kind: 'signature', keyId, payload: request.payload(), signature });
    }
    const key = this.#who.liveKey();
    if (!key.ok) return key;
    return key.value === undefined
      ? refuse('missing_parameter', 'apiKey')
      : accept({ kind: 'session', key: key.value });
  }

  #limited(id: string, error: WireError, retryAfterSeconds: number, limits: readonly RateLimitRow[] | undefined): void {
    const serverTime = Math.floor(this.#parts.context.wallClock() / 1000);
    this.client.send(errorAnswer(id, error, limits, { serverTime, retryAfter: serverTime + retryAfterSeconds * 1000 }));
    if (error.status === bannedStatus) this.client.cut('banned', `for ${retryAfterSeconds} seconds`);
  }

  #limitRows(operation: Operation, { key }: Performed): readonly RateLimitRow[] {
    const { context, session } = this.#parts;
    if (operation.access === 'public' || operation.orders === 0 || key === undefined) return [this.#weight()];
    const { limits } = context;
    return [...orderRows(limits.rateLimits, limits.orderCounts(session, key.account)), this.#weight()];
  }

  #weight(): RateLimitRow {
    const { limits } = this.#parts.context;
    return weightRow(limits.rateLimits, limits.used(this.#address));
  }

  #shows(request: ApiRequest): boolean {
    return request.returnRateLimits ?? this.#target.returnRateLimits;
  }
}

/** The id, as JSON text, of a request's refusal. */
function idIn(request: ApiRequest, error: WireError): string {
  return error === sessionRevoked ? 'null' : request.id;
}

/** A method's name from outside, safe to repeat. */
function shown(method: string): string {
  return method.slice(0, 40).replace(/[^\w./-]/g, '?');
}
