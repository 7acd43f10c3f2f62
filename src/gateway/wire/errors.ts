/**
 * Every error the gateway can answer with: our name for it, HTTP status, Binance's code and exact sentence. Clients match
 * on these sentences, so they are written here once and nowhere else. `%s` stands for a value.
 *
 * The table is in order of precedence: when a request has several faults, the one that stands first is answered, because
 * the checks run in this order (limits, key, signature, time, parameters, filters, matching).
 */
import type { Rejection } from '../../core/messages/rejection.ts';

export interface WireError {
  /** HTTP status. */
  readonly status: number;
  /** Binance's negative code. */
  readonly code: number;
  readonly message: string;
  /** JSON text: what was done all the same. */
  readonly data?: string;
}

type Row = readonly [status: number, code: number, message: string];

export const errorTable = {
  // The server and its limits.
  internal: [500, -1000, 'An unknown error occurred while processing the request.'],
  shutting_down: [503, -1016, 'This service is no longer available.'],
  server_busy: [503, -1008, 'Server is currently overloaded with other requests. Please try again in a few minutes.'],
  outcome_unknown: [
    504,
    -1007,
    'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  ],
  banned: [
    418,
    -1003,
    'Way too much request weight used; IP banned until %s. Please use WebSocket Streams for live updates to avoid bans.',
  ],
  too_much_weight: [
    429,
    -1003,
    'Too much request weight used; current limit is %s request weight per %s. Please use WebSocket Streams for live updates to avoid polling the API.',
  ],
  too_many_requests: [
    429,
    -1003,
    'Too many requests; current limit is %s requests per %s. Please use WebSocket Streams for live updates to avoid polling the API.',
  ],
  // The request as a message.
  malformed_request: [400, -1135, 'Malformed request: %s.'],
  body_too_large: [413, -1108, 'Request body is larger than %s bytes.'],
  headers_too_large: [431, -1108, 'Request headers are larger than %s bytes.'],
  request_timeout: [408, -1003, 'The request was not received whole within the allowed time.'],
  unsupported_content_type: [415, -1100, "Unsupported content type; expected 'application/x-www-form-urlencoded'."],
  expected_json: [415, -1100, "Unsupported content type; expected 'application/json'."],
  invalid_json: [400, -1135, 'Invalid JSON Request'],
  unknown_method: [400, -1020, "This operation is not supported: there is no method '%s'."],
  too_many_connections: [429, -1003, 'Too many connections from %s; close some, or wait five minutes.'],
  unknown_route: [404, -1020, 'This operation is not supported.'],
  wrong_method: [405, -1020, 'This operation is not supported.'],
  unknown_floor: [404, -1020, "This operation is not supported: there is no floor named '%s'."],
  floor_closed: [503, -1016, "This service is no longer available: the floor '%s' is closed on this server."],
  not_allowed_here: [403, -1002, 'You are not authorized to execute this request.'],
  operator_unknown: [401, -1002, 'You are not authorized to execute this request.'],
  operator_refused: [429, -1003, 'Too many wrong operator tokens; try again when Retry-After has passed.'],
  cross_site: [403, -1002, 'You are not authorized to execute this request.'],
  paper_refused: [400, -1130, 'Refused: %s.'],
  sbe_disabled: [400, -1155, 'SBE is not enabled.'],
  invalid_time_unit: [400, -1194, 'Invalid value for time unit; expected either MICROSECOND or MILLISECOND.'],
  duplicate_parameter: [400, -1101, 'Duplicate values for a parameter detected.'],
  too_many_parameters: [400, -1101, "Too many parameters; expected '%s' and received '%s'."],
  // Who asks, and when.
  bad_key_format: [401, -2014, 'API-key format invalid.'],
  receive_window_too_big: [400, -1102, "'recvWindow' contains unexpected value. Cannot be greater than 60000."],
  unknown_key: [401, -2015, 'Invalid API-key, IP, or permissions for action.'],
  invalid_signature: [400, -1022, 'Signature for this request is not valid.'],
  outside_receive_window: [400, -1021, 'Timestamp for this request is outside of the recvWindow.'],
  ahead_of_server: [400, -1021, "Timestamp for this request was 1000ms ahead of the server's time."],
  too_many_orders_placed: [429, -1015, 'Too many new orders; current limit is %s orders per %s.'],
  // Parameters.
  missing_parameter: [400, -1102, "Mandatory parameter '%s' was not sent, was empty/null, or malformed."],
  missing_either: [400, -1102, "Param '%s' or '%s' must be sent, but both were empty/null!"],
  empty_parameter: [400, -1105, "Parameter '%s' was empty."],
  illegal_characters: [400, -1100, "Illegal characters found in parameter '%s'; legal range is '%s'."],
  unreadable_parameter: [400, -1100, 'Illegal characters found in a parameter.'],
  parameter_too_long: [400, -1108, "Parameter '%s' overflowed."],
  too_much_precision: [400, -1111, "Parameter '%s' has too much precision."],
  invalid_parameter: [400, -1130, "Data sent for parameter '%s' is not valid."],
  not_wanted: [400, -1106, "Parameter '%s' sent when not required."],
  unread_parameters: [400, -1104, "Not all sent parameters were read; read '%s' parameter(s) but was sent '%s'."],
  bad_combination: [400, -1128, 'Combination of optional parameters invalid.'],
  incomplete_combination: [
    400,
    -1128,
    "Combination of optional parameters invalid. Recommendation: '%s' should also be sent.",
  ],
  interval_too_long: [400, -1127, 'More than %s hours between startTime and endTime.'],
  invalid_symbol: [400, -1121, 'Invalid symbol.'],
  duplicate_symbols: [400, -1151, 'Symbol is present multiple times in the list.'],
  unknown_listen_key: [400, -1125, 'This listenKey does not exist.'],
  invalid_symbol_status: [400, -1122, 'Invalid symbolStatus.'],
  symbol_status_mismatch: [400, -1220, "The symbol's status does not match the requested symbolStatus."],
  invalid_interval: [400, -1120, 'Invalid interval.'],
  invalid_ticker_type: [400, -1139, 'Invalid ticker type.'],
  invalid_order_type: [400, -1116, 'Invalid orderType.'],
  invalid_side: [400, -1117, 'Invalid side.'],
  invalid_time_in_force: [400, -1115, 'Invalid timeInForce.'],
  invalid_strategy_type: [400, -1134, '`strategyType` was less than 1000000.'],
  invalid_cancel_restrictions: [400, -1145, 'Invalid cancelRestrictions'],
  invalid_self_trade_prevention: [400, -1013, 'This symbol does not allow the specified self-trade prevention mode.'],
  oco_type_unsupported: [400, -1158, 'Order type not supported in OCO.'],
  oco_iceberg_not_gtc: [
    400,
    -1160,
    "Parameter '%s' is not supported if `aboveTimeInForce`/`belowTimeInForce` is not GTC.",
  ],
  buy_limit_not_below: [400, -1165, 'A limit order in a buy OCO must be below.'],
  sell_limit_not_above: [400, -1166, 'A limit order in a sell OCO must be above.'],
  oco_without_contingent: [400, -1168, 'At least one OCO order must be contingent.'],
  buy_stop_not_above: [400, -1196, 'A stop loss order in a buy OCO must be above.'],
  sell_stop_not_below: [400, -1197, 'A stop loss order in a sell OCO must be below.'],
  buy_profit_not_below: [400, -1198, 'A take profit order in a buy OCO must be below.'],
  sell_profit_not_above: [400, -1199, 'A take profit order in a sell OCO must be above.'],
  opo_working_not_buy: [400, -1222, 'Working order in an OPO list must be a bid.'],
  opo_pending_not_sell: [400, -1223, 'Pending orders in an OPO list must be asks.'],
  pending_not_wanted: [400, -1225, "Pending orders should not include the '%s' tag."],
  invalid_peg_price_type: [400, -1210, 'Invalid pegPriceType.'],
  invalid_peg_offset_type: [400, -1211, 'Invalid pegOffsetType.'],
  peg_level_out_of_range: [400, -1130, "Data sent for parameter 'pegOffsetValue' is not valid."],
  unsupported_combination: [400, -1014, 'Unsupported order combination.'],
  invalid_price: [400, -1013, 'Invalid price.'],
  invalid_quantity: [400, -1013, 'Invalid quantity.'],
  invalid_quote_quantity: [400, -1013, 'Invalid quote order quantity.'],
  // User data subscriptions and sessions on sockets.
  ed25519_only: [400, -1020, 'This operation is not supported: only Ed25519 keys can log on.'],
  not_logged_on: [401, -2015, 'Invalid API-key, IP, or permissions for action.'],
  subscription_active: [400, -2035, 'User Data Stream subscription already active.'],
  subscription_unknown: [400, -2036, 'User Data Stream subscription not active.'],
  too_many_subscriptions: [400, -2042, 'Maximum subscription ID reached for this connection.'],
  // What this exchange does not do.
  operation_unsupported: [400, -1020, 'This operation is not supported.'],
  no_reference_price: [400, -2043, "This symbol doesn't have a reference price."],
  operation_removed: [410, -1020, 'This operation is not supported.'],
  // The market, then filters, the account, the book.
  market_closed: [400, -1013, 'Market is closed.'],
  filter_price: [400, -1013, 'Filter failure: PRICE_FILTER'],
  filter_percent_price: [400, -1013, 'Filter failure: PERCENT_PRICE'],
  filter_percent_price_by_side: [400, -1013, 'Filter failure: PERCENT_PRICE_BY_SIDE'],
  filter_lot_size: [400, -1013, 'Filter failure: LOT_SIZE'],
  filter_market_lot_size: [400, -1013, 'Filter failure: MARKET_LOT_SIZE'],
  filter_iceberg_parts: [400, -1013, 'Filter failure: ICEBERG_PARTS'],
  filter_min_notional: [400, -1013, 'Filter failure: MIN_NOTIONAL'],
  filter_notional: [400, -1013, 'Filter failure: NOTIONAL'],
  filter_max_asset: [400, -1013, 'Filter failure: MAX_ASSET'],
  filter_max_position: [400, -1013, 'Filter failure: MAX_POSITION'],
  filter_trailing_delta: [400, -1013, 'Filter failure: TRAILING_DELTA'],
  filter_max_num_orders: [400, -1013, 'Filter failure: MAX_NUM_ORDERS'],
  filter_max_num_algo_orders: [400, -1013, 'Filter failure: MAX_NUM_ALGO_ORDERS'],
  filter_max_num_iceberg_orders: [400, -1013, 'Filter failure: MAX_NUM_ICEBERG_ORDERS'],
  filter_max_num_order_lists: [400, -1013, 'Filter failure: MAX_NUM_ORDER_LISTS'],
  filter_exchange_max_num_orders: [400, -1013, 'Filter failure: EXCHANGE_MAX_NUM_ORDERS'],
  filter_exchange_max_num_algo_orders: [400, -1013, 'Filter failure: EXCHANGE_MAX_NUM_ALGO_ORDERS'],
  filter_exchange_max_num_iceberg_orders: [400, -1013, 'Filter failure: EXCHANGE_MAX_NUM_ICEBERG_ORDERS'],
  filter_exchange_max_num_order_lists: [400, -1013, 'Filter failure: EXCHANGE_MAX_NUM_ORDER_LISTS'],
  filter_max_num_order_amends: [400, -2038, 'Filter failure: MAX_NUM_ORDER_AMENDS'],
  duplicate_order: [400, -2010, 'Duplicate order sent.'],
  insufficient_balance: [400, -2010, 'Account has insufficient balance for requested action.'],
  iceberg_exceeds_quantity: [400, -2010, 'IcebergQty exceeds QTY.'],
  peg_not_for_order_type: [400, -2010, 'This order type may not use pegged price.'],
  peg_not_for_order_kind: [400, -2010, 'This price peg cannot be used with this order type.'],
  too_few_levels_for_peg: [400, -2010, 'Order book liquidity is too low for this pegged order.'],
  book_is_empty: [400, -2010, 'Order book liquidity is less than symbol minimum quantity.'],
  book_below_lot_size: [400, -2010, 'Order book liquidity is less than LOT_SIZE filter minimum quantity.'],
  book_below_market_lot_size: [
    400,
    -2010,
    'Order book liquidity is less than MARKET_LOT_SIZE filter minimum quantity.',
  ],
  would_trigger: [400, -2010, 'Order would trigger immediately.'],
  no_price_to_trail: [
    400,
    -2010,
    'A trailing order without stopPrice needs a last price, and this symbol has none yet.',
  ],
  prices_do_not_relate: [400, -2010, 'The relationship of the prices for the orders is not correct.'],
  would_take: [400, -2010, 'Order would immediately match and take.'],
  account_disabled: [400, -2010, 'This action is disabled on this account.'],
  transfer_target_unknown: [400, -1130, 'Refused: there is no such account to receive the money.'],
  transfer_to_itself: [400, -1130, 'Refused: source and target are the same account.'],
  faucet_missing: [400, -1130, 'Refused: the faucet of this floor does not give this asset.'],
  faucet_claim_too_large: [400, -1130, 'Refused: the faucet does not give that much at once.'],
  faucet_day_used_up: [400, -1130, "Refused: today's limit of the faucet is reached."],
  faucet_balance_reached: [400, -1130, 'Refused: the account has as much of this asset as the faucet fills up to.'],
  too_many_resets: [400, -1130, 'Refused: the account has been reset as often as this floor allows in a day.'],
  trade_group_out_of_range: [400, -1130, "Data sent for parameter 'tradeGroupId' is not valid."],
  unknown_fee_tier: [400, -1130, 'Refused: this floor has no such fee tier.'],
  discount_missing: [400, -1130, 'Refused: this floor gives no discount on commission.'],
  market_closed_to_cancels: [400, -2011, 'Market is closed.'],
  unknown_order_sent: [400, -2011, 'Unknown order sent.'],
  amend_unknown_order: [400, -2038, 'Unknown order sent.'],
  amend_duplicate_order: [400, -2038, 'Duplicate order sent.'],
  amend_of_pending_paid: [400, -2038, 'Order amend (pending OPO order) is not supported.'],
  amend_raises_quantity: [400, -2038, 'Order amend (quantity increase) is not supported.'],
  amend_changes_nothing: [400, -2038, 'The requested action would change no state; rejecting'],
  amend_below_executed: [400, -2038, 'Order amend (quantity below the executed quantity) is not supported.'],
  cancel_replace_partial: [409, -2021, 'Order cancel-replace partially failed.'],
  cancel_replace_failed: [400, -2022, 'Order cancel-replace failed.'],
  cancel_restricted: [400, -2011, 'Order was not canceled due to cancel restrictions.'],
  client_order_id_mismatch: [400, -2039, 'Client order ID is not correct for this order ID.'],
  no_such_order: [400, -2013, 'Order does not exist.'],
} as const satisfies Record<string, Row>;

export type ErrorName = keyof typeof errorTable;

/** The named error, its `%s` filled with `values` in order. Values must be our own texts or checked ones. */
export function wireError(name: ErrorName, ...values: readonly (string | number)[]): WireError {
  const [status, code, sentence] = errorTable[name];
  if (values.length === 0) return { status, code, message: sentence };
  let used = 0;
  const message = sentence.replace(/%s/g, () => String(values[used++] ?? ''));
  return { status, code, message };
}

const rejections: Record<Rejection['reason'], ErrorName> = {
  unknown_account: 'account_disabled',
  account_exists: 'invalid_parameter',
  market_closed: 'market_closed',
  self_trade_prevention_not_allowed: 'invalid_self_trade_prevention',
  trade_group_out_of_range: 'trade_group_out_of_range',
  market_closed_to_cancels: 'market_closed_to_cancels',
  price_not_on_tick: 'filter_price',
  price_out_of_range: 'filter_price',
  price_too_far_from_average: 'filter_percent_price',
  price_too_far_for_side: 'filter_percent_price_by_side',
  quantity_not_on_lot: 'filter_lot_size',
  quantity_out_of_range: 'filter_lot_size',
  market_quantity_out_of_range: 'filter_market_lot_size',
  market_quantity_not_on_step: 'filter_market_lot_size',
  too_many_iceberg_parts: 'filter_iceberg_parts',
  book_is_empty: 'book_is_empty',
  book_below_least_quantity: 'book_below_lot_size',
  book_below_least_market_quantity: 'book_below_market_lot_size',
  notional_too_small: 'filter_min_notional',
  notional_out_of_range: 'filter_notional',
  asset_amount_too_large: 'filter_max_asset',
  position_too_large: 'filter_max_position',
  trailing_delta_out_of_range: 'filter_trailing_delta',
  too_many_orders: 'filter_max_num_orders',
  too_many_algo_orders: 'filter_max_num_algo_orders',
  too_many_iceberg_orders: 'filter_max_num_iceberg_orders',
  too_many_order_lists: 'filter_max_num_order_lists',
  too_many_orders_on_floor: 'filter_exchange_max_num_orders',
  too_many_algo_orders_on_floor: 'filter_exchange_max_num_algo_orders',
  too_many_iceberg_orders_on_floor: 'filter_exchange_max_num_iceberg_orders',
  too_many_order_lists_on_floor: 'filter_exchange_max_num_order_lists',
  too_many_amends: 'filter_max_num_order_amends',
  iceberg_exceeds_quantity: 'iceberg_exceeds_quantity',
  iceberg_not_good_till_canceled: 'unsupported_combination',
  peg_level_out_of_range: 'peg_level_out_of_range',
  peg_not_for_order_kind: 'peg_not_for_order_kind',
  too_few_levels_for_peg: 'too_few_levels_for_peg',
  would_trigger_immediately: 'would_trigger',
  no_price_to_trail: 'no_price_to_trail',
  insufficient_balance: 'insufficient_balance',
  would_take_liquidity: 'would_take',
  duplicate_client_order_id: 'duplicate_order',
  orders_make_no_list: 'unsupported_combination',
  order_prices_do_not_relate: 'prices_do_not_relate',
  duplicate_list_client_order_id: 'duplicate_order',
  unknown_order_list: 'unknown_order_sent',
  unknown_order: 'unknown_order_sent',
  order_ids_disagree: 'client_order_id_mismatch',
  cancel_restriction_unmet: 'cancel_restricted',
  amend_of_unknown_quantity: 'amend_of_pending_paid',
  amend_raises_quantity: 'amend_raises_quantity',
  amend_changes_nothing: 'amend_changes_nothing',
  amend_below_executed: 'amend_below_executed',
  amount_out_of_range: 'invalid_quote_quantity',
  unknown_target_account: 'transfer_target_unknown',
  accounts_are_the_same: 'transfer_to_itself',
  asset_has_no_faucet: 'faucet_missing',
  faucet_claim_too_large: 'faucet_claim_too_large',
  faucet_day_used_up: 'faucet_day_used_up',
  faucet_balance_reached: 'faucet_balance_reached',
  too_many_resets: 'too_many_resets',
  unknown_fee_tier: 'unknown_fee_tier',
  floor_has_no_discount: 'discount_missing',
};

/** What Binance calls a refusal of the core. */
export function rejectionError(rejection: Rejection): WireError {
  return wireError(rejections[rejection.reason]);
}

/** The same of an amend, whose refusals by the matching engine have a code of their own. */
export function amendError(rejection: Rejection): WireError {
  if (rejection.reason === 'unknown_order') return wireError('amend_unknown_order');
  if (rejection.reason === 'duplicate_client_order_id') return wireError('amend_duplicate_order');
  return rejectionError(rejection);
}

/** The body of an error answer. */
export function errorJson(error: WireError): string {
  const data = error.data === undefined ? '' : `,"data":${error.data}`;
  return `{"code":${error.code},"msg":${JSON.stringify(error.message)}${data}}`;
}
