/** The market's prices: the order book, or the price ladder in its place; and the step in which either shows them. */
import { createEffect, createMemo, createSignal, For, Show } from 'solid-js';
import { formatDecimal } from '../../../src/core/units/decimal.ts';
import { type BookTab, bookTabs } from '../desk/view-desk.ts';
import { decimalsOf } from '../stores/market.ts';
import { groupingSteps, ladderStep } from '../views/book-rows.ts';
import { BookLevels } from './book-levels.tsx';
import { Late } from './late.tsx';
import { TabList } from './tab-list.tsx';
import { useTerminal } from './use-terminal.ts';

const titles: Readonly<Record<BookTab, string>> = { book: 'Book', ladder: 'Ladder' };

export function BookPanel() {
  const { market, parts, view } = useTerminal();
  const [chosen, setChosen] = createSignal<Readonly<Partial<Record<BookTab, number>>>>({}, { name: 'steps' });
  const step = (): number => chosen()[view.bookTab()] ?? 1;
  const live = createMemo(() => market.book()?.state === 'live');
  /** Rounded to a power of ten, so that the steps offered don't change with every tick. */
  const middlePrice = createMemo(() => 10 ** Math.floor(Math.log10(market.book()?.bids.best ?? 1)));
  const steps = createMemo(() => groupingSteps(middlePrice()));
  createEffect(() => {
    market.market();
    setChosen({});
  });
  // Once: a step that followed the price would move the ladder under the hand.
  createEffect(() => {
    const isOther = market.book()?.market !== market.market();
    if (view.bookTab() !== 'ladder' || chosen().ladder !== undefined || !live() || isOther) return;
    setChosen({ ...chosen(), ladder: ladderStep(middlePrice()) });
  });

  return (
    <section class="panel book" data-panel="book" aria-label="Order book">
      <div class="head">
        <TabList
          label="Book or ladder"
          tabs={bookTabs}
          chosen={view.bookTab()}
          controls="book-tab"
          choose={view.showBookTab}
        >
          {(tab) => titles[tab]}
        </TabList>
        <label class="head-right">
          <span class="visually-hidden">Group prices by </span>
          <select
            class="head-select figure"
            value={step()}
            onChange={(event) => setChosen({ ...chosen(), [view.bookTab()]: Number(event.target.value) })}
          >
            <For each={steps()}>
              {(ticks) => <option value={ticks}>{stepText(ticks * (market.market()?.tickE8 ?? 1))}</option>}
            </For>
          </select>
        </label>
      </div>
      <div class="book-tab" id="book-tab" role="tabpanel" aria-labelledby={`tab-${view.bookTab()}`}>
        <Show when={view.bookTab() === 'ladder'} fallback={<BookLevels step={step()} />}>
          <Late part={parts.ladder}>{({ Ladder }) => <Ladder step={step()} />}</Late>
        </Show>
        <Show when={!live()}>
          <p class="book-waiting">
            {market.link() === 'open' ? 'Stitching the book…' : 'No connection. The book comes back by itself.'}
          </p>
        </Show>
      </div>
    </section>
  );
}

/** "0.01" for a step of 10^6 x 10^-8. */
function stepText(stepE8: number): string {
  const text = formatDecimal(stepE8, 8);
  return decimalsOf(stepE8) === 0
    ? text.slice(0, text.indexOf('.'))
    : text.slice(0, text.indexOf('.') + 1 + decimalsOf(stepE8));
}
