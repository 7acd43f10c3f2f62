/**
 * The order flow of one symbol: takers, limit orders and cancels at exact times, drawn by thinning. One total rate, one
 * exponential waiting time, and one uniform that picks the kind; what decayed since the draw is no event at all.
 *
 * The next time is drawn once and kept, so that it does not matter how often and up to when the market is asked to run.
 */
import type { MarketAccess, SideCode } from '../../core/market-source.ts';
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { exp, log } from '../math/exp-log.ts';
import { exponential } from '../math/exponential.ts';
import { gaussian } from '../math/gaussian.ts';
import { Random } from '../math/random.ts';
import type { OrderHeap } from './background-orders.ts';
import { type Desk, STEP_SECONDS, seedBook } from './desk.ts';
import { BRANCHING, Excitation } from './excitation.ts';
import { Metaorders } from './metaorders.ts';
import type { OrderFlowParameters } from './parameters.ts';
import { refill, reprice } from './quoting.ts';

const STEP_US = STEP_SECONDS * 1e6;
/** An echo copies the last sign this often. */
const ECHO = 0.72;
const FROM_METAORDER = 0.8;
/** So many takers take no more than what stands at the best price; the rest walk on. */
const PATIENT = 0.5;
const TAKER_REACH = 6e-4;
/** Distance scale of resting orders, as a share of the price, and the log of how far they spread. */
const NEAR = 2e-4;
const SPREAD = log(26);
const FROM_THE_BOOK = 0.9;
const STAYS_AT_TOUCH = 0.6;
/** Orders beyond 12 basis points are drawn for cancelling this often against near ones. */
const FAR_RATE = 1 / 7;
/** How the makers' guess of what comes is made: what really comes, and noise with a memory of three seconds. */
const LEAD_TRUE = 0.45;
const LEAD_NOISE = 0.75;
const NOISE_KEPT = 0.92;
const NOISE_SHOCK = Math.sqrt(1 - NOISE_KEPT * NOISE_KEPT);
const GAP_WEIGHT = 0.01;

export class SymbolFlow {
  readonly desk: Desk;
  readonly #flow: OrderFlowParameters;
  readonly #random: Random;
  readonly #excitation = new Excitation();
  readonly #metaorders: Metaorders;
  #eventTime = 0;
  #newsTime = Infinity;
  #rate = 1;
  #activity = 1;
  #bookPace = 1;
  #noise: number;
  #gap = 0;
  #lead = 0;
  #tolerance = 0;
  #lastSide: SideCode = 0;
  /** A user's order took from the book and nobody has reacted yet. */
  #disturbed = false;

  constructor(desk: Desk, flow: OrderFlowParameters, seed: string) {
    this.desk = desk;
    this.#flow = flow;
    this.#random = new Random(`${seed}/flow/${desk.instrument.name}`);
    this.#metaorders = new Metaorders(this.#random);
    this.#noise = gaussian(this.#random);
    this.#drawTolerance();
  }

  get nextTime(): number {
    return Math.min(this.#eventTime, this.#newsTime);
  }

  /** A fresh book around the reference; the next event is drawn. */
  seed(access: MarketAccess, time: number): void {
    this.#excitation.reset(time);
    this.#newsTime = Infinity;
    seedBook(this.desk, access, time, this.#random);
    refill(this.desk, access, time, this.#random, 0, 0);
    this.#draw(time);
  }

  /** The next 0.25 s begins: new pace, new guess, and news at a random instant in it. `price` as in `Anchor`. */
  step(access: MarketAccess, time: number, logActivity: number, price: number, volatility: number): void {
    const { desk } = this;
    desk.anchor.step(price, volatility, this.#random);
    this.#activity = exp(logActivity);
    this.#bookPace = 0.4 + 0.6 * Math.min(6, this.#activity);
    desk.impact.decay();
    desk.agents.keepFunded(access, desk.reference);
    this.#guess();
    this.#newsTime = time + Math.floor(this.#random.uniform() * STEP_US);
    this.#excitation.decay(time);
    this.#draw(time);
  }

  /** The step of a symbol that does not trade: its price goes on, its flow stands still until a step finds it open again. */
  rest(price: number, volatility: number): void {
    this.desk.anchor.step(price, volatility, this.#random);
    this.desk.impact.decay();
    this.stop();
  }

  /** Nothing is due before the next step. */
  stop(): void {
    this.#eventTime = Infinity;
    this.#newsTime = Infinity;
  }

  /** Does what is due at `nextTime`. News comes before other events of the same instant. */
  act(access: MarketAccess): void {
    const isNews = this.#newsTime <= this.#eventTime;
    const time = isNews ? this.#newsTime : this.#eventTime;
    this.#excitation.decay(time);
    if (this.#disturbed) this.#settle(access, time);
    if (isNews) this.#news(access, time);
    else this.#event(access, time);
    refill(this.desk, access, time, this.#random, this.#lead, this.#rate);
    this.#draw(time);
  }

  /** Users took this much from the book, positive when they bought: the price answers at the next event, milliseconds on. */
  userTraded(signedQuote: number): void {
    this.desk.impact.addUser(signedQuote);
    this.#disturbed = true;
  }

  encode(out: ByteWriter): void {
    this.desk.encode(out);
    this.#random.encode(out);
    this.#excitation.encode(out);
    this.#metaorders.encode(out);
    for (const value of [this.#eventTime, this.#newsTime, this.#rate, this.#activity, this.#bookPace]) out.f64(value);
    for (const value of [this.#noise, this.#gap, this.#lead, this.#tolerance]) out.f64(value);
    out.u8(this.#lastSide);
    out.u8(this.#disturbed ? 1 : 0);
  }

  decode(input: ByteReader): void {
    this.desk.decode(input);
    this.#random.decode(input);
    this.#excitation.decode(input);
    this.#metaorders.decode(input);
    this.#eventTime = input.f64();
    this.#newsTime = input.f64();
    this.#rate = input.f64();
    this.#activity = input.f64();
    this.#bookPace = input.f64();
    this.#noise = input.f64();
    this.#gap = input.f64();
    this.#lead = input.f64();
    this.#tolerance = input.f64();
    this.#lastSide = input.u8() === 0 ? 0 : 1;
    this.#disturbed = input.u8() === 1;
  }

  #draw(time: number): void {
    const { fast, middle, slow } = this.#excitation;
    const { near, far } = this.desk.orders;
    const cancels = (this.#bookPace / this.#flow.limitLife) * (near.count + far.count * FAR_RATE);
    this.#rate = this.#baseRate() + fast + middle + slow + this.#flow.limitRate * this.#bookPace + cancels;
    this.#eventTime = time + 1 + Math.floor((1e6 * exponential(this.#random)) / this.#rate);
  }

  #baseRate(): number {
    return this.#flow.takerRate * (1 - BRANCHING) * this.#activity;
  }

  #event(access: MarketAccess, time: number): void {
    const { fast, middle, slow } = this.#excitation;
    const takers = this.#baseRate() + slow;
    const echoes = fast + middle;
    const limits = this.#flow.limitRate * this.#bookPace;
    const pick = this.#random.uniform() * this.#rate;
    if (pick < takers) this.#taker(access, time, false);
    else if (pick < takers + echoes) this.#taker(access, time, true);
    else if (pick < takers + echoes + limits) this.#limit(access, time);
    else this.#cancel(access, time, ((pick - takers - echoes - limits) * this.#flow.limitLife) / this.#bookPace);
  }

  #news(access: MarketAccess, time: number): void {
    this.#newsTime = Infinity;
    this.desk.refer(access);
    this.#drawTolerance();
    reprice(this.desk, access, time, this.#random, this.#tolerance);
  }

  #settle(access: MarketAccess, time: number): void {
    this.#disturbed = false;
    this.desk.reweigh();
    reprice(this.desk, access, time, this.#random, this.#tolerance);
  }

  #taker(access: MarketAccess, time: number, isEcho: boolean): void {
    const { desk } = this;
    const random = this.#random;
    this.#excitation.addTaker();
    const side = this.#takerSide(isEcho);
    this.#lastSide = side;
    const touch = side === 0 ? access.bestAsk(desk.symbol) : access.bestBid(desk.symbol);
    if (touch < 0) return;
    const queue = access.levelQuantity(desk.symbol, side === 0 ? 1 : 0, touch);
    let lots = desk.sizes.lots(desk.sizes.taker(random), touch);
    const waits = lots > queue && random.uniform() < PATIENT;
    if (waits) lots = Math.max(1, Math.floor(queue * (0.3 + 0.7 * random.uniform())));
    const reach = TAKER_REACH * (1 + Math.min(5, this.#activity));
    const price = Math.round(desk.reference * (side === 0 ? 1 + reach : 1 - reach));
    desk.trade(access, time, side, price, lots);
    reprice(desk, access, time, random, this.#tolerance);
  }

  #takerSide(isEcho: boolean): SideCode {
    const random = this.#random;
    if (isEcho && random.uniform() < ECHO) return this.#lastSide;
    if (random.uniform() < FROM_METAORDER) return this.#metaorders.nextSide(random);
    return random.uniform() < 0.5 + 0.45 * this.#lead ? 0 : 1;
  }

  #limit(access: MarketAccess, time: number): void {
    const random = this.#random;
    if (random.uniform() >= FROM_THE_BOOK) {
      this.#atTouch(access, time);
      return;
    }
    const side: SideCode = random.uniform() < 0.5 ? 0 : 1;
    const touch = side === 0 ? access.bestBid(this.desk.symbol) : access.bestAsk(this.desk.symbol);
    if (touch < 0) return;
    const away = Math.max(1, Math.round(NEAR * (exp(SPREAD * placement(random)) - 1) * touch));
    const price = side === 0 ? touch - away : touch + away;
    if (price < this.desk.instrument.minPrice) return;
    this.desk.rest(access, time, side, price, this.desk.sizes.lots(this.desk.sizes.limit(random), price));
  }

  /** Joins the best queue where the market leans, or leaves the other one. */
  #atTouch(access: MarketAccess, time: number): void {
    const { desk } = this;
    const random = this.#random;
    const favoured: SideCode = random.uniform() < 0.5 + 0.5 * this.#lead ? 0 : 1;
    const joins = random.uniform() < 0.5;
    const side: SideCode = joins === (favoured === 0) ? 0 : 1;
    const touch = side === 0 ? access.bestBid(desk.symbol) : access.bestAsk(desk.symbol);
    if (touch < 0) return;
    if (joins) desk.rest(access, time, side, touch, desk.sizes.lots(desk.sizes.limit(random), touch));
    else desk.withdrawYoungest(access, time, side, touch);
  }

  /** `place` counts near orders by one and far orders by FAR_RATE; beyond them all is nothing. */
  #cancel(access: MarketAccess, time: number, place: number): void {
    const { near, far } = this.desk.orders;
    if (place < near.count) {
      this.#maybeCancel(access, time, near, Math.floor(place), 1);
      return;
    }
    const index = Math.floor((place - near.count) / FAR_RATE);
    if (index < far.count) this.#maybeCancel(access, time, far, index, FAR_RATE);
  }

  /** Lifetimes grow linearly with the distance from the touch, so that depth is even over prices. `drawn`: at what rate. */
  #maybeCancel(access: MarketAccess, time: number, heap: OrderHeap, index: number, drawn: number): void {
    const { desk } = this;
    const id = heap.at(index);
    if (access.orderLeaves(desk.symbol, id) === 0) {
      heap.removeAt(index);
      return;
    }
    const price = access.orderPrice(desk.symbol, id);
    const isBid = access.orderSide(desk.symbol, id) === 0;
    const away = isBid ? access.bestBid(desk.symbol) - price : price - access.bestAsk(desk.symbol);
    const rate = (NEAR * price) / (NEAR * price + away);
    const stays = away === 0 ? STAYS_AT_TOUCH : 0;
    if (this.#random.uniform() * drawn < rate * (1 - stays)) {
      access.cancel(time, desk.symbol, id);
      heap.removeAt(index);
      return;
    }
    const belongs = rate < FAR_RATE ? desk.orders.far : desk.orders.near;
    if (belongs === heap) return;
    heap.removeAt(index);
    belongs.add(id);
  }

  #guess(): void {
    const ahead = this.desk.ahead();
    this.#gap += GAP_WEIGHT * (Math.abs(ahead) - this.#gap);
    this.#noise = NOISE_KEPT * this.#noise + NOISE_SHOCK * gaussian(this.#random);
    const known = this.#gap > 0 ? (LEAD_TRUE * ahead) / this.#gap : 0;
    this.#lead = Math.max(-1, Math.min(1, known + LEAD_NOISE * this.#noise));
  }

  #drawTolerance(): void {
    const { toleranceLeast, toleranceMost } = this.#flow;
    this.#tolerance = 1e-4 * (toleranceLeast + (toleranceMost - toleranceLeast) * this.#random.uniform());
  }
}

/** Power 5/8 of a uniform: less near the touch, so that depth has its hump some basis points away. */
function placement(random: Random): number {
  const root = Math.sqrt(random.uniform());
  return root * Math.sqrt(Math.sqrt(root));
}
