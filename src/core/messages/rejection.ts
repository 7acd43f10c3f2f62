/**
 * Why the core refuses a command: a closed set of sentences. A refusal changes nothing. Only the gateway knows what
 * Binance calls them (src/gateway/wire/errors.ts).
 */
export type Rejection =
  | { readonly reason: 'unknown_account' }
  | { readonly reason: 'account_exists' }
  | { readonly reason: 'market_closed' }
  | { readonly reason: 'market_closed_to_cancels' }
  | { readonly reason: 'price_not_on_tick' }
  | { readonly reason: 'price_out_of_range' }
  | { readonly reason: 'price_too_far_from_average' }
  | { readonly reason: 'price_too_far_for_side' }
  | { readonly reason: 'quantity_not_on_lot' }
  | { readonly reason: 'quantity_out_of_range' }
  | { readonly reason: 'market_quantity_out_of_range' }
  | { readonly reason: 'market_quantity_not_on_step' }
  | { readonly reason: 'too_many_iceberg_parts' }
  | { readonly reason: 'book_is_empty' }
  | { readonly reason: 'book_below_least_quantity' }
  | { readonly reason: 'book_below_least_market_quantity' }
  | { readonly reason: 'notional_too_small' }
  | { readonly reason: 'notional_out_of_range' }
  | { readonly reason: 'asset_amount_too_large' }
  | { readonly reason: 'position_too_large' }
  | { readonly reason: 'trailing_delta_out_of_range' }
  | { readonly reason: 'too_many_orders' }
  | { readonly reason: 'too_many_algo_orders' }
  | { readonly reason: 'too_many_iceberg_orders' }
  | { readonly reason: 'too_many_order_lists' }
  | { readonly reason: 'too_many_orders_on_floor' }
  | { readonly reason: 'too_many_algo_orders_on_floor' }
  | { readonly reason: 'too_many_iceberg_orders_on_floor' }
  | { readonly reason: 'too_many_order_lists_on_floor' }
  | { readonly reason: 'too_many_amends' }
  | { readonly reason: 'iceberg_exceeds_quantity' }
  | { readonly reason: 'iceberg_not_good_till_canceled' }
  | { readonly reason: 'peg_level_out_of_range' }
  | { readonly reason: 'peg_not_for_order_kind' }
  | { readonly reason: 'too_few_levels_for_peg' }
  | { readonly reason: 'would_trigger_immediately' }
  | { readonly reason: 'no_price_to_trail' }
  | { readonly reason: 'insufficient_balance' }
  | { readonly reason: 'would_take_liquidity' }
  | { readonly reason: 'duplicate_client_order_id' }
  | { readonly reason: 'orders_make_no_list' }
  | { readonly reason: 'order_prices_do_not_relate' }
  | { readonly reason: 'duplicate_list_client_order_id' }
  | { readonly reason: 'unknown_order_list' }
  | { readonly reason: 'unknown_order' }
  | { readonly reason: 'order_ids_disagree' }
  | { readonly reason: 'cancel_restriction_unmet' }
  | { readonly reason: 'amend_of_unknown_quantity' }
  | { readonly reason: 'amend_raises_quantity' }
  | { readonly reason: 'amend_changes_nothing' }
  | { readonly reason: 'amend_below_executed' }
  | { readonly reason: 'amount_out_of_range' }
  | { readonly reason: 'unknown_target_account' }
  | { readonly reason: 'accounts_are_the_same' }
  | { readonly reason: 'asset_has_no_faucet' }
  | { readonly reason: 'faucet_claim_too_large' }
  | { readonly reason: 'faucet_day_used_up' }
  | { readonly reason: 'faucet_balance_reached' }
  | { readonly reason: 'too_many_resets' }
  | { readonly reason: 'unknown_fee_tier' }
  | { readonly reason: 'self_trade_prevention_not_allowed' }
  | { readonly reason: 'trade_group_out_of_range' }
  | { readonly reason: 'floor_has_no_discount' };

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: Rejection };
