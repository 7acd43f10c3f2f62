/** The history of matches that self-trade prevention prevented. */
import { accept } from '../wire/outcome.ts';
import { preventedAnswer } from '../wire/prevention-json.ts';
import { readPreventedQuery } from '../wire/read-query.ts';
import type { SignedOperation } from './operation.ts';
import { signedReader } from './orders.ts';

export const myPreventedMatches: SignedOperation = {
  name: 'myPreventedMatches',
  access: 'read',
  rest: { method: 'GET', path: '/api/v3/myPreventedMatches' },
  weight: (parameters) => (parameters.has('orderId') ? 20 : 2),
  orders: 0,
  freeOnSuccess: false,
  async run(request) {
    const { floor, history } = request.session;
    const wish = readPreventedQuery(signedReader(request), floor.instruments);
    if (!wish.ok) return wish;
    const { instrument, range } = wish.value;
    const matches = await history.preventedMatches(request.key.account, instrument.index, range);
    return accept(preventedAnswer(instrument, matches, request.timeUnit));
  },
};
