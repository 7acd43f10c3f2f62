/** Statistics of returns, sizes, signs and counts, as used for the measured facts of real markets. */

export function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

export function standardDeviation(values: readonly number[]): number {
  const middle = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - middle) ** 2;
  return Math.sqrt(sum / values.length);
}

export function quantile(values: readonly number[], p: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Excess kurtosis with the outermost 0.05 % on either side drawn in: one crash does not decide it. */
export function winsorisedKurtosis(values: readonly number[]): number {
  const low = quantile(values, 0.0005);
  const high = quantile(values, 0.9995);
  const inside = values.map((value) => Math.min(high, Math.max(low, value)));
  const middle = mean(inside);
  let second = 0;
  let fourth = 0;
  for (const value of inside) {
    const square = (value - middle) ** 2;
    second += square;
    fourth += square * square;
  }
  return (fourth * inside.length) / (second * second) - 3;
}

/** Tail index of the largest `share` of the values (Hill). */
export function hill(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  const count = Math.floor(sorted.length * share);
  const threshold = sorted[sorted.length - count - 1] ?? Number.NaN;
  let sum = 0;
  for (let i = sorted.length - count; i < sorted.length; i++) sum += Math.log((sorted[i] as number) / threshold);
  return count / sum;
}

export function autocorrelation(values: readonly number[], lag: number): number {
  const middle = mean(values);
  let variance = 0;
  let covariance = 0;
  for (let i = 0; i < values.length; i++) {
    const here = (values[i] as number) - middle;
    variance += here * here;
    if (i + lag < values.length) covariance += here * ((values[i + lag] as number) - middle);
  }
  return covariance / variance;
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const count = Math.min(a.length, b.length);
  const middleA = mean(a.slice(0, count));
  const middleB = mean(b.slice(0, count));
  let aa = 0;
  let bb = 0;
  let ab = 0;
  for (let i = 0; i < count; i++) {
    const x = (a[i] as number) - middleA;
    const y = (b[i] as number) - middleB;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Variance of counts over their mean; 1 for independent arrivals. */
export function fano(counts: readonly number[]): number {
  return standardDeviation(counts) ** 2 / mean(counts);
}

/** Differences at a lag, not overlapping. */
export function returns(logPrices: readonly number[], lag: number): number[] {
  const out: number[] = [];
  for (let i = lag; i < logPrices.length; i += lag) out.push((logPrices[i] as number) - (logPrices[i - lag] as number));
  return out;
}
