/**
 * Flow parameters of the default floor's ten symbols. Three kinds of market: BTC and ETH (busy, deep, tiny tick), the
 * others against USDT (quieter, thinner), and the two crosses whose price follows from their legs.
 */
import type {
  FlowMarketDefinition,
  OrderFlowParameters,
  PriceParameters,
  SymbolParameters,
} from './flow/parameters.ts';

const altPrice: PriceParameters = {
  sigma: 9.5e-4,
  beta: 0.75,
  idio: 0.72,
  lagShare: 0.36,
  lagSeconds: 80,
  jumpsPerDay: 6,
};

const altFlow: Omit<OrderFlowParameters, 'dailyVolume' | 'minuteVolume' | 'meanTrade'> = {
  takerRate: 1.3,
  takerMedian: 85,
  takerSpread: 2.6,
  takerBend: -0.3,
  limitRate: 12,
  limitLife: 5,
  limitMedian: 3400,
  limitSpread: 1.4,
  sweepMost: 1800,
  touchMedian: 6000,
  touchSpread: 1.3,
  toleranceLeast: 0.25,
  toleranceMost: 0.5,
  dailyMove: 450,
};

const crossFlow: OrderFlowParameters = {
  ...altFlow,
  takerRate: 0.6,
  takerMedian: 0.006,
  limitMedian: 0.24,
  sweepMost: 0.13,
  touchMedian: 0.4,
  dailyVolume: 1.2e4,
  dailyMove: 300,
  minuteVolume: 1.7,
  meanTrade: 0.036,
};

interface AltOptions {
  readonly symbol: string;
  readonly startPrice: string;
  /** Rates and sizes against `altFlow`. */
  readonly pace: number;
  readonly size: number;
  /** As measured in a live run with the rest of these parameters: so volume does not jump where the past ends. */
  readonly minuteVolume: number;
  readonly meanTrade: number;
  readonly dailyVolume: number;
  readonly price?: Partial<PriceParameters>;
}

function alt(options: AltOptions): SymbolParameters {
  const { symbol, startPrice, pace, size, minuteVolume, meanTrade, dailyVolume } = options;
  return {
    ...altFlow,
    symbol,
    model: 'price',
    startPrice,
    price: { ...altPrice, ...options.price },
    takerRate: altFlow.takerRate * pace,
    takerMedian: altFlow.takerMedian * size,
    limitMedian: altFlow.limitMedian * size,
    sweepMost: altFlow.sweepMost * size,
    touchMedian: altFlow.touchMedian * size,
    dailyVolume,
    minuteVolume,
    meanTrade,
  };
}

export const defaultFlowMarket: FlowMarketDefinition = {
  kind: 'flow',
  pastDays: 365,
  symbols: [
    {
      symbol: 'BTCUSDT',
      model: 'price',
      startPrice: '60000.00',
      price: { sigma: 6.2e-4, beta: 1, idio: 0, lagShare: 0, lagSeconds: 0, jumpsPerDay: 0 },
      takerRate: 5,
      takerMedian: 125,
      takerSpread: 2.96,
      takerBend: -0.2025,
      limitRate: 110,
      limitLife: 1.6,
      limitMedian: 9000,
      limitSpread: 1.4,
      sweepMost: 12_000,
      touchMedian: 66_000,
      touchSpread: 1.35,
      toleranceLeast: 0.1,
      toleranceMost: 0.35,
      dailyVolume: 4e9,
      dailyMove: 300,
      minuteVolume: 1.0e6,
      meanTrade: 2200,
    },
    {
      symbol: 'ETHUSDT',
      model: 'price',
      startPrice: '2700.00',
      price: { sigma: 7.2e-4, beta: 0.85, idio: 0.6, lagShare: 0.2, lagSeconds: 25, jumpsPerDay: 6 },
      takerRate: 5,
      takerMedian: 45,
      takerSpread: 3.92,
      takerBend: -0.5,
      limitRate: 100,
      limitLife: 1.6,
      limitMedian: 4800,
      limitSpread: 1.5,
      sweepMost: 6000,
      touchMedian: 11_000,
      touchSpread: 1.6,
      toleranceLeast: 0.1,
      toleranceMost: 0.35,
      dailyVolume: 1.8e9,
      dailyMove: 340,
      minuteVolume: 4.3e5,
      meanTrade: 1050,
    },
    alt({
      symbol: 'BNBUSDT',
      startPrice: '600.00',
      pace: 1.1,
      size: 1.2,
      minuteVolume: 1.0e5,
      meanTrade: 610,
      dailyVolume: 4e8,
      price: { sigma: 8e-4, idio: 0.6 },
    }),
    alt({
      symbol: 'SOLUSDT',
      startPrice: '145.00',
      pace: 1.2,
      size: 1.4,
      minuteVolume: 1.2e5,
      meanTrade: 690,
      dailyVolume: 4e8,
    }),
    alt({
      symbol: 'XRPUSDT',
      startPrice: '0.6000',
      pace: 1.2,
      size: 1.2,
      minuteVolume: 7.5e4,
      meanTrade: 550,
      dailyVolume: 3e8,
    }),
    alt({
      symbol: 'ADAUSDT',
      startPrice: '0.4000',
      pace: 0.8,
      size: 0.8,
      minuteVolume: 3.5e4,
      meanTrade: 400,
      dailyVolume: 1e8,
    }),
    alt({
      symbol: 'DOGEUSDT',
      startPrice: '0.12000',
      pace: 1,
      size: 0.9,
      minuteVolume: 6.3e4,
      meanTrade: 470,
      dailyVolume: 2.7e8,
      price: { sigma: 1.05e-3 },
    }),
    alt({
      symbol: 'LTCUSDT',
      startPrice: '75.00',
      pace: 0.7,
      size: 0.8,
      minuteVolume: 4.0e4,
      meanTrade: 440,
      dailyVolume: 1.6e8,
    }),
    { ...crossFlow, symbol: 'ETHBTC', model: 'ratio', numerator: 'ETHUSDT', denominator: 'BTCUSDT' },
    {
      ...crossFlow,
      symbol: 'BNBBTC',
      model: 'ratio',
      numerator: 'BNBUSDT',
      denominator: 'BTCUSDT',
      minuteVolume: 2.8,
      meanTrade: 0.042,
    },
  ],
};
