/** What a command did, for the one who sent it. Everybody else reads the events. */
import type { Amount, AssetIndex } from '../units/brand.ts';
import type { Fill, OrderListState, OrderState, PreventedMatch } from './account-event.ts';
import type { Result } from './rejection.ts';

export interface OrderPlaced {
  readonly type: 'order_placed';
  readonly order: OrderState;
  readonly fills: readonly Fill[];
  /** Own orders it met, in that order. */
  readonly preventedMatches: readonly PreventedMatch[];
}

export interface OrderCanceled {
  readonly type: 'order_canceled';
  readonly order: OrderState;
  readonly cancelId: string;
  /** The list that was cancelled with the order. */
  readonly list?: ListCanceled;
}

export interface ListPlaced {
  readonly type: 'list_placed';
  readonly list: OrderListState;
  /** As the placement left them, with their fills; what is pending has not entered yet. */
  readonly orders: readonly Pick<OrderPlaced, 'order' | 'fills' | 'preventedMatches'>[];
}

export interface ListCanceled {
  readonly type: 'list_canceled';
  readonly list: OrderListState;
  /** Those that were still open. */
  readonly cancels: readonly { readonly order: OrderState; readonly cancelId: string }[];
}

/** Of a cancel-replace that its filters let through: both may have gone well or been refused. */
export interface OrderReplaced {
  readonly type: 'order_replaced';
  readonly canceled: Result<OrderCanceled>;
  /** Undefined when it was not attempted. */
  readonly placed: Result<OrderPlaced> | undefined;
}

export interface OrderAmended {
  readonly type: 'order_amended';
  readonly order: OrderState;
  readonly previousClientOrderId: string;
  /** Of the account event that tells of it. */
  readonly eventId: number;
  /** The list it belongs to. */
  readonly list?: OrderListState;
}

export type Applied =
  | OrderPlaced
  | OrderCanceled
  | OrderReplaced
  | OrderAmended
  | ListPlaced
  | ListCanceled
  | {
      readonly type: 'orders_canceled';
      /** Of lists the order that came first stands for all. */
      readonly cancels: readonly OrderCanceled[];
    }
  | {
      readonly type: 'money_moved';
      readonly movementId: number;
      readonly asset: AssetIndex;
      /** Without sign. */
      readonly amount: Amount;
    }
  | { readonly type: 'account_reset'; readonly canceled: number }
  | { readonly type: 'done' };
