/** What the help dialog lists of the keys. */
export interface KeyHelp {
  readonly keys: readonly string[];
  readonly does: string;
}

export const keyHelp: readonly KeyHelp[] = [
  { keys: ['B'], does: 'Buy: switch the ticket and go to it' },
  { keys: ['S'], does: 'Sell: switch the ticket and go to it' },
  { keys: ['/', 'Ctrl K'], does: 'Find a symbol' },
  { keys: ['↑', '↓'], does: 'In the price field: one tick, with Shift ten' },
  { keys: ['↑', '↓', 'Enter'], does: 'In the order book: choose a level, take its price' },
  { keys: ['L'], does: 'Price ladder, or back to the book' },
  { keys: ['↑', '↓', '←', '→'], does: 'In the ladder: choose a price, and what to do there; Page keys scroll' },
  { keys: ['Enter', 'Del', 'C'], does: 'In the ladder: fill the ticket, or send when armed; cancel; centre' },
  { keys: ['Enter'], does: 'In the ticket: send the order' },
  { keys: ['Enter', '↑', '↓'], does: 'On price or quantity of an open order: change it, send it' },
  { keys: ['T'], does: 'Dark or light' },
  { keys: ['Esc'], does: 'Leave a field, close a dialog' },
  { keys: ['?'], does: 'This list' },
];
