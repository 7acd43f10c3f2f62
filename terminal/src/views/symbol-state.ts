/** What to say of a symbol that does not trade: a word beside its name, and a sentence where orders are made. */

/** As the exchange calls them; a word that is none of these is said as it came. */
const words: Readonly<Record<string, string>> = { HALT: 'halted', BREAK: 'on a break', CANCEL_ONLY: 'cancel only' };

/** Undefined while it trades. */
export function closedWord(status: string | undefined): string | undefined {
  return status === undefined ? undefined : (words[status] ?? status.toLowerCase().replaceAll('_', ' '));
}

/** `pair`: the symbol as people write it. */
export function closedSentence(pair: string, status: string): string {
  if (status === 'CANCEL_ONLY') return `${pair} takes no new orders for now. Open orders can be cancelled.`;
  const stop = status === 'BREAK' ? 'is on a break' : 'is halted';
  return `${pair} ${stop}. Open orders keep their place; new ones and cancels wait until it opens.`;
}
