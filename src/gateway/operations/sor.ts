/**
 * The smart order router. Every symbol here has one book of its own and exchangeInfo has no `sors`, so there is nothing to
 * route between: who asks is refused by name, after key, signature and time have been looked at like everywhere else.
 */
import { refuse } from '../wire/outcome.ts';
import { type SignedOperation, testOrderWeight, weighing } from './operation.ts';

export const sorOrder: SignedOperation = {
  name: 'sor.order.place',
  access: 'trade',
  rest: { method: 'POST', path: '/api/v3/sor/order' },
  weight: weighing(1),
  orders: 1,
  freeOnSuccess: true,
  run: () => refuse('operation_unsupported'),
};

export const sorTest: SignedOperation = {
  name: 'sor.order.test',
  access: 'trade',
  rest: { method: 'POST', path: '/api/v3/sor/order/test' },
  weight: testOrderWeight,
  orders: 0,
  freeOnSuccess: false,
  run: () => refuse('operation_unsupported'),
};
