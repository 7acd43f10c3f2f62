/**
 * The changes of the Binance Spot API that a client of Paperfloor can tell apart, each with the day it took effect (07:00
 * UTC, as most of them; source: the exchange's CHANGELOG, under the date given). Announced ones stand here as soon as they
 * have a date. Data only: who asks decides by `ApiRules` what it means.
 */

export interface ExchangeChange {
  /** UTC. */
  readonly from: string;
  readonly sentence: string;
  /** Operations, by their method on sockets, that are there from then on. */
  readonly adds?: readonly string[];
  /** Operations that are gone from then on. */
  readonly removes?: readonly string[];
}

export const exchangeChanges = {
  my_filters: {
    from: '2025-09-29T10:00Z',
    sentence: '`myFilters` tells the filters of an account.',
    adds: ['myFilters'],
  },
  opo: {
    from: '2025-12-18T07:00Z',
    sentence: 'One-pays-the-other order lists.',
    adds: ['orderList.place.opo', 'orderList.place.opoco'],
  },
  listen_keys_gone: {
    from: '2026-02-20T07:00Z',
    sentence: 'User data comes through the WebSocket API only; listen keys and their streams are removed.',
    removes: ['userDataStream.start', 'userDataStream.ping', 'userDataStream.stop'],
  },
  execution_rules: {
    from: '2026-03-09T07:00Z',
    sentence: 'Execution rules and reference prices.',
    adds: ['executionRules', 'referencePrice', 'referencePrice.calculation'],
  },
  all_tickers_gone: {
    from: '2026-03-26T07:00Z',
    sentence: 'The stream `!ticker@arr` is retired.',
  },
  free_orders: {
    from: '2026-04-02T07:00Z',
    sentence: 'Requests that place or cancel orders weigh nothing when they succeed.',
  },
  block_trades: {
    from: '2026-05-08T06:00Z',
    sentence: 'Block trades are told.',
    adds: ['blockTrades.historical'],
  },
  server_shutdown: {
    from: '2026-05-08T06:00Z',
    sentence: 'Sockets hear `serverShutdown` before their server goes.',
  },
} as const satisfies Record<string, ExchangeChange>;

export type ChangeName = keyof typeof exchangeChanges;
