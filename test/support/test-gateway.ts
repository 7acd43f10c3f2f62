/** A whole gateway over in-memory floors, with accounts, keys and a client that signs; over `inject` or a real socket. */
import { createHmac, randomBytes } from 'node:crypto';
import { Writable } from 'node:stream';
import type { FloorSession } from '../../src/engine/floor-session.ts';
import { floorAccounts } from '../../src/gateway/floor-accounts.ts';
import { createGateway, type Gateway, type GatewayOptions } from '../../src/gateway/gateway.ts';
import type { OperatorOptions } from '../../src/gateway/operator/operator-routes.ts';
import { createIdentity, type Funds, type Identity } from '../../src/identity/identity.ts';
import { ListenKeys } from '../../src/identity/listen-keys.ts';
import type { KeyWish } from '../../src/identity/make-key.ts';
import { createSecretBox } from '../../src/identity/secret-box.ts';
import { Health } from '../../src/observe/health.ts';
import { createLogger, type LoggerOptions } from '../../src/observe/logger.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { MemoryIdentityStore } from './memory-identity-store.ts';
import { MemorySession, memoryFloors } from './memory-session.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  readonly body: any;
}

export interface Client {
  readonly apiKey: string;
  readonly secretKey: string;
  /** Signed, with everything in the query. */
  call(method: Method, path: string, parameters?: Parameters): Promise<Answer>;
}

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD' | 'OPTIONS' | 'PATCH';
export type Parameters = Readonly<Record<string, string | number | boolean>>;

export interface TestGateway {
  readonly gateway: Gateway;
  readonly identity: Identity;
  readonly session: MemorySession;
  /** Log lines written so far. */
  readonly logged: () => string;
  /** Unsigned. */
  get(path: string, parameters?: Parameters): Promise<Answer>;
  request(method: Method, url: string, options?: { headers?: Record<string, string>; body?: string }): Promise<Answer>;
  /** A funded account on the default floor with an HMAC key. */
  client(funds?: Funds, wish?: KeyWish): Promise<Client>;
  close(): Promise<void>;
}

export interface TestGatewayOptions extends Partial<GatewayOptions> {
  readonly session?: MemorySession;
  readonly others?: readonly FloorSession[];
  readonly wallClock?: () => number;
  readonly operator?: OperatorOptions;
  /** Whether other servers go on with the floors when this one leaves. */
  readonly company?: boolean;
  /** Hears of severe log lines. */
  readonly reported?: NonNullable<LoggerOptions['reported']>;
}

export async function createTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const {
    session = new MemorySession(),
    others = [],
    wallClock,
    operator,
    company = false,
    reported,
    ...given
  } = options;
  const floors = memoryFloors(session, ...others);
  const store = new MemoryIdentityStore();
  const identity = await createIdentity({
    store,
    box: createSecretBox(randomBytes(32)),
    floors: floorAccounts(floors),
  });
  let log = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      log += chunk;
      done();
    },
  });
  const health = new Health();
  health.started();
  const gateway = await createGateway({
    floors,
    identity,
    listenKeys: new ListenKeys(store.listenKeys, wallClock && (() => wallClock() / 1000)),
    health,
    log: createLogger({ level: 'info', pretty: false, destination, ...(reported === undefined ? {} : { reported }) }),
    metrics: createMetrics(),
    operator,
    hasCompany: () => company,
    ...(wallClock === undefined ? {} : { wallClock }),
    options: {
      limits: true,
      demo: true,
      clockControl: true,
      terminalDirectory: undefined,
      trustedProxies: [],
      drainSeconds: 1,
      ...given,
    },
  });

  const request: TestGateway['request'] = async (method, url, { headers = {}, body } = {}) => {
    const response = await gateway.app.inject({
      method,
      url,
      headers,
      ...(body === undefined ? {} : { payload: body }),
    });
    return {
      status: response.statusCode,
      headers: response.headers as Record<string, string>,
      text: response.body,
      get body() {
        return JSON.parse(response.body);
      },
    };
  };

  let accounts = 0;
  return {
    gateway,
    identity,
    session,
    logged: () => log,
    request,
    get: (path, parameters) => request('GET', parameters === undefined ? path : `${path}?${encode(parameters)}`),
    async client(funds = { USDT: '1000000', BTC: '10', ETH: '100' }, wish = {}) {
      const name = `client-${++accounts}`;
      const opened = await identity.createAccount(session.name, name, funds);
      if (!opened.ok) throw new Error(opened.problem.message);
      const made = await identity.createKey(session.name, name, wish);
      if (!made.ok) throw new Error(made.problem.message);
      const { apiKey, secretKey = '' } = made.value;
      const call: Client['call'] = (method, path, parameters = {}) => {
        const query = signedQuery(secretKey, { ...parameters, timestamp: parameters['timestamp'] ?? Date.now() });
        return request(method, `${path}?${query}`, { headers: { 'x-mbx-apikey': apiKey } });
      };
      return { apiKey, secretKey, call };
    },
    close: () => gateway.close(),
  };
}

export function encode(parameters: Parameters): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&');
}

export function signedQuery(secretKey: string, parameters: Parameters): string {
  const payload = encode(parameters);
  return `${payload}&signature=${createHmac('sha256', secretKey).update(payload).digest('hex')}`;
}
