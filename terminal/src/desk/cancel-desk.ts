/** Cancels on the desk: one order, or all of a symbol; each is said to be under way until it is known what became of it. */
import { type Accessor, createSignal } from 'solid-js';
import { ApiFailure } from '../net/api.ts';
import type { WireOrder } from '../wire/rest.ts';
import type { AccountDesk } from './account-desk.ts';
import { cancelOrder } from './cancel-fate.ts';
import { cancelAllNotice, cancelDoubt, cancelNotice, refusedCancel } from './cancel-words.ts';
import type { Words } from './fate-words.ts';
import { leavesOpen, lookUp } from './look-up.ts';
import type { MarketDesk } from './market-desk.ts';
import type { Notices } from './notices.ts';
import { createUnderWay } from './under-way.ts';

export interface CancelDesk {
  /** Whether it is being cancelled. */
  isUnderWay(order: WireOrder): boolean;
  readonly isAllUnderWay: Accessor<boolean>;
  cancel(order: WireOrder): Promise<void>;
  cancelAll(symbol: string): Promise<void>;
}

export function createCancelDesk(account: AccountDesk, desk: MarketDesk, notices: Notices): CancelDesk {
  const underWay = createUnderWay('cancelling');
  const [isAllUnderWay, setAllUnderWay] = createSignal(false, { name: 'cancellingAll' });
  const say = ({ tone, title, text }: Words): void => notices.say(tone, title, text);

  async function everything(symbol: string): Promise<void> {
    const market = desk.marketOf(symbol);
    const pair = market === undefined ? symbol : `${market.base}/${market.quote}`;
    try {
      await account.cancelAll(symbol);
    } catch (failure) {
      if (!(failure instanceof ApiFailure)) throw failure;
      if (!leavesOpen(failure)) return say(refusedCancel(failure));
      say(cancelDoubt);
      const left = await lookUp(
        () => account.openOf(symbol),
        (open) => open.length === 0,
      );
      say(cancelAllNotice(pair, left instanceof ApiFailure ? undefined : left.length));
    }
  }

  return {
    isUnderWay: underWay.has,
    isAllUnderWay,
    async cancel(order) {
      await underWay.during(order, async () => {
        const find = () => account.findById(order.symbol, order.orderId);
        const ports = { cancel: () => account.cancel(order), find, doubtful: () => say(cancelDoubt) };
        const notice = cancelNotice(await cancelOrder(ports), desk.marketOf(order.symbol));
        if (notice !== undefined) say(notice);
      });
    },
    async cancelAll(symbol) {
      if (isAllUnderWay()) return;
      setAllUnderWay(true);
      await everything(symbol).finally(() => setAllUnderWay(false));
    },
  };
}
