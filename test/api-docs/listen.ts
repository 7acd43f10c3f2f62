/** What every stream and every method of the WebSocket API alone really sends, heard on real sockets during a walk. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { streamForms } from '../../src/gateway/streams/stream-forms.ts';
import { readStreamName, type StreamSpec } from '../../src/gateway/streams/stream-name.ts';
import { userEvent } from '../../src/gateway/ws-api/execution-report.ts';
import { field, SocketFriend } from '../sockets/socket-friend.ts';
import type { TestGateway } from '../support/test-gateway.ts';

export type Heard = ReadonlyMap<string, readonly unknown[]>;

class Ear {
  readonly heard = new Map<string, unknown[]>();

  hear(name: string, value: unknown): void {
    const before = this.heard.get(name) ?? [];
    before.push(value);
    this.heard.set(name, before);
  }
}

/** A name of each form, of the walk's symbol. */
export function sampleName(pattern: string): string {
  const values: Readonly<Record<string, string>> = { symbol: 'btcusdt', interval: '1m', window: '1h', levels: '5' };
  return pattern.replace(/\{(\w+)\}/g, (_, part: string) => values[part] ?? '');
}

/** Listens to a name of every form until `stop`, which waits for the last of them. */
export async function listenToStreams(gateway: TestGateway, url: string) {
  const ear = new Ear();
  const kindOf = (name: string) => readStreamName(name, gateway.session.floor.instruments)?.kind;
  const names = Object.values(streamForms).flatMap((form) => form.names.map(sampleName));
  const friend = await SocketFriend.connect(`${url}/stream`);
  await friend.ask('SUBSCRIBE', names);
  return {
    async stop(): Promise<Heard> {
      for (const name of names) await friend.hear((message) => message['stream'] === name);
      // After a while without a trade there is no reference price.
      await friend.hear(
        (message) => field(message, 'data', 'e') === 'referencePrice' && field(message, 'data', 'r') === null,
      );
      for (const message of friend.heard) {
        const kind = kindOf(String(message['stream']));
        if (kind !== undefined) ear.hear(kind, message['data']);
      }
      friend.close();
      return ear.heard;
    },
  };
}

export type StreamKind = StreamSpec['kind'];

/** User data events as they are printed for everybody's streams. */
export function listenToUsers({ session }: TestGateway) {
  const ear = new Ear();
  const stop = session.listen({
    account(events) {
      for (const event of events) {
        const text = userEvent(session.floor.instruments, event, session.now(), 'ms');
        if (text === undefined) continue;
        const told = JSON.parse(text) as { readonly e: string };
        ear.hear(told.e, told);
      }
    },
  });
  return {
    heard: ear.heard,
    hear: (name: string, value: unknown) => ear.hear(name, value),
    stop,
  };
}

/** Logs on, subscribes in both ways, ends it all; the results by method, and the events that only sockets carry. */
export async function talkSession(gateway: TestGateway, url: string, keysGrowOld: () => void) {
  const results = new Ear();
  const events = new Ear();
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const pem = publicKey.export({ format: 'pem', type: 'spki' }).toString();
  await gateway.identity.createAccount(gateway.session.name, 'talker', {});
  const made = await gateway.identity.createKey(gateway.session.name, 'talker', { publicKey: pem });
  if (!made.ok) throw new Error(made.problem.message);
  const signed = () => {
    const params: Record<string, unknown> = { apiKey: made.value.apiKey, timestamp: Date.now() };
    const payload = Object.entries(params).map(([name, value]) => `${name}=${value}`);
    return { ...params, signature: sign(null, Buffer.from(payload.join('&')), privateKey).toString('base64') };
  };
  const friend = await SocketFriend.connect(`${url}/ws-api/v3`);
  const ask = async (method: string, params?: object) => {
    const answer = await friend.ask(method, params);
    if (answer['status'] !== 200) throw new Error(JSON.stringify(answer));
    results.hear(method, answer['result']);
    return answer['result'];
  };
  await ask('session.status');
  await ask('session.logon', signed());
  const subscriptionId = field(await ask('userDataStream.subscribe'), 'subscriptionId');
  await ask('session.subscriptions');
  await ask('userDataStream.unsubscribe', { subscriptionId });
  events.hear('eventStreamTerminated', field(await friend.hear(isEvent('eventStreamTerminated')), 'event'));
  await ask('session.logout');
  await ask('userDataStream.subscribe.signature', signed());
  await listenWithKey(gateway, url, made.value.apiKey, events, keysGrowOld);
  return {
    results: results.heard,
    events: events.heard,
    /** What is said when the server goes. */
    async shutdown(): Promise<unknown> {
      const told = friend.hear(isEvent('serverShutdown'));
      const closed = gateway.close();
      const event = field(await told, 'event');
      friend.close();
      await closed;
      return event;
    },
  };
}

async function listenWithKey(
  { request }: TestGateway,
  url: string,
  apiKey: string,
  events: Ear,
  keysGrowOld: () => void,
) {
  const headers = { 'x-mbx-apikey': apiKey };
  const { listenKey } = (await request('POST', '/api/v3/userDataStream', { headers })).body;
  const friend = await SocketFriend.connect(`${url}/ws/${listenKey}`);
  await request('DELETE', `/api/v3/userDataStream?listenKey=${listenKey}`, { headers });
  keysGrowOld();
  events.hear('listenKeyExpired', await friend.hear((message) => message['e'] === 'listenKeyExpired'));
  friend.close();
}

const isEvent = (name: string) => (message: object) => field(message, 'event', 'e') === name;
