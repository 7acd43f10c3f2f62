/**
 * How the golden journals were made, so that one can be made again when the commands themselves change: random traders from a
 * fixed seed on a live floor. A journal on disk does not change when this file does.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Floor } from '../../src/core/floor/floor.ts';
import type { FloorDefinition } from '../../src/core/instruments/definition.ts';
import type { Command, StampedCommand } from '../../src/core/messages/command.ts';
import type { AccountId, Amount, AssetIndex, SymbolIndex, TimestampUs } from '../../src/core/units/brand.ts';
import { definitionFromReplay } from '../../src/market/replay/definition-from-replay.ts';
import { quietFloor } from '../support/floor-definition.ts';
import { flowDefinition } from '../support/flow-floor.ts';
import { type MarketSight, RandomTrader } from '../support/random-trader.ts';
import type { GoldenJournal } from './golden-journal.ts';
import { feedOf, sourceOf } from './play-journal.ts';

const users = [1000, 1001, 1002] as AccountId[];
const second = 1_000_000;

/** By name of the journal. */
export const composers: Readonly<Record<string, () => GoldenJournal>> = {
  orders() {
    const composer = new Composer(
      'Orders of every kind between three traders, without a background.',
      quietFloor('orders'),
    );
    composer.openUsers(10n ** 13n);
    composer.trade(280, 40_000);
    return composer.finish();
  },
  'conditional-orders'() {
    const about = 'Orders that wait for a trigger or trail the price, among others, between three traders.';
    const composer = new Composer(about, quietFloor('conditional'), { range: 'conditional' });
    composer.openUsers(10n ** 13n);
    composer.trade(240, 40_000);
    return composer.finish();
  },
  'every-command'() {
    const about =
      'Every command there is, order lists and resets among them, between three traders; symbols open and close.';
    const composer = new Composer(about, quietFloor('every command'), { range: 'all' });
    composer.grantUsers(10n ** 13n);
    for (const status of ['halt', 'cancel_only', 'break', 'trading'] as const) {
      composer.trade(90, 40_000);
      composer.add(second, { type: 'set_symbol_status', symbol: 0 as SymbolIndex, status });
    }
    composer.trade(180, 40_000);
    return composer.finish();
  },
  'every-command-in-flow'() {
    const definition = flowDefinition({ symbols: ['BTCUSDT'], pastDays: 1, seed: 'golden commands' });
    const about = 'Two minutes of the flow market, with three traders who send every command there is.';
    const composer = new Composer(about, definition, { range: 'all' });
    composer.grantUsers(10n ** 12n);
    composer.trade(160, 750_000);
    return composer.finish();
  },
  'flow-market'() {
    const definition = flowDefinition({ symbols: ['BTCUSDT', 'ETHUSDT', 'ETHBTC'], pastDays: 1, seed: 'golden' });
    const composer = new Composer(
      'Five minutes of the flow market on three symbols, with three traders in it.',
      definition,
    );
    composer.openUsers(10n ** 12n);
    composer.trade(100, 3 * second);
    return composer.finish();
  },
  clock() {
    const definition = flowDefinition({ symbols: ['BTCUSDT'], pastDays: 1, seed: 'golden clock' });
    const composer = new Composer(
      'The clock faster, paused, stepped; granted time; the floor closed for two hours.',
      definition,
    );
    composer.openUsers(10n ** 12n);
    composer.trade(8, second);
    composer.add(0, { type: 'set_clock', rate: 100, paused: false });
    composer.add(20 * second, { type: 'grant_time' });
    composer.trade(12, 4 * second);
    composer.add(second, { type: 'set_clock', rate: 100, paused: true });
    composer.trade(4, 0);
    composer.add(90 * second, { type: 'grant_time' });
    composer.add(90 * second, { type: 'set_clock', rate: 0.5, paused: false });
    composer.add(0, { type: 'set_clock', rate: 5000, paused: false });
    composer.add(2 * second, { type: 'grant_time' });
    composer.add(7200 * second, { type: 'skip_time' });
    composer.trade(12, second);
    return composer.finish();
  },
  'replay-trades': () =>
    replay(
      'Recorded trades of two symbols',
      ['BTCUSDT-trades-2030-01-02.csv', 'ETHUSDT-aggTrades-2030-01-02.csv'],
      second,
    ),
  'replay-bars': () =>
    replay('Recorded candles of two symbols', ['BNBUSDT-1m.csv', 'SOLUSDT-5m-2030-01-02.csv'], 60 * second),
  'replay-book': () => replay('A recorded order book', ['ltcusdt-stream-20300102.jsonl'], second / 2),
};

function replay(about: string, recordings: readonly string[], betweenUs: number): GoldenJournal {
  const definition = definitionFromReplay(feedOf(recordings, readFiles(recordings)), {
    name: 'replay',
    seed: 'golden',
  });
  const composer = new Composer(`${about}, with three traders against it.`, definition, { recordings });
  composer.openUsers(10n ** 12n);
  composer.trade(60, betweenUs);
  return composer.finish();
}

function readFiles(names: readonly string[]): Readonly<Record<string, string>> {
  const directory = join(import.meta.dirname, '../fixtures/replay');
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), 'utf8')]));
}

interface ComposerOptions {
  readonly recordings?: readonly string[];
  readonly range?: MarketSight['range'];
}

class Composer {
  readonly #head: Omit<GoldenJournal, 'commands'>;
  readonly #commands: StampedCommand[] = [];
  readonly #floor: Floor;
  readonly #trader: RandomTrader;

  constructor(about: string, definition: FloorDefinition, options: ComposerOptions = {}) {
    const { recordings = [], range = 'plain' } = options;
    this.#head = { about, recordings, definition };
    const floor = Floor.create(definition, sourceOf(this.#head, readFiles(recordings))());
    this.#floor = floor;
    this.#trader = new RandomTrader(definition.seed, {
      instruments: floor.instruments,
      range,
      openOrders: (account) => floor.openOrders(account),
      openLists: (account) => floor.openLists(account),
      referencePrice: (symbol) => {
        const book = floor.book(symbol as SymbolIndex);
        const touch = book.bestBid() > 0 ? book.bestBid() : book.bestAsk();
        return floor.lastPrice(symbol as SymbolIndex) ?? (touch > 0 ? touch : 50_000);
      },
    });
  }

  add(afterUs: number, command: Command): void {
    const time = Math.round(this.#floor.time + afterUs) as TimestampUs;
    const stamped = { sequence: this.#floor.sequence + 1, time, command };
    this.#floor.apply(stamped);
    if (command.type === 'grant_time') this.#floor.advance(time);
    this.#commands.push(stamped);
  }

  openUsers(amount: bigint): void {
    for (const account of users) {
      this.add(0, { type: 'open_account', account });
      for (const [asset] of this.#floor.instruments.assets.entries()) {
        this.add(0, { type: 'deposit', account, asset: asset as AssetIndex, amount: amount as Amount });
      }
    }
  }

  /** Opened with money that they have again when they are reset. */
  grantUsers(amount: bigint): void {
    const grant = this.#floor.instruments.assets.map((_, asset) => {
      return { asset: asset as AssetIndex, amount: amount as Amount };
    });
    for (const account of users) this.add(0, { type: 'open_account', account, grant });
  }

  trade(count: number, betweenUs: number): void {
    for (let index = 0; index < count; index++) {
      const account = this.#trader.pick(users);
      this.add(this.#trader.below(2 * betweenUs + 1), this.#trader.next(account, `u${account}`));
    }
  }

  finish(): GoldenJournal {
    this.add(second, { type: 'grant_time' });
    return { ...this.#head, commands: this.#commands };
  }
}
