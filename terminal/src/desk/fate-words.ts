/** What became of an order, in words: under the ticket what still concerns it, as a notice what is news. */
import { lotsOf, type Market } from '../stores/market.ts';
import { quantityText } from '../views/figures.ts';
import type { Notice } from './notices.ts';
import type { OrderFate } from './order-fate.ts';

export interface Trouble {
  readonly word: 'Refused' | 'Not placed' | 'Outcome unknown';
  readonly text: string;
}

export type Words = Pick<Notice, 'tone' | 'title' | 'text'>;

/** While it is being looked up. */
export const doubt: { readonly trouble: Trouble; readonly notice: Words } = {
  trouble: { word: 'Outcome unknown', text: 'asking the server what became of the order…' },
  notice: {
    tone: 'bad',
    title: 'Outcome unknown',
    text: 'The answer to the order was lost. Asking the server what became of it.',
  },
};

/** Undefined for an order that was placed. */
export function troubleOf(fate: OrderFate): Trouble | undefined {
  switch (fate.kind) {
    case 'placed':
      return undefined;
    case 'refused': {
      const code = fate.failure.code === 0 ? '' : ` (${fate.failure.code})`;
      return { word: 'Refused', text: `${fate.failure.message}${code}` };
    }
    case 'absent':
      return { word: 'Not placed', text: 'the order did not reach the floor. It can be sent again.' };
    case 'unknown':
      return { word: 'Outcome unknown', text: 'look at open orders and fills before you send it again.' };
  }
}

/** Undefined when the account's own reports say it all. */
export function noticeOf(fate: OrderFate, market: Market): Words | undefined {
  switch (fate.kind) {
    case 'placed': {
      const done = quantityText(market, lotsOf(market, fate.order.executedQty));
      if (fate.order.status === 'EXPIRED') {
        return { tone: 'bad', title: 'Order expired', text: `${done} of it was filled, the rest found no price.` };
      }
      if (!fate.lookedUp) return undefined;
      const text = `It reached the floor: ${done} ${market.base} filled so far.`;
      return { tone: 'good', title: 'Order placed after all', text };
    }
    case 'refused':
      return { tone: 'bad', title: 'Order refused', text: fate.failure.message };
    case 'absent':
      return { tone: 'bad', title: 'Order not placed', text: 'It did not reach the floor.' };
    case 'unknown':
      return { tone: 'bad', title: 'Outcome unknown', text: 'The server did not say what became of the order.' };
  }
}
