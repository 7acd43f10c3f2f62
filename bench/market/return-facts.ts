/** Facts of one-minute prices, with the bands of BTC and ETH, or of other coins. */
import { type Fact, FactSheet } from './fact.ts';
import {
  autocorrelation,
  correlation,
  hill,
  median,
  quantile,
  returns,
  standardDeviation,
  winsorisedKurtosis,
} from './statistics.ts';

/** `logPrices` at the end of each minute. `enough`: below it (in minutes) tails and long memory say nothing and are left out. */
export function returnFacts(symbol: string, logPrices: readonly number[]): Fact[] {
  const sheet = new FactSheet(symbol);
  minuteFacts(sheet, returns(logPrices, 1));
  fiveMinuteFacts(sheet, returns(logPrices, 1), returns(logPrices, 5));
  return sheet.facts;
}

function minuteFacts(sheet: FactSheet, minute: readonly number[]): void {
  const size = minute.map(Math.abs);
  sheet.add('1m sd, bp', standardDeviation(minute) * 1e4, [6.5, 15]);
  sheet.add('1m kurtosis, winsorised', winsorisedKurtosis(minute), [6, 18]);
  sheet.add('1m Hill 5 %', hill(size, 0.05), [2.1, 3.1]);
  sheet.add('1m Hill 1 %', hill(size, 0.01), [2.2, 3.8]);
  sheet.add('1m q99.9 / median', quantile(size, 0.999) / median(size), [13, 28]);
  sheet.add('1m acf r, 1', autocorrelation(minute, 1), [-0.03, 0.06]);
  sheet.add('1m acf abs r, 1', autocorrelation(size, 1), [0.24, 0.5]);
  sheet.add('1m acf abs r, 10', autocorrelation(size, 10), [0.09, 0.43]);
  sheet.add('1m acf abs r, 60', autocorrelation(size, 60), [0.03, 0.29]);
  sheet.add('1m leverage', correlation(minute.slice(0, -1), size.slice(1)), [-0.13, 0]);
}

function fiveMinuteFacts(sheet: FactSheet, minute: readonly number[], five: readonly number[]): void {
  const size = five.map(Math.abs);
  sheet.add('5m kurtosis, winsorised', winsorisedKurtosis(five), [5, 16]);
  sheet.add('5m Hill 5 %', hill(size, 0.05), [2.1, 3.1]);
  sheet.add('5m acf r, 1', autocorrelation(five, 1), [-0.04, 0.06]);
  sheet.add('5m acf abs r, 1', autocorrelation(size, 1), [0.29, 0.4]);
  sheet.add('5m acf abs r, 10', autocorrelation(size, 10), [0.18, 0.29]);
  sheet.add('5m acf abs r, 60', autocorrelation(size, 60), [0.08, 0.19]);
  const ratio = standardDeviation(five) ** 2 / 5 / standardDeviation(minute) ** 2;
  sheet.add('5m variance ratio', ratio, [0.95, 1.2]);
}
