/** What became of a cancel, in words; nothing where the account's own reports say it all. */
import type { ApiFailure } from '../net/api.ts';
import { lotsOf, type Market } from '../stores/market.ts';
import { quantityText } from '../views/figures.ts';
import type { CanceledOrder, WireOrder } from '../wire/rest.ts';
import type { CancelFate } from './cancel-fate.ts';
import type { Words } from './fate-words.ts';

/** While it is being looked up. */
export const cancelDoubt: Words = {
  tone: 'bad',
  title: 'Outcome unknown',
  text: 'The answer to the cancel was lost. Asking the server what became of it.',
};

export function cancelNotice(fate: CancelFate, market: Market | undefined): Words | undefined {
  switch (fate.kind) {
    case 'cancelled':
      return undefined;
    case 'over':
      return overNotice(fate.order, market);
    case 'open':
      return {
        tone: 'bad',
        title: 'Not cancelled',
        text: 'The cancel did not reach the floor: the order is still open.',
      };
    case 'refused':
      return refusedCancel(fate.failure);
    case 'unknown':
      return {
        tone: 'bad',
        title: 'Outcome unknown',
        text: 'The server did not say what became of the cancel: the order may be open, or not.',
      };
  }
}

/** `left`: how many orders of the symbol were open when the server was asked after a lost answer; undefined when it did not say. */
export function cancelAllNotice(pair: string, left: number | undefined): Words {
  if (left === undefined) {
    return { tone: 'bad', title: 'Outcome unknown', text: `Orders of ${pair} may be open, or not.` };
  }
  if (left === 0) return { tone: 'plain', title: 'All cancelled after all', text: `No order of ${pair} is open.` };
  return {
    tone: 'bad',
    title: 'Not all cancelled',
    text: `${left} of ${pair} ${left === 1 ? 'is' : 'are'} still open.`,
  };
}

export function refusedCancel(failure: ApiFailure): Words {
  return { tone: 'bad', title: 'Not cancelled', text: failure.message };
}

function overNotice(order: WireOrder, market: Market | undefined): Words {
  if (order.status === 'CANCELED') {
    return { tone: 'plain', title: 'Order cancelled after all', text: 'It is no longer open.' };
  }
  return { tone: 'bad', title: 'Too late to cancel', text: overText(order, market) };
}

/** How an order ended, and what of it was done. */
export function overText(order: CanceledOrder, market: Market | undefined): string {
  const status = order.status.toLowerCase().replaceAll('_', ' ');
  const done = market === undefined ? order.executedQty : quantityText(market, lotsOf(market, order.executedQty));
  const unit = market === undefined ? '' : ` ${market.base}`;
  return `It is ${status}, with ${done}${unit} done.`;
}
