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
  lagShare: 0.42,
  lagSeconds: 80,
  jumpsPerDay: 6,
};

const altFlow: OrderFlowParameters = {
  takerRate: 0.9,
  takerMedian: 110,
  takerSpread: 2.6,
  takerBend: -0.3,
  limitRate: 12,
  limitLife: 5,
  limitMedian: 3400,
  limitSpread: 1.4,
  touchMedian: 6000,
  touchSpread: 1.3,
  toleranceLeast: 0.25,
  toleranceMost: 0.5,
  dailyVolume: 3e8,
  dailyMove: 450,
  minuteVolume: 1.4e5,
  meanTrade: 600,
};

const crossFlow: OrderFlowParameters = {
  ...altFlow,
  takerRate: 0.6,
  takerMedian: 0.006,
  limitMedian: 0.24,
  touchMedian: 0.4,
  dailyVolume: 3e4,
  dailyMove: 300,
  minuteVolume: 7,
  meanTrade: 0.03,
};

/** An alternative coin: `size` scales its sizes and turnover, `pace` its rates. */
function alt(
  symbol: string,
  startPrice: string,
  pace: number,
  size: number,
  price?: Partial<PriceParameters>,
): SymbolParameters {
  return {
    ...altFlow,
    symbol,
    model: 'price',
    startPrice,
    price: { ...altPrice, ...price },
    takerRate: altFlow.takerRate * pace,
    takerMedian: altFlow.takerMedian * size,
    limitMedian: altFlow.limitMedian * size,
    touchMedian: altFlow.touchMedian * size,
    dailyVolume: altFlow.dailyVolume * pace * size,
    minuteVolume: altFlow.minuteVolume * pace * size,
    meanTrade: altFlow.meanTrade * size,
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
      takerMedian: 145,
      takerSpread: 2.96,
      takerBend: -0.2025,
      limitRate: 100,
      limitLife: 1.6,
      limitMedian: 11_000,
      limitSpread: 1.4,
      touchMedian: 42_000,
      touchSpread: 1.35,
      toleranceLeast: 0.1,
      toleranceMost: 0.35,
      dailyVolume: 4e9,
      dailyMove: 300,
      minuteVolume: 1.5e6,
      meanTrade: 2000,
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
      limitMedian: 5600,
      limitSpread: 1.5,
      touchMedian: 9000,
      touchSpread: 1.6,
      toleranceLeast: 0.1,
      toleranceMost: 0.35,
      dailyVolume: 2.5e9,
      dailyMove: 340,
      minuteVolume: 8e5,
      meanTrade: 1000,
    },
    alt('BNBUSDT', '600.00', 1.1, 1.2, { sigma: 8e-4, idio: 0.6 }),
    alt('SOLUSDT', '145.00', 1.2, 1.4),
    alt('XRPUSDT', '0.6000', 1.2, 1.2),
    alt('ADAUSDT', '0.4000', 0.8, 0.8),
    alt('DOGEUSDT', '0.12000', 1, 0.9, { sigma: 1.05e-3 }),
    alt('LTCUSDT', '75.00', 0.7, 0.8),
    { ...crossFlow, symbol: 'ETHBTC', model: 'ratio', numerator: 'ETHUSDT', denominator: 'BTCUSDT' },
    { ...crossFlow, symbol: 'BNBBTC', model: 'ratio', numerator: 'BNBUSDT', denominator: 'BTCUSDT' },
  ],
};
