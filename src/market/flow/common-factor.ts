/**
 * What moves all symbols together: a volatility with memory from a minute to weeks, a factor with leverage (falls raise
 * volatility), and jumps that excite further jumps. A jump pays out over two seconds, so there is no gap within an instant
 * and no trace in the autocorrelation of minutes.
 */
import type { ByteReader, ByteWriter } from '../../core/snapshot/bytes.ts';
import { exp } from '../math/exp-log.ts';
import { gaussian } from '../math/gaussian.ts';
import { Random } from '../math/random.ts';
import { Relaxation } from './relaxation.ts';
import { season } from './season.ts';

const DAY_SECONDS = 86_400;
const componentSeconds = [90, 600, 3600, 8 * 3600, 3 * DAY_SECONDS, 20 * DAY_SECONDS];
const componentVariances = [0.045, 0.05, 0.06, 0.1, 0.08, 0.04];
/** Sum of the variances of common log volatility. */
export const COMMON_VARIANCE = 0.375;

const LEVERAGE = 0.3;
const LEVERAGE_REST = Math.sqrt(1 - LEVERAGE * LEVERAGE);
const JUMPS_PER_DAY = 5;
/** Further jumps that a jump causes in the mean, and over which time. */
const JUMP_BRANCHING = 0.4;
const EXCITATION_SECONDS = 600;
const DOWN_SHARE = 0.53;
/** In one-minute sigmas. */
const JUMP_SIZE = 2;
const JUMP_TAIL_MAX = 7;
/** Of `jumpTail`. */
const JUMP_TAIL_MEAN = 41 / 30;
/**
 * The wildest moment: e^4 times as volatile as a middling one, some 3 % a minute. And how far jumps come more often with it: they raise it
 * themselves, and without an end to this a year in four hundred ran away until no price was left.
 */
const LEVEL_MOST = 4;
const JUMPY_LEVEL_MOST = 2.5;
/** A jump below this is a crash and leaves hours of high volatility behind. */
const CRASH = -10;
export const DRAIN_SECONDS = 2;
/** Steps beyond a minute have no minute of the hour and one jump at most: without this they move too little. */
const LONG_STEP_SECONDS = 60;
const LONG_STEP_SIGMA = 1.17;

/** Size of a jump against its typical size: Pareto, the largest cut. */
export function jumpTail(random: Random): number {
  return Math.min(JUMP_TAIL_MAX, 1 / Math.sqrt(random.uniform()) - 0.5);
}

export class CommonFactor {
  /** Of the last step: log volatility, season, volatility against its mean, and the factor in one-minute sigmas. */
  level = 0;
  season = 0;
  volatility = 1;
  factor = 0;
  /** Square root of the last step's length in minutes, corrected for long steps. */
  scale = 0;

  readonly #components = new Float64Array(componentSeconds.length);
  readonly #law = new Relaxation(componentSeconds, componentVariances);
  readonly #volatilityStream: Random;
  readonly #factorStream: Random;
  readonly #jumpStream: Random;
  #drain = 0;
  #excitation = 0;
  #seconds = 0;
  #drainKept = 0;
  #excitationKept = 0;
  /** By how much a shock of one moves the level of its own step. */
  #pull = 0;

  constructor(seed: string) {
    this.#volatilityStream = new Random(`${seed}/volatility`);
    this.#factorStream = new Random(`${seed}/factor`);
    this.#jumpStream = new Random(`${seed}/jumps`);
    componentVariances.forEach((variance, k) => {
      this.#components[k] = Math.sqrt(variance) * gaussian(this.#volatilityStream);
    });
  }

  step(timeUs: number, seconds: number): void {
    this.#prepare(seconds);
    const shock = gaussian(this.#factorStream);
    this.season = season(timeUs + seconds * 500_000, seconds <= LONG_STEP_SECONDS);
    this.level = this.#moveVolatility(shock);
    this.volatility = exp(this.level - COMMON_VARIANCE + this.season);
    const jump = this.#maybeJump(seconds);
    const left = this.#drain * this.#drainKept;
    this.factor = this.scale * (this.volatility * shock - this.#meanOfShock(shock)) - jump + this.#drain - left;
    this.#drain = left;
  }

  encode(out: ByteWriter): void {
    for (const value of this.#components) out.f64(value);
    for (const value of [this.level, this.season, this.volatility, this.#drain, this.#excitation]) out.f64(value);
    for (const stream of [this.#volatilityStream, this.#factorStream, this.#jumpStream]) stream.encode(out);
  }

  decode(input: ByteReader): void {
    for (let k = 0; k < this.#components.length; k++) this.#components[k] = input.f64();
    this.level = input.f64();
    this.season = input.f64();
    this.volatility = input.f64();
    this.#drain = input.f64();
    this.#excitation = input.f64();
    for (const stream of [this.#volatilityStream, this.#factorStream, this.#jumpStream]) stream.decode(input);
  }

  #prepare(seconds: number): void {
    this.#law.prepare(seconds);
    if (seconds === this.#seconds) return;
    this.#seconds = seconds;
    this.scale = Math.sqrt(seconds / 60) * (seconds > LONG_STEP_SECONDS ? LONG_STEP_SIGMA : 1);
    this.#drainKept = exp(-seconds / DRAIN_SECONDS);
    this.#excitationKept = exp(-seconds / EXCITATION_SECONDS);
    this.#pull = -LEVERAGE * this.#law.shock.reduce((sum, size) => sum + size, 0);
  }

  #moveVolatility(shock: number): number {
    const { rho, shock: size } = this.#law;
    let sum = 0;
    for (let k = 0; k < this.#components.length; k++) {
      const innovation = LEVERAGE_REST * gaussian(this.#volatilityStream) - LEVERAGE * shock;
      const next = (rho[k] as number) * (this.#components[k] as number) + (size[k] as number) * innovation;
      this.#components[k] = next;
      sum += next;
    }
    return Math.min(LEVEL_MOST, sum);
  }

  /**
   * What volatility times shock is in the mean, given all but the shock. A fall raises the volatility of its own step, so this is below zero:
   * not taken off, prices would fall by 4 % a day.
   */
  #meanOfShock(shock: number): number {
    if (this.level >= LEVEL_MOST) return 0;
    const pull = this.#pull;
    return this.volatility * pull * exp(pull * (pull / 2 - shock));
  }

  /** Returns what jumps add to the factor in the mean: more of them go down than up. */
  #maybeJump(seconds: number): number {
    const unprovoked =
      ((JUMPS_PER_DAY * seconds) / DAY_SECONDS) * exp(Math.min(JUMPY_LEVEL_MOST, this.level) / 2 + this.season);
    const left = this.#excitation * this.#excitationKept;
    const expected = unprovoked + this.#excitation - left;
    this.#excitation = left;
    const scale = JUMP_SIZE * exp(this.level / 2);
    const mean = Math.min(1, expected) * scale * JUMP_TAIL_MEAN * (1 - 2 * DOWN_SHARE);
    if (this.#jumpStream.uniform() >= expected) return mean;
    const down = this.#jumpStream.uniform() < DOWN_SHARE;
    const size = scale * jumpTail(this.#jumpStream) * (down ? -1 : 1);
    this.#drain += size;
    this.#excitation += JUMP_BRANCHING;
    this.#kick(0, 0.25);
    this.#kick(1, 0.25);
    this.#kick(2, 0.125);
    if (size < CRASH) this.#kick(3, 0.3);
    return mean;
  }

  #kick(component: number, amount: number): void {
    this.#components[component] = (this.#components[component] as number) + amount;
  }
}
