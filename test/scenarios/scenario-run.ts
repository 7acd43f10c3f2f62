/**
 * Runs a scenario: a text of commands with, under each, what it is said to do. The runner does the commands on a real floor
 * and writes the text anew; a scenario holds when the two are equal, letter by letter.
 *
 *     symbol maxQuantity 10          a field of the symbol, objects as JSON; before the first account
 *     floor ordersMax 3              a filter of the floor; asset BTC 5: the most of an asset in one order
 *     fees MAKER TAKER BUYER SELLER  in millionths, the last two if need be; likewise special, tax, and tier NAME …
 *     tier NAME … from 1000          earned by a volume of thirty days; volume USDT: the asset it is counted in
 *     discount ETH 750000            commission may be paid in ETH: of the standard part so many millionths
 *     and ETHUSDT                    one more symbol like the first
 *     on ETHUSDT                     what follows is about this symbol; at first it is BTCUSDT
 *     open alice 10 BTC, 500 USDT    an account with balances; without them an empty one
 *     alice sells 1 at 101 as a1     limit; behind it: ioc, fok, maker (limit maker), showing LOTS, stp MODE, as NAME
 *     alice sells 1 at primary       pegged to the best price of its own side, or of the other: at opposite; behind it:
 *                                    level LEVELS, price PRICE
 *     bob buys 2 at market           by base quantity
 *     bob buys for 100 at market     by quote amount
 *     bob sells 1 at market stop 90  waits: stop PRICE or profit PRICE, trailing BASIS_POINTS behind or instead
 *     alice cancels a1               or: alice cancels all; behind it: if new, if partial
 *     alice lists oto as L: buys 1 at 100 as w; sells 1 at 110 as p     oco, oto, otoco, opo, opoco
 *     alice cancels list L
 *     alice replaces a1 strictly sells 1 at 102 as a2     or: anyway, also when a1 can't be cancelled
 *     alice amends a1 to 0.5 as a3   lower quantity; without `as` the name stays
 *     alice withdraws 1 BTC          or: deposits
 *     alice transfers 1 BTC to bob
 *     alice joins 7                  a trade group; 0 is none
 *     alice pays discounted          or: alice pays whole; alice gets TIER, or the floor's own rates: alice gets none
 *     faucet USDT 100 300 1000       asset, amount at once, in a day, up to what balance; before the first account
 *     alice claims 50 USDT           or: alice claims USDT
 *     resets 2                       how often in a day; before the first account
 *     alice starts again             or, by the operator: alice is reset
 *     status halt                    the symbol's: trading, halt, break, cancel_only
 *     wait 60                        seconds
 *     book                           bid | price | ask
 *
 * Events are indented below their command; `refused: REASON` when it was.
 */
import type {
  FloorDefinition,
  MoneyDefinition,
  SelfTradePrevention,
  SymbolDefinition,
} from '../../src/core/instruments/definition.ts';
import type { CommissionPartsDefinition } from '../../src/core/instruments/fee-definition.ts';
import type { AccountEvent, MoneyMovement, OrderState } from '../../src/core/messages/account-event.ts';
import type { Command, OrderListKind, OrderTerms, Peg, PlaceOrder, Trigger } from '../../src/core/messages/command.ts';
import { symbolStatuses } from '../../src/core/messages/symbol-status.ts';
import type { AccountId, AssetIndex, OrderId, Price, Quantity, SymbolIndex } from '../../src/core/units/brand.ts';
import { parseAmount, priceToTicks, quantityToLots, type UnitResult } from '../../src/core/units/convert.ts';
import { formatDecimal } from '../../src/core/units/decimal.ts';
import { place, SmallFloor, smallDefinition } from '../core/small-floor.ts';

/** `stop` and `profit` followed by a price, or by `trailing` and basis points, or both. */
const conditionalKinds = {
  stop: { market: 'stop_loss', limit: 'stop_loss_limit' },
  profit: { market: 'take_profit', limit: 'take_profit_limit' },
} as const;
type ConditionalWord = keyof typeof conditionalKinds;

/** The text as a floor writes it. Throws with the line that it can't read. */
export function runScenario(text: string): string {
  const run = new ScenarioRun();
  const written: string[] = [];
  for (const line of text.split('\n')) {
    if (line.startsWith('  ')) continue;
    written.push(line);
    if (line !== '' && !line.startsWith('#')) written.push(...run.command(line).map((told) => `  ${told}`));
  }
  return written.join('\n');
}

class ScenarioRun {
  #definition: FloorDefinition = smallDefinition;
  #small: SmallFloor | undefined;
  #symbol = 0 as SymbolIndex;
  #passedUs = 0;
  #orders = 0;
  readonly #names: string[] = [];

  command(line: string): string[] {
    const words = line.split(' ');
    const [first = '', second = ''] = words;
    if (first === 'symbol') return this.#setSymbol(second, words.slice(2).join(' '));
    if (first === 'floor') return this.#setFilter(second, Number(words[2]));
    if (first === 'asset') return this.#setAsset(second, words[2] ?? '');
    if (first === 'fees') return this.#define({ fees: { ...this.#definition.fees, ...readRates(words.slice(1)) } });
    if (['special', 'tax', 'tier', 'discount'].includes(first)) return this.#addFees(first, words.slice(1));
    if (first === 'volume') return this.#define({ fees: { ...this.#definition.fees, volumeAsset: second } });
    if (first === 'and') return this.#addSymbol(second);
    if (first === 'on') return this.#turnTo(second);
    if (first === 'faucet') return this.#addFaucet(words);
    if (first === 'resets') return this.#setMoney({ resetsPerDay: Number(second) });
    if (first === 'open') return this.#open(second, line.slice(`open ${second} `.length));
    if (first === 'status') return this.#setStatus(second);
    if (first === 'wait') return this.#wait(Number(second));
    if (first === 'book') return this.#book();
    const account = this.#account(first);
    if (second === 'amends') return this.#amend(account, words);
    if (second === 'replaces') return this.#replace(account, words);
    if (second === 'lists') return this.#list(account, line);
    if (second === 'cancels') return this.#cancel(account, words);
    if (second === 'deposits' || second === 'withdraws') return this.#move(account, words);
    if (second === 'joins') return this.#join(account, Number(words[2]));
    if (second === 'pays' || second === 'gets') return this.#setFees(account, words);
    if (second === 'transfers') return this.#transfer(account, words);
    if (second === 'claims') return this.#claim(account, words);
    if (second === 'starts') return this.#reset(account, false);
    if (second === 'is') return this.#reset(account, true);
    if (second === 'buys' || second === 'sells') return this.#apply(this.#placement(account, words));
    throw new Error(`can't read the line: ${line}`);
  }

  #floor(): SmallFloor {
    this.#small ??= new SmallFloor(this.#definition);
    return this.#small;
  }

  #define(changes: Partial<FloorDefinition>): string[] {
    if (this.#small) throw new Error('definitions come before the first account');
    this.#definition = { ...this.#definition, ...changes };
    return [];
  }

  #setSymbol(field: string, text: string): string[] {
    const [first, ...others] = this.#definition.symbols;
    return this.#define({ symbols: [{ ...first, [field]: fieldValue(field, text) } as SymbolDefinition, ...others] });
  }

  #setStatus(name: string): string[] {
    const status = symbolStatuses.find((one) => one === name);
    if (status === undefined) throw new Error(`no status ${name}`);
    return this.#apply({ type: 'set_symbol_status', symbol: this.#symbol, status });
  }

  #setFilter(field: string, value: number): string[] {
    return this.#define({ filters: { ...this.#definition.filters, [field]: value } });
  }

  #setAsset(name: string, orderAmountMax: string): string[] {
    const assets = this.#definition.assets.map((asset) => (asset.name === name ? { ...asset, orderAmountMax } : asset));
    return this.#define({ assets });
  }

  #open(name: string, balances: string): string[] {
    const account = 1000 + this.#names.push(name) - 1;
    const granted = balances === '' ? [] : balances.split(', ');
    const grant = granted.map((balance) => {
      const [amount = '', asset = ''] = balance.split(' ');
      return { asset: this.#asset(asset), amount: value(parseAmount(amount, 8)) };
    });
    this.#floor().apply({ type: 'open_account', account: account as AccountId, grant });
    this.#floor().floor.takeAccountEvents();
    return [];
  }

  #wait(seconds: number): string[] {
    this.#passedUs += seconds * 1_000_000;
    this.#floor().advance(this.#passedUs);
    return [];
  }

  #move(account: number, [, verb, amount = '', asset = '']: readonly string[]): string[] {
    const type = verb === 'deposits' ? 'deposit' : 'withdraw';
    return this.#apply({
      type,
      account: account as AccountId,
      asset: this.#asset(asset),
      amount: value(parseAmount(amount, 8)),
    });
  }

  #transfer(source: number, [, , amount = '', asset = '', , target = '']: readonly string[]): string[] {
    return this.#apply({
      type: 'transfer',
      source: source as AccountId,
      target: this.#account(target) as AccountId,
      asset: this.#asset(asset),
      amount: value(parseAmount(amount, 8)),
    });
  }

  #claim(account: number, words: readonly string[]): string[] {
    const [, , first = '', second] = words;
    const asset = this.#asset(second ?? first);
    const wished = second === undefined ? {} : { amount: value(parseAmount(first, 8)) };
    return this.#apply({ type: 'claim_faucet', account: account as AccountId, asset, ...wished });
  }

  #reset(account: number, byOperator: boolean): string[] {
    return this.#apply({ type: 'reset_account', account: account as AccountId, cancelIdPrefix: 'reset', byOperator });
  }

  #setMoney(changes: MoneyDefinition): string[] {
    return this.#define({ money: { ...this.#definition.money, ...changes } });
  }

  #addFees(kind: string, words: readonly string[]): string[] {
    const { fees } = this.#definition;
    const [name = '', factor] = words;
    if (kind === 'special' || kind === 'tax') return this.#define({ fees: { ...fees, [kind]: readRates(words) } });
    if (kind === 'discount') {
      return this.#define({ fees: { ...fees, discount: { asset: name, factorPpm: Number(factor) } } });
    }
    const least = words.includes('from') ? { volumeMin: words.at(-1) ?? '' } : {};
    const rates = words.slice(1, words.includes('from') ? -2 : undefined);
    const tier = { name, ...readRates(rates), ...least };
    return this.#define({ fees: { ...fees, tiers: [...(fees.tiers ?? []), tier] } });
  }

  #addSymbol(name: string): string[] {
    const { symbols, assets } = this.#definition;
    const base = assets.find((asset) => name.startsWith(asset.name))?.name ?? '';
    const added = { ...symbols[0], name, base, quote: name.slice(base.length) } as SymbolDefinition;
    return this.#define({ symbols: [...symbols, added] });
  }

  #turnTo(name: string): string[] {
    this.#symbol = this.#definition.symbols.findIndex((symbol) => symbol.name === name) as SymbolIndex;
    return [];
  }

  #setFees(account: number, [, verb, wished = '']: readonly string[]): string[] {
    const tier = this.#definition.fees.tiers?.findIndex(({ name }) => name === wished) ?? -1;
    const change = verb === 'pays' ? { paysInDiscountAsset: wished === 'discounted' } : { tier: tier + 1 };
    return this.#apply({ type: 'set_fees', account: account as AccountId, ...change });
  }

  #join(account: number, tradeGroup: number): string[] {
    return this.#apply({ type: 'set_trade_group', account: account as AccountId, tradeGroup });
  }

  #addFaucet([, asset = '', perClaim = '', perDay = '', balanceMax = '']: readonly string[]): string[] {
    const faucet = this.#definition.money?.faucet ?? [];
    return this.#setMoney({ faucet: [...faucet, { asset, perClaim, perDay, balanceMax }] });
  }

  /** NAME, buys or sells, and the rest of a placement. */
  #placement(account: number, words: readonly string[]): PlaceOrder {
    const side = words[1] === 'buys' ? 'buy' : 'sell';
    const option = (name: string) => (words.includes(name) ? words[words.indexOf(name) + 1] : undefined);
    const name = option('as') ?? `order${++this.#orders}`;
    const stp = option('stp') as SelfTradePrevention | undefined;
    const more = { symbol: this.#symbol, ...(stp ? { selfTradePrevention: stp } : {}) };
    return place(account, name, side, this.#terms(words), more);
  }

  #terms(words: readonly string[]): OrderTerms {
    const instrument = this.#instrument();
    if (words[2] === 'for') return { kind: 'market_quote', quoteAmount: value(parseAmount(words[3] ?? '', 8)) };
    const quantity: Quantity = value(quantityToLots(instrument, words[2] ?? ''));
    const conditional = words.find((word): word is ConditionalWord => Object.hasOwn(conditionalKinds, word));
    if (words[4] === 'market') {
      if (conditional === undefined) return { kind: 'market', quantity };
      return { kind: conditionalKinds[conditional].market, trigger: this.#trigger(words), quantity };
    }
    const peg = readPeg(words);
    const priceText = peg === undefined ? words[4] : words[words.indexOf('price') + 1];
    const isPriced = peg === undefined || words.includes('price');
    const price: Price = isPriced ? value(priceToTicks(instrument, priceText ?? '')) : (0 as Price);
    const shown = words.includes('showing')
      ? value(quantityToLots(instrument, words[words.indexOf('showing') + 1] ?? ''))
      : undefined;
    const showing = {
      price,
      quantity,
      ...(shown === undefined ? {} : { icebergQuantity: shown }),
      ...(peg === undefined ? {} : { peg }),
    };
    if (words.includes('maker')) return { kind: 'limit_maker', ...showing };
    const timeInForce = words.includes('ioc') ? 'ioc' : words.includes('fok') ? 'fok' : 'gtc';
    if (conditional !== undefined) {
      const trigger = this.#trigger(words);
      return { kind: conditionalKinds[conditional].limit, trigger, timeInForce, ...showing };
    }
    return { kind: 'limit', timeInForce, ...showing };
  }

  #trigger(words: readonly string[]): Trigger {
    const behind = (name: string) => words[words.indexOf(name) + 1] ?? '';
    const stop = words.find((word) => word === 'stop' || word === 'profit') ?? '';
    return {
      ...(behind(stop) === 'trailing' ? {} : { stopPrice: value(priceToTicks(this.#instrument(), behind(stop))) }),
      ...(words.includes('trailing') ? { trailingDelta: Number(behind('trailing')) } : {}),
    };
  }

  #amend(account: number, [, , name = '', , quantity = '', , newName]: readonly string[]): string[] {
    return this.#apply({
      type: 'amend_order',
      account: account as AccountId,
      symbol: this.#symbol,
      clientOrderId: name,
      newClientOrderId: newName ?? name,
      quantity: value(quantityToLots(this.#instrument(), quantity)),
    });
  }

  /** `alice replaces a1 strictly|anyway sells 1 at 101 as a2`: a placement behind how and what to cancel. */
  #replace(account: number, words: readonly string[]): string[] {
    const [, , name = '', how, ...placement] = words;
    return this.#apply({
      type: 'cancel_replace',
      cancel: {
        type: 'cancel_order',
        account: account as AccountId,
        symbol: this.#symbol,
        clientOrderId: name,
        cancelId: 'cancel',
      },
      order: this.#placement(account, ['', ...placement]),
      mode: how === 'strictly' ? 'stop_on_failure' : 'allow_failure',
    });
  }

  /** `alice lists oto as L: buys 1 at 100 as w; sells 1 at 110 as p`: the orders as placements without a name. */
  #list(account: number, line: string): string[] {
    const [head = '', body = ''] = line.split(': ');
    const [, , kind, , listClientOrderId = ''] = head.split(' ');
    return this.#apply({
      type: 'place_order_list',
      account: account as AccountId,
      symbol: this.#symbol,
      kind: kind as OrderListKind,
      listClientOrderId,
      orders: body.split('; ').map((order) => this.#placement(account, ['', ...order.split(' ')])),
    });
  }

  #cancel(account: number, words: readonly string[]): string[] {
    const name = words[2] ?? '';
    const common = { account: account as AccountId, symbol: this.#symbol };
    if (name === 'list') {
      const [, , , listClientOrderId = ''] = words;
      return this.#apply({ type: 'cancel_order_list', ...common, listClientOrderId, cancelId: 'cancel' });
    }
    if (name === 'all') return this.#apply({ type: 'cancel_all', ...common, cancelIdPrefix: 'all' });
    const byId = name.startsWith('#') ? { orderId: Number(name.slice(1)) as OrderId } : { clientOrderId: name };
    const only = words[4] === 'new' ? 'only_new' : 'only_partially_filled';
    const restriction = words[3] === 'if' ? ({ restriction: only } as const) : {};
    return this.#apply({ type: 'cancel_order', ...common, ...byId, cancelId: 'cancel', ...restriction });
  }

  #apply(command: Command): string[] {
    const small = this.#floor();
    const result = small.apply(command, this.#passedUs);
    small.floor.checkInvariants();
    const events = small.floor.takeAccountEvents().map((event) => this.#tell(event));
    if (!result.ok) return [...events, `refused: ${result.rejection.reason}`];
    if (result.value.type !== 'order_replaced') return events;
    const { canceled, placed } = result.value;
    if (!canceled.ok) events.push(`cancel refused: ${canceled.rejection.reason}`);
    if (placed === undefined) events.push('nothing placed');
    else if (!placed.ok) events.push(`placement refused: ${placed.rejection.reason}`);
    return events;
  }

  #tell(event: AccountEvent): string {
    const who = this.#names[event.account - 1000];
    switch (event.type) {
      case 'account_opened':
        return `${who} opened`;
      case 'money_moved':
        return `${who} ${this.#tellMovement(event)}`;
      case 'balances_changed':
        return `${who} has ${event.balances.map((balance) => this.#tellBalance(balance)).join(', ')}`;
      case 'order_accepted':
        return `${who}'s ${event.order.clientOrderId} accepted${this.#tellPeg(event.order)}${event.order.status === 'pending_new' ? ', pending' : ''}`;
      case 'order_amended': {
        const { clientOrderId, quantity } = event.order;
        const lots = `${this.#lots(event.previousQuantity)} to ${this.#lots(quantity)}`;
        return `${who}'s ${event.previousClientOrderId} amended: ${lots}, now ${clientOrderId}`;
      }
      case 'order_entered':
        return `${who}'s ${event.order.clientOrderId} entered${this.#tellPeg(event.order)}`;
      case 'list_changed':
        return `${who}'s list ${event.list.listClientOrderId} ${event.isRenamed ? 'has another client id' : event.list.status}`;
      case 'order_triggered':
        return `${who}'s ${event.order.clientOrderId} triggered${this.#tellPeg(event.order)}`;
      case 'order_canceled':
        return `${who}'s ${event.order.clientOrderId} canceled, ${this.#lots(event.order.executed)} executed`;
      case 'order_expired': {
        const { clientOrderId, status, expiryReason, executed, prevented } = event.order;
        const taken = prevented > 0 ? `, ${this.#lots(prevented)} prevented` : '';
        return `${who}'s ${clientOrderId} ${status}: ${expiryReason}, ${this.#lots(executed)} executed${taken}`;
      }
      case 'order_rejected':
        return `${who}'s ${event.order.clientOrderId} ${event.order.status}: ${event.reason}`;
      case 'order_prevented': {
        const { order, match, isTaker } = event;
        const { clientOrderId, status, executed, prevented } = order;
        const last = this.#lots(isTaker ? match.takerPrevented : match.makerPrevented);
        const total = `${this.#lots(executed)} executed, ${this.#lots(prevented)} prevented`;
        const how = `${match.mode}${match.isTransferred ? ' done' : ''}`;
        return `${who}'s ${clientOrderId} ${status}: ${how}, ${last} at ${this.#price(match.price)}, ${total}`;
      }
      case 'order_filled': {
        const { order, fill } = event;
        const how = `${this.#lots(fill.quantity)} at ${this.#price(fill.price)} as ${fill.isMaker ? 'maker' : 'taker'}`;
        const fee = `fee ${amount(fill.commission)} ${this.#assetName(fill.commissionAsset)}`;
        return `${who}'s ${order.clientOrderId} ${order.status}: ${how}, ${fee}`;
      }
    }
  }

  #tellPeg({ peggedPrice }: OrderState): string {
    return peggedPrice === undefined ? '' : `, pegged at ${this.#price(peggedPrice)}`;
  }

  #tellMovement({ movementId, kind, amount: units, asset, counterparty }: MoneyMovement): string {
    const verb = units > 0n ? 'received' : 'gave';
    const other =
      counterparty === undefined ? '' : ` ${units > 0n ? 'from' : 'to'} ${this.#names[counterparty - 1000]}`;
    return `${verb} ${amount(units)} ${this.#assetName(asset)}${other}: ${kind} ${movementId}`;
  }

  #tellBalance(balance: { asset: AssetIndex; available: bigint; held: bigint }): string {
    const held = balance.held === 0n ? '' : ` + ${amount(balance.held)} held`;
    return `${amount(balance.available)}${held} ${this.#assetName(balance.asset)}`;
  }

  #book(): string[] {
    const book = this.#floor().floor.book(this.#symbol);
    const levels = (side: 'buy' | 'sell') => pairs(book.depth(side, 100));
    const bids = levels('buy').map(([price, lots]) => row(this.#lots(lots), this.#price(price), ''));
    const asks = levels('sell').map(([price, lots]) => row('', this.#price(price), this.#lots(lots)));
    return [...asks.reverse(), ...bids];
  }

  #account(name: string): number {
    const at = this.#names.indexOf(name);
    if (at < 0) throw new Error(`${name} has no account`);
    return 1000 + at;
  }

  #asset(name: string): AssetIndex {
    const asset = this.#floor().floor.instruments.assetByName(name);
    if (asset === undefined) throw new Error(`no asset ${name}`);
    return asset;
  }

  #assetName(asset: AssetIndex): string {
    return this.#definition.assets[asset]?.name ?? '';
  }

  #instrument() {
    const instrument = this.#floor().floor.instruments.symbols[this.#symbol];
    if (!instrument) throw new Error('no symbol');
    return instrument;
  }

  #lots(lots: number): string {
    return plain(formatDecimal(lots * this.#instrument().lotE8, 8));
  }

  #price(ticks: number): string {
    return plain(formatDecimal(ticks * this.#instrument().tickE8, 8));
  }
}

function readPeg(words: readonly string[]): Peg | undefined {
  const to = words[4] === 'primary' ? 'primary' : words[4] === 'opposite' ? 'market' : undefined;
  if (to === undefined) return undefined;
  return { to, ...(words.includes('level') ? { levels: Number(words[words.indexOf('level') + 1]) } : {}) };
}

function value<T>(result: UnitResult<T>): T {
  if (!result.ok) throw new Error(result.problem);
  return result.value;
}

function readRates([maker, taker, buyer, seller]: readonly string[]): CommissionPartsDefinition {
  const rates = { makerPpm: Number(maker), takerPpm: Number(taker) };
  return buyer === undefined ? rates : { ...rates, buyerPpm: Number(buyer), sellerPpm: Number(seller) };
}

/** Counts are numbers, decimals stay text, the rest is JSON. */
function fieldValue(field: string, text: string): unknown {
  const isDecimal = /^[0-9.]+$/.test(text) && !/(Max|Minutes)$/.test(field.replace('positionMax', ''));
  return isDecimal || /^[a-z_]+$/.test(text.replace(/^(true|false)$/, '')) ? text : JSON.parse(text);
}

function amount(units: bigint): string {
  return plain(formatDecimal(units < 0n ? -units : units, 8));
}

function plain(decimal: string): string {
  return decimal.replace(/\.?0+$/, '');
}

function pairs(flat: readonly number[]): [number, number][] {
  const result: [number, number][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) result.push([flat[at] as number, flat[at + 1] as number]);
  return result;
}

function row(bid: string, price: string, ask: string): string {
  return `${bid.padStart(8)} | ${price.padStart(6)} | ${ask}`.trimEnd();
}
