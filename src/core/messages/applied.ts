/** What a command did, for the one who sent it. Everybody else reads the events. */
import type { Amount, AssetIndex } from '../units/brand.ts';
import type { Fill, OrderState } from './account-event.ts';
import type { Result } from './rejection.ts';

export interface OrderPlaced {
  readonly type: 'order_placed';
  readonly order: OrderState;
  readonly fills: readonly Fill[];
}

export interface OrderCanceled {
  readonly type: 'order_canceled';
  readonly order: OrderState;
  readonly cancelId: string;
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
}

export type Applied =
  | OrderPlaced
  | OrderCanceled
  | OrderReplaced
  | OrderAmended
  | {
      readonly type: 'orders_canceled';
      readonly cancels: readonly { readonly order: OrderState; readonly cancelId: string }[];
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
