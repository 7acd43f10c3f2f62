/** Facts of one-minute prices, with the bands of BTC and ETH, or of other coins. */
import { type Band, type Fact, FactSheet } from './fact.ts';
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

interface ReturnBands {
  readonly sd: Band;
  readonly kurtosis: Band;
  readonly hill5: Band;
  readonly hill1: Band;
  readonly tail: Band;
  readonly acf: Band;
  readonly abs1: Band;
  readonly abs10: Band;
  readonly abs60: Band;
  readonly leverage: Band;
  readonly five: {
    readonly kurtosis: Band;
    readonly hill5: Band;
    readonly acf: Band;
    readonly abs1: Band;
    readonly abs10: Band;
    readonly abs60: Band;
    readonly ratio: Band;
  };
}

/** BTC and ETH over months; the kurtosis of five minutes up to months that hold a crash. */
const major: ReturnBands = {
  sd: [7, 15],
  kurtosis: [10, 18],
  hill5: [2.5, 2.8],
  hill1: [2.3, 2.9],
  tail: [19, 23],
  acf: [-0.02, 0.04],
  abs1: [0.29, 0.46],
  abs10: [0.13, 0.43],
  abs60: [0.06, 0.27],
  leverage: [-0.11, -0.05],
  five: {
    kurtosis: [8, 16],
    hill5: [2.4, 2.8],
    acf: [-0.02, 0.01],
    abs1: [0.32, 0.36],
    abs10: [0.19, 0.25],
    abs60: [0.11, 0.16],
    ratio: [1, 1.2],
  },
};

const other: ReturnBands = {
  sd: [7, 15],
  kurtosis: [6, 24],
  hill5: [2.1, 3.1],
  hill1: [2.2, 3.8],
  tail: [13, 28],
  acf: [-0.19, 0.11],
  abs1: [0.24, 0.5],
  abs10: [0.09, 0.41],
  abs60: [0.03, 0.29],
  leverage: [-0.13, 0.07],
  five: {
    kurtosis: [6, 25],
    hill5: [2.1, 3.1],
    acf: [-0.19, 0.11],
    abs1: [0.29, 0.4],
    abs10: [0.18, 0.29],
    abs60: [0.1, 0.19],
    ratio: [1, 1.2],
  },
};

/** `logPrices` at the end of each minute. */
export function returnFacts(symbol: string, logPrices: readonly number[]): Fact[] {
  const sheet = new FactSheet(symbol);
  const bands = symbol === 'BTCUSDT' || symbol === 'ETHUSDT' ? major : other;
  minuteFacts(sheet, returns(logPrices, 1), bands);
  fiveMinuteFacts(sheet, returns(logPrices, 1), returns(logPrices, 5), bands.five);
  return sheet.facts;
}

function minuteFacts(sheet: FactSheet, minute: readonly number[], bands: ReturnBands): void {
  const size = minute.map(Math.abs);
  sheet.add('1m sd, bp', standardDeviation(minute) * 1e4, bands.sd);
  sheet.add('1m kurtosis, winsorised', winsorisedKurtosis(minute), bands.kurtosis);
  sheet.add('1m Hill 5 %', hill(size, 0.05), bands.hill5);
  sheet.add('1m Hill 1 %', hill(size, 0.01), bands.hill1);
  sheet.add('1m q99.9 / median', quantile(size, 0.999) / median(size), bands.tail);
  sheet.add('1m acf r, 1', autocorrelation(minute, 1), bands.acf);
  sheet.add('1m acf abs r, 1', autocorrelation(size, 1), bands.abs1);
  sheet.add('1m acf abs r, 10', autocorrelation(size, 10), bands.abs10);
  sheet.add('1m acf abs r, 60', autocorrelation(size, 60), bands.abs60);
  sheet.add('1m leverage', correlation(minute.slice(0, -1), size.slice(1)), bands.leverage);
}

function fiveMinuteFacts(
  sheet: FactSheet,
  minute: readonly number[],
  five: readonly number[],
  bands: ReturnBands['five'],
): void {
  const size = five.map(Math.abs);
  sheet.add('5m kurtosis, winsorised', winsorisedKurtosis(five), bands.kurtosis);
  sheet.add('5m Hill 5 %', hill(size, 0.05), bands.hill5);
  sheet.add('5m acf r, 1', autocorrelation(five, 1), bands.acf);
  sheet.add('5m acf abs r, 1', autocorrelation(size, 1), bands.abs1);
  sheet.add('5m acf abs r, 10', autocorrelation(size, 10), bands.abs10);
  sheet.add('5m acf abs r, 60', autocorrelation(size, 60), bands.abs60);
  const ratio = standardDeviation(five) ** 2 / 5 / standardDeviation(minute) ** 2;
  sheet.add('5m variance ratio', ratio, bands.ratio);
}
