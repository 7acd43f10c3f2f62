/**
 * User data streams as they were opened before 2026-02-20: with a listen key, asked for by API key alone. Whether a floor
 * still answers is a matter of its API rules (rules/api-rules.ts), not of these operations. Some clients sign these requests all the
 * same; nothing of it is looked at.
 */
import { accept, refuse } from '../wire/outcome.ts';
import type { Legal } from '../wire/parameter-reader.ts';
import { type Answer, type KeyedOperation, type KeyedRequest, weighing } from './operation.ts';
import { signedReader } from './orders.ts';

const legalListenKey: Legal = { pattern: /^[A-Za-z0-9]{1,128}$/, spelling: '^[A-Za-z0-9]{1,128}$' };

async function withListenKey(request: KeyedRequest, act: (listenKey: string) => Promise<boolean>): Promise<Answer> {
  const reader = signedReader(request);
  const read = reader.finish(reader.requiredText('listenKey', legalListenKey));
  if (!read.ok) return read;
  return (await act(read.value)) ? accept('{}') : refuse('unknown_listen_key');
}

export const startUserStream: KeyedOperation = {
  name: 'userDataStream.start',
  access: 'key',
  rest: { method: 'POST', path: '/api/v3/userDataStream' },
  weight: weighing(2),
  orders: 0,
  async run(request) {
    const read = signedReader(request).finish(undefined);
    if (!read.ok) return read;
    return accept(`{"listenKey":"${await request.listenKeys.start(request.key)}"}`);
  },
};

export const keepUserStream: KeyedOperation = {
  name: 'userDataStream.ping',
  access: 'key',
  rest: { method: 'PUT', path: '/api/v3/userDataStream' },
  weight: weighing(2),
  orders: 0,
  run: (request) => withListenKey(request, (listenKey) => request.listenKeys.extend(request.key, listenKey)),
};

export const stopUserStream: KeyedOperation = {
  name: 'userDataStream.stop',
  access: 'key',
  rest: { method: 'DELETE', path: '/api/v3/userDataStream' },
  weight: weighing(2),
  orders: 0,
  run: (request) => withListenKey(request, (listenKey) => request.listenKeys.remove(request.key, listenKey)),
};
