/** Changes of open orders: one at a time of each, under way until it is known what became of it. */
import type { Parts } from '../parts/parts.ts';
import type { OrderChange } from '../views/read-change.ts';
import type { WireOrder } from '../wire/rest.ts';
import type { AccountDesk } from './account-desk.ts';
import type { Words } from './fate-words.ts';
import type { Notices } from './notices.ts';
import { createUnderWay } from './under-way.ts';

export interface ChangeDesk {
  isUnderWay(order: WireOrder): boolean;
  /** Yields whether the order no longer stands as it did; false also when it was being changed already. */
  change(change: OrderChange): Promise<boolean>;
}

export function createChangeDesk(account: AccountDesk, notices: Notices, part: Parts['orderChanges']): ChangeDesk {
  const underWay = createUnderWay('changing');
  const say = ({ tone, title, text }: Words): void => notices.say(tone, title, text);
  return {
    isUnderWay: underWay.has,
    async change(change) {
      const { order, market } = change;
      const made = await part.want();
      if (made === undefined) return false;
      const isDone = await underWay.during(order, async () => {
        const ports = {
          lower: (newQty: string) => account.lower(order, newQty),
          replace: account.replace,
          cancel: () => account.cancel(order),
          place: account.place,
          find: account.find,
          findOld: () => account.findById(order.symbol, order.orderId),
          doubtful: () => say(made.changeDoubt),
        };
        const fate = await made.changeOrder(ports, change, crypto.randomUUID());
        const notice = made.changeNotice(fate, market);
        if (notice !== undefined) say(notice);
        return !['refused', 'outrun', 'open'].includes(fate.kind);
      });
      return isDone === true;
    },
  };
}
