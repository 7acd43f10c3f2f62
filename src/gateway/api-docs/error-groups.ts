/**
 * Which errors an operation can answer with: those that were seen when it was probed (facts.json), and those that every operation
 * of its access may meet on the way: at the limits, at the signature, in the engine.
 */
import type { Operation } from '../operations/operation.ts';
import { type ErrorName, errorTable } from '../wire/errors.ts';

const everywhere: readonly ErrorName[] = [
  'internal',
  'shutting_down',
  'server_busy',
  'banned',
  'too_much_weight',
  'too_many_requests',
  'malformed_request',
  'headers_too_large',
  'request_timeout',
  'unknown_floor',
  'floor_closed',
];
const ofOperations: readonly ErrorName[] = [
  'sbe_disabled',
  'invalid_time_unit',
  'duplicate_parameter',
  'too_many_parameters',
  'unreadable_parameter',
];
const withBody: readonly ErrorName[] = ['body_too_large', 'unsupported_content_type'];
const withKey: readonly ErrorName[] = ['bad_key_format', 'unknown_key'];
const signed: readonly ErrorName[] = [
  ...withKey,
  'missing_parameter',
  'empty_parameter',
  'illegal_characters',
  'receive_window_too_big',
  'invalid_signature',
  'outside_receive_window',
  'ahead_of_server',
];
const changing: readonly ErrorName[] = ['outcome_unknown', 'account_disabled'];
/** What only some floors or states of the market make happen. */
const placing: readonly ErrorName[] = [
  'too_many_orders_placed',
  'market_closed',
  'invalid_self_trade_prevention',
  'duplicate_order',
  'insufficient_balance',
  'book_is_empty',
  'book_below_lot_size',
  'book_below_market_lot_size',
  'would_trigger',
  'no_price_to_trail',
  'would_take',
  ...names().filter((name) => name.startsWith('filter_') && name !== 'filter_max_num_order_amends'),
];
const amending: readonly ErrorName[] = names().filter(
  (name) => name.startsWith('amend_') || name === 'filter_max_num_order_amends',
);

function names(): ErrorName[] {
  return Object.keys(errorTable) as ErrorName[];
}

/** In order of precedence. `seen`: when it was probed. */
export function errorsOf(operation: Operation, seen: readonly ErrorName[]): readonly ErrorName[] {
  const { access, rest } = operation;
  const all = new Set<ErrorName>([
    ...everywhere,
    ...ofOperations,
    ...(rest.method === 'GET' ? [] : withBody),
    ...(access === 'public' ? [] : access === 'key' ? withKey : signed),
    ...(access === 'trade' ? [...changing, 'market_closed_to_cancels' as const] : []),
    ...(access !== 'public' && operation.orders > 0 ? placing : []),
    ...(operation.name === 'order.amend.keepPriority' ? amending : []),
    ...seen,
  ]);
  return names().filter((name) => all.has(name));
}

/** Of what only the operator may read. */
export const operatorErrors: readonly ErrorName[] = [
  ...everywhere,
  'not_allowed_here',
  'operator_unknown',
  'operator_refused',
];

/** Of the calls with a JSON body. */
export const actionErrors: readonly ErrorName[] = [
  ...everywhere,
  'body_too_large',
  'expected_json',
  'invalid_json',
  'not_allowed_here',
  'paper_refused',
  'missing_parameter',
  'missing_either',
  'invalid_parameter',
  'unread_parameters',
];
