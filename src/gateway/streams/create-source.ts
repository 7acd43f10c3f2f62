/** Which source makes which stream. */
import type { Instrument } from '../../core/instruments/instrument.ts';
import type { Market } from '../wire/market-json.ts';
import { CandleSource } from './candle-source.ts';
import { DepthSource, LevelsSource } from './depth-source.ts';
import { ReferenceSource } from './reference-source.ts';
import type { StreamSpec } from './stream-name.ts';
import type { SourceContext, StreamSource } from './stream-source.ts';
import { AllTickersSource, AverageSource, TickerSource } from './ticker-source.ts';
import { TouchSource } from './touch-source.ts';
import { AggregateSource, TradeSource } from './trade-source.ts';

export function createSource(context: SourceContext, spec: StreamSpec): StreamSource {
  const { instruments } = context.session.floor;
  const market = (instrument: Instrument): Market => ({
    instrument,
    quoteDecimals: instruments.assets[instrument.quote]?.decimals ?? 8,
  });
  const markets = () => instruments.symbols.map(market);
  switch (spec.kind) {
    case 'trade':
      return new TradeSource(context, spec.instrument);
    case 'aggTrade':
      return new AggregateSource(context, spec.instrument);
    case 'bookTicker':
      return new TouchSource(context, spec.instrument);
    case 'avgPrice':
      return new AverageSource(context, spec.instrument);
    case 'referencePrice':
      return new ReferenceSource(context, spec.instrument);
    case 'ticker':
      return new TickerSource(context, market(spec.instrument), 'full');
    case 'miniTicker':
      return new TickerSource(context, market(spec.instrument), 'mini');
    case 'window':
      return new TickerSource(context, market(spec.instrument), spec.window);
    case 'kline':
      return new CandleSource(context, market(spec.instrument), spec.interval, spec.offsetUs);
    case 'depth':
      return new DepthSource(context, spec.instrument, spec.quick);
    case 'levels':
      return new LevelsSource(context, spec.instrument, spec.levels, spec.quick);
    case 'allTickers':
      return new AllTickersSource(context, markets(), 'full');
    case 'allMiniTickers':
      return new AllTickersSource(context, markets(), 'mini');
    case 'allWindows':
      return new AllTickersSource(context, markets(), spec.window);
  }
}
