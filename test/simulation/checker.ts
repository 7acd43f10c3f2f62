/**
 * The judge of a run. It replays the journal from the first moment on a floor with the obvious book, and holds against it what
 * everybody said: states, events, trades, answers, the stored history. Whatever was acknowledged is there exactly once; what was
 * refused is not there; nothing was published that the journal does not say.
 */
import { ObviousBook } from '../../src/core/book/obvious-book.ts';
import { Floor } from '../../src/core/floor/floor.ts';
import type { Applied } from '../../src/core/messages/applied.ts';
import type { StampedCommand } from '../../src/core/messages/command.ts';
import { isTrade, marketEventStride, marketField, sideOf, symbolOf } from '../../src/core/messages/market-event.ts';
import type { Result } from '../../src/core/messages/rejection.ts';
import { rulesVersion } from '../../src/core/rules-version.ts';
import type { AssetIndex, TimestampUs } from '../../src/core/units/brand.ts';
import { JournalChain } from '../../src/journal/journal-chain.ts';
import { createMarket } from '../../src/market/create-market.ts';
import { answerOf, answerText } from './gateway-port.ts';
import { ObviousAccounts } from './obvious-accounts.ts';
import { identityOf, type Request } from './request.ts';
import { describeEvent, type StoredFloor } from './stored-floor.ts';
import type { Claim, Witness } from './witness.ts';

export interface Verdict {
  readonly commands: number;
  readonly trades: number;
  readonly stateHash: string;
  readonly problems: readonly string[];
}

interface Told {
  readonly ok: boolean;
  readonly text: string;
  readonly isPlaced: boolean;
}

export function judge(stored: StoredFloor, witness: Witness): Verdict {
  return new Checker(stored, witness).judge();
}

class Checker {
  readonly #stored: StoredFloor;
  readonly #witness: Witness;
  readonly #floor: Floor;
  readonly #accounts: ObviousAccounts;
  /** The same up to where the stored history has come. */
  readonly #history: ObviousAccounts;
  readonly #problems: string[] = [];
  readonly #events = new Map<number, string>();
  readonly #trades = new Map<string, string>();
  /** What became of each user's command in the journal, as its sender would read it. */
  readonly #results = new Map<string, Told[]>();

  constructor(stored: StoredFloor, witness: Witness) {
    const { definition } = stored.record;
    this.#stored = stored;
    this.#witness = witness;
    this.#floor = Floor.create(definition, createMarket(definition)?.source, () => new ObviousBook());
    this.#accounts = new ObviousAccounts(this.#floor);
    this.#history = new ObviousAccounts(this.#floor);
  }

  judge(): Verdict {
    try {
      this.#replay();
    } catch (error) {
      this.#problems.push(`the journal can't be replayed: ${(error as Error).stack}`);
    }
    for (const { process, eventId, text } of this.#witness.events) {
      const expected = this.#events.get(eventId);
      if (text !== expected) this.#problems.push(`${process} published "${text}", the journal makes "${expected}"`);
    }
    for (const { process, key, text } of this.#witness.trades) {
      const expected = this.#trades.get(key);
      if (text !== expected)
        this.#problems.push(`${process} published trade ${key} as "${text}", the journal makes "${expected}"`);
    }
    const groups = groupBy(this.#witness.requests, ({ command }) => identityOf(command) ?? '');
    for (const [identity, requests] of groups) this.#judgeRequests(identity, requests);
    this.#problems.push(...this.#accounts.compareFloor());
    this.#problems.push(...this.#history.compareHistory(this.#stored));
    for (const [asset, { name }] of this.#floor.instruments.assets.entries()) {
      const total = this.#floor.ledgerTotal(asset as AssetIndex);
      if (total !== 0n) this.#problems.push(`the ledger of ${name} sums to ${total}`);
    }
    return {
      commands: this.#floor.sequence,
      trades: this.#trades.size,
      stateHash: this.#floor.hash(),
      problems: this.#problems,
    };
  }

  #replay(): void {
    const claims = [...this.#witness.claims].sort((a, b) => a.sequence - b.sequence || a.timeUs - b.timeUs);
    const chain = new JournalChain(rulesVersion);
    this.#drain();
    for (const { batch } of this.#stored.batches) {
      for (const command of chain.accept(batch)) {
        this.#judgeClaims(claims, command);
        this.#apply(command);
      }
    }
    this.#judgeClaims(claims, undefined);
    this.#advance(this.#floor.grantedTime);
    for (const { who, sequence } of claims)
      this.#problems.push(`${who} stood at sequence ${sequence}, which is not in the journal`);
  }

  #apply(command: StampedCommand): void {
    const { type } = command.command;
    if (type === 'skip_time') this.#advance(this.#floor.grantedTime);
    else if (type !== 'grant_time') this.#advance(command.time);
    const result = this.#floor.apply(command);
    this.#drain();
    if (command.command.type === 'open_account') this.#accounts.granted(command.command);
    if (command.command.type === 'reset_account' && result.ok) {
      this.#problems.push(...this.#accounts.compareReset(command.command.account));
    }
    const identity = identityOf(command.command);
    if (identity === undefined) return;
    const results = this.#results.get(identity) ?? [];
    const answer = answerOf(this.#floor.instruments, command.command, result);
    results.push({ ok: answer.ok, text: answerText(answer), isPlaced: isPlaced(result) });
    this.#results.set(identity, results);
  }

  /** States that were reached between the command before and `next`. */
  #judgeClaims(claims: Claim[], next: StampedCommand | undefined): void {
    const { sequence, grantedTime } = this.#floor;
    const isGrant = next?.command.type === 'grant_time' || next?.command.type === 'skip_time';
    const until = next === undefined || isGrant ? grantedTime : next.time;
    const due: Claim[] = [];
    while (claims[0] !== undefined && claims[0].sequence <= sequence) due.push(claims.shift()!);
    if (due.length === 0) return;
    // Before a grant the floor may stand anywhere up to the time granted so far; the replay itself does not move there.
    const { definition } = this.#stored.record;
    const make = () => new ObviousBook();
    const floor = isGrant
      ? Floor.decode(definition, createMarket(definition)?.source, this.#floor.encode(), make)
      : this.#floor;
    for (const { who, timeUs, hash } of due) {
      if (timeUs > until || timeUs < floor.time) {
        this.#problems.push(
          `${who} stood at sequence ${sequence} and time ${timeUs}, expected ${floor.time} to ${until}`,
        );
        continue;
      }
      // Not by nothing: what the market has to do at the first instant of all is done when time first passes.
      if (timeUs > floor.time) floor.advance(timeUs as TimestampUs);
      if (floor === this.#floor) this.#drain();
      const found = floor.hash();
      if (found !== hash)
        this.#problems.push(`${who} had state ${hash} at sequence ${sequence}, the journal makes ${found}`);
    }
  }

  #advance(timeUs: number): void {
    if (timeUs > this.#floor.time) this.#floor.advance(timeUs as TimestampUs);
    this.#drain();
  }

  #drain(): void {
    const ring = this.#floor.marketEvents;
    for (let index = 0; index < ring.count; index++) {
      const at = (field: keyof typeof marketField) => ring.records[index * marketEventStride + marketField[field]] ?? 0;
      if (!isTrade(at('kind'))) continue;
      this.#trades.set(
        `${symbolOf(at('kind'))} ${at('tradeId')}`,
        `${at('time')} ${sideOf(at('kind'))} ${at('price')} ${at('quantity')} ${at('takerOrderId')} ${at('makerOrderId')}`,
      );
    }
    ring.drain();
    for (const event of this.#floor.takeAccountEvents()) {
      this.#events.set(event.eventId, describeEvent(event));
      this.#accounts.absorb(event);
      if (event.eventId <= this.#stored.projectedEventId) this.#history.absorb(event);
    }
  }

  /** Each answer has a command of its own in the journal; what was refused before the journal has none. */
  #judgeRequests(identity: string, requests: readonly Request[]): void {
    const results = this.#results.get(identity) ?? [];
    const left = [...results];
    const { type } = requests[0]!.command;
    let notDone = 0;
    for (const answer of requests.flatMap(({ answers }) => answers)) {
      if (answer.kind === 'unknown') continue;
      const at = left.findIndex(({ ok, text }) => ok === (answer.kind === 'done') && text === answer.text);
      if (at >= 0) left.splice(at, 1);
      else if (answer.kind === 'refused') notDone++;
      else
        this.#problems.push(
          `${identity} (${type}) was answered ${answer.text}, the journal makes ${left.map(({ text }) => text).join(' and ') || 'nothing of it'}`,
        );
    }
    const handled = requests.reduce((sum, request) => sum + request.handled, 0);
    if (results.length > handled - notDone) {
      this.#problems.push(
        `${identity} (${type}) is in the journal ${results.length} times; ${handled} were handled and ${notDone} refused`,
      );
    }
    if (results.some(({ isPlaced }) => isPlaced) && requests.some(({ saidAbsent }) => saidAbsent)) {
      this.#problems.push(`${identity} (${type}) was placed after a server had said that there is none such`);
    }
  }
}

/** Whether there is an order or a list now that can be asked for. */
function isPlaced(result: Result<Applied>): boolean {
  if (!result.ok) return false;
  const { value } = result;
  if (value.type === 'order_replaced') return value.placed?.ok === true;
  return value.type === 'order_placed' || value.type === 'list_placed';
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
