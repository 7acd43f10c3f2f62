/** What a command did, for the one who sent it. Everybody else reads the events. */
import type { Amount, AssetIndex } from '../units/brand.ts';
import type { Fill, OrderState } from './account-event.ts';

export type Applied =
  | { readonly type: 'order_placed'; readonly order: OrderState; readonly fills: readonly Fill[] }
  | { readonly type: 'order_canceled'; readonly order: OrderState; readonly cancelId: string }
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
