/**
 * Ornstein-Uhlenbeck components with the exact transition, so that steps of any length have the same law:
 * x <- rho x + sd sqrt(1 - rho^2) g with rho = exp(-dt / tau). The coefficients of one step length are kept.
 */
import { exp } from '../math/exp-log.ts';

export class Relaxation {
  /** By component, for the step length last asked for. */
  readonly rho: Float64Array;
  readonly shock: Float64Array;
  readonly #seconds: readonly number[];
  readonly #variances: readonly number[];
  #step = 0;

  constructor(seconds: readonly number[], variances: readonly number[]) {
    this.#seconds = seconds;
    this.#variances = variances;
    this.rho = new Float64Array(seconds.length);
    this.shock = new Float64Array(seconds.length);
  }

  get count(): number {
    return this.#seconds.length;
  }

  prepare(step: number): void {
    if (step === this.#step) return;
    this.#step = step;
    this.#seconds.forEach((seconds, k) => {
      const rho = exp(-step / seconds);
      this.rho[k] = rho;
      this.shock[k] = Math.sqrt((this.#variances[k] as number) * (1 - rho * rho));
    });
  }
}
