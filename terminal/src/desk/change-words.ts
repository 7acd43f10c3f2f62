/** What became of a change, in words; nothing where the account's own reports say it all. */
import { lotsOf, type Market } from '../stores/market.ts';
import { quantityText } from '../views/figures.ts';
import { overText } from './cancel-words.ts';
import type { ChangeFate } from './change-fate.ts';
import type { Words } from './fate-words.ts';

/** While it is being looked up. */
export const changeDoubt: Words = {
  tone: 'bad',
  title: 'Outcome unknown',
  text: 'The answer to the change was lost. Asking the server what became of it.',
};

export function changeNotice(fate: ChangeFate, market: Market): Words | undefined {
  const filled = (executedQty: string): string => `${quantityText(market, lotsOf(market, executedQty))} ${market.base}`;
  switch (fate.kind) {
    case 'changed':
      return undefined;
    case 'found':
      return { tone: 'good', title: 'Order changed after all', text: 'The change reached the floor.' };
    case 'over':
      return { tone: 'bad', title: 'Too late to change', text: overText(fate.order, market) };
    case 'outrun': {
      const text = `It was filled first, ${filled(fate.order.executedQty)} by now. The rest stands as it was.`;
      return { tone: 'bad', title: 'Not changed', text };
    }
    case 'open':
      return {
        tone: 'bad',
        title: 'Not changed',
        text: 'It did not reach the floor: the order stands as it was.',
      };
    case 'gone': {
      const why = fate.failure === undefined ? 'No order has taken its place.' : fate.failure.message;
      const text = `${why} The order before it had ${filled(fate.order.executedQty)} filled.`;
      return { tone: 'bad', title: 'Cancelled, not placed anew', text };
    }
    case 'refused':
      return { tone: 'bad', title: 'Not changed', text: fate.failure.message };
    case 'unknown':
      return {
        tone: 'bad',
        title: 'Outcome unknown',
        text: 'Look at open orders before you change it again.',
      };
  }
}
