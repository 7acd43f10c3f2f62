/**
 * Endpoints of the exchange that this one does not have. They answer with the exchange's own sentence for a feature that is
 * switched off, so that a client that tries one learns it from the code, and never meets a missing page.
 */

import { type Operation, weighing } from '../operations/operation.ts';
import type { ErrorName } from '../wire/errors.ts';
import { refuse } from '../wire/outcome.ts';

type Method = Operation['rest']['method'];

const refusals: readonly (readonly [method: Method, path: string, error: ErrorName])[] = [
  ['POST', '/api/v3/sor/order', 'operation_unsupported'],
  ['POST', '/api/v3/sor/order/test', 'operation_unsupported'],
  ['GET', '/api/v3/ticker', 'operation_unsupported'],
  ['GET', '/api/v3/ticker/tradingDay', 'operation_unsupported'],
  ['POST', '/api/v3/userDataStream', 'listen_keys_gone'],
  ['PUT', '/api/v3/userDataStream', 'listen_keys_gone'],
  ['DELETE', '/api/v3/userDataStream', 'listen_keys_gone'],
];

export const refusedOperations: readonly Operation[] = refusals.map(([method, path, error]) => ({
  name: `${method} ${path}`,
  access: 'public',
  rest: { method, path },
  weight: weighing(1),
  run: () => refuse(error),
}));
