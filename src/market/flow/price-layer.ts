/**
 * The price of every symbol that has one of its own, without an order book: the common factor, own volatility, own noise
 * and jumps, late arrival of the common factor in smaller coins, and the activity that goes with it all.
 *
 * The rule it keeps: its draws depend on nothing but the seed and the lengths of its steps, never on what is traded. So the
 * same floor with another order in it has the same path here. Steps may have any length: 0.25 s live, minutes and quarters
 * of an hour for the past and for closed periods.
 */
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { exp } from '../math/exp-log.ts';
import { gaussian } from '../math/gaussian.ts';
import { Random } from '../math/random.ts';
import { COMMON_VARIANCE, CommonFactor, DRAIN_SECONDS, jumpTail } from './common-factor.ts';
import type { PriceParameters } from './parameters.ts';
import { Relaxation } from './relaxation.ts';

const DAY_SECONDS = 86_400;
/** Own log volatility. */
const ownSeconds = [60, 900, 6 * 3600];
const ownVariances = [0.05, 0.04, 0.04];
const OWN_VARIANCE = 0.13;
/** Own log activity. */
const activitySeconds = [40, 150, 2 * 3600, 36 * 3600];
const activityVariances = [0.1, 0.04, 0.06, 0.08];
/** How much the market's pace follows its volatility, and its log in a middling moment. */
const ACTIVITY_OF_VOLATILITY = 1.5;
const ACTIVITY_MIDDLE = 0.4;
/** How far own noise follows common volatility. */
const OWN_FOLLOWS_COMMON = 0.85;
const OWN_JUMP_SIZE = 4;

export class PriceLayer {
  readonly common: CommonFactor;
  /** By symbol of the layer: log price against an arbitrary origin. */
  readonly price: Float64Array;
  /** Log of activity; 0 in a middling moment. */
  readonly activity: Float64Array;
  /** Of the last step: standard deviation of the symbol's diffusion. */
  readonly sigma: Float64Array;

  readonly #parameters: readonly PriceParameters[];
  readonly #streams: readonly Random[];
  readonly #volatility: Float64Array;
  readonly #ownActivity: Float64Array;
  readonly #late: Float64Array;
  readonly #drain: Float64Array;
  readonly #volatilityLaw = new Relaxation(ownSeconds, ownVariances);
  readonly #activityLaw = new Relaxation(activitySeconds, activityVariances);
  /** Share of the late part that arrives in a step, by symbol. */
  readonly #arrival: Float64Array;
  #seconds = 0;
  #drainKept = 0;

  /** Volatilities start in their stationary law. `names` make the streams, so that a symbol keeps its path among others. */
  constructor(seed: string, names: readonly string[], parameters: readonly PriceParameters[]) {
    const count = parameters.length;
    this.common = new CommonFactor(seed);
    this.#parameters = parameters;
    this.price = new Float64Array(count);
    this.activity = new Float64Array(count);
    this.sigma = new Float64Array(count);
    this.#late = new Float64Array(count);
    this.#drain = new Float64Array(count);
    this.#arrival = new Float64Array(count);
    this.#volatility = new Float64Array(count * ownSeconds.length);
    this.#ownActivity = new Float64Array(count * activitySeconds.length);
    this.#streams = names.map((name) => new Random(`${seed}/own/${name}`));
    this.#streams.forEach((stream, s) => {
      fillStationary(this.#volatility, s * ownSeconds.length, ownVariances, stream);
      fillStationary(this.#ownActivity, s * activitySeconds.length, activityVariances, stream);
    });
  }

  /** Moves everything from `timeUs` on by `seconds`. */
  step(timeUs: number, seconds: number): void {
    this.#prepare(seconds);
    this.common.step(timeUs, seconds);
    for (let s = 0; s < this.#parameters.length; s++) this.#stepSymbol(s, seconds);
  }

  encode(out: ByteWriter): void {
    this.common.encode(out);
    for (const values of this.#state()) for (const value of values) out.f64(value);
    for (const stream of this.#streams) stream.encode(out);
  }

  decode(input: ByteReader): void {
    this.common.decode(input);
    for (const values of this.#state()) for (let i = 0; i < values.length; i++) values[i] = input.f64();
    for (const stream of this.#streams) stream.decode(input);
  }

  #state(): readonly Float64Array[] {
    return [this.price, this.activity, this.sigma, this.#late, this.#drain, this.#volatility, this.#ownActivity];
  }

  #prepare(seconds: number): void {
    this.#volatilityLaw.prepare(seconds);
    this.#activityLaw.prepare(seconds);
    if (seconds === this.#seconds) return;
    this.#seconds = seconds;
    this.#drainKept = exp(-seconds / DRAIN_SECONDS);
    this.#parameters.forEach((one, s) => {
      this.#arrival[s] = one.lagSeconds > 0 ? 1 - exp(-seconds / one.lagSeconds) : 1;
    });
  }

  #stepSymbol(s: number, seconds: number): void {
    const one = this.#parameters[s] as PriceParameters;
    const { common } = this;
    const stream = this.#streams[s] as Random;
    const own = moveAll(this.#volatilityLaw, this.#volatility, s * ownSeconds.length, stream);
    const pace = moveAll(this.#activityLaw, this.#ownActivity, s * activitySeconds.length, stream);

    // A symbol without noise of its own shows its own volatility in the common factor.
    const tilt = one.idio === 0 ? exp((own - OWN_VARIANCE / 2) / 2) : 1;
    const factor = one.beta * common.factor * tilt;
    const late = (this.#late[s] as number) + one.lagShare * factor;
    const arrived = late * (this.#arrival[s] as number);
    this.#late[s] = late - arrived;

    const ownLevel = OWN_FOLLOWS_COMMON * (common.level - OWN_FOLLOWS_COMMON * COMMON_VARIANCE);
    const ownSigma = one.idio * exp(ownLevel + own - OWN_VARIANCE + common.season) * common.scale;
    const noise = ownSigma * gaussian(stream) + this.#payOwnJumps(s, one, stream, seconds);

    this.price[s] = (this.price[s] as number) + one.sigma * (factor * (1 - one.lagShare) + arrived + noise);
    const onTime = one.beta * (1 - one.lagShare) * common.volatility * common.scale * tilt;
    this.sigma[s] = one.sigma * Math.sqrt(onTime * onTime + ownSigma * ownSigma);
    const volatile = 0.75 * common.level + 0.5 * own + common.season;
    this.activity[s] = ACTIVITY_OF_VOLATILITY * volatile + pace - ACTIVITY_MIDDLE;
  }

  #payOwnJumps(s: number, one: PriceParameters, stream: Random, seconds: number): number {
    let waiting = this.#drain[s] as number;
    if (one.jumpsPerDay > 0 && stream.uniform() * DAY_SECONDS < one.jumpsPerDay * seconds) {
      const size = OWN_JUMP_SIZE * one.idio * jumpTail(stream);
      waiting += stream.uniform() < 0.5 ? size : -size;
    }
    const left = waiting * this.#drainKept;
    this.#drain[s] = left;
    return waiting - left;
  }
}

function fillStationary(values: Float64Array, from: number, variances: readonly number[], stream: Random): void {
  variances.forEach((variance, k) => {
    values[from + k] = Math.sqrt(variance) * gaussian(stream);
  });
}

/** Steps one symbol's components and returns their sum. */
function moveAll(law: Relaxation, values: Float64Array, from: number, stream: Random): number {
  let sum = 0;
  for (let k = 0; k < law.count; k++) {
    const next = (law.rho[k] as number) * (values[from + k] as number) + (law.shock[k] as number) * gaussian(stream);
    values[from + k] = next;
    sum += next;
  }
  return sum;
}
