/** How every benchmark speaks: one result object each, as JSON lines for machines or as a table for people. */

export interface BenchResult {
  readonly bench: string;
  readonly case: string;
  readonly unit: string;
  /** Median of the rounds. */
  readonly value: number;
  readonly rounds: readonly number[];
  /** Against the yardstick of the same run, higher is better; absent where there is none. */
  readonly ratio?: number;
  readonly note?: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** The value below which the given share of the (unsorted) values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export function printResult(result: BenchResult, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  const ratio = result.ratio === undefined ? '' : `  ratio ${result.ratio.toFixed(result.ratio < 0.2 ? 3 : 2)}`;
  const value = result.value >= 100 ? result.value.toFixed(0) : result.value.toFixed(3);
  console.log(
    `${result.case.padEnd(44)} ${value.padStart(12)} ${result.unit}${ratio}${result.note ? `  (${result.note})` : ''}`,
  );
}
