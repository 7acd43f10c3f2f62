/**
 * The chapters of the reference, and a sentence for each operation under its name. Prose only: what an operation takes, costs
 * and answers is asked of the program. A test holds the names against the mounted operations.
 */
export interface Chapter {
  readonly title: string;
  readonly tells: string;
  /** By name of the operation. */
  readonly operations: Readonly<Record<string, string>>;
}

export const chapters: readonly Chapter[] = [
  {
    title: 'General',
    tells: 'Is the server there, what time is it, what is traded and by which rules.',
    operations: {
      ping: 'Answers an empty object: the server is there.',
      time: "The floor's time, which is the server's time to its clients.",
      exchangeInfo: 'Symbols with their filters, order types and permissions; request limits.',
      executionRules: 'What bounds executions, by symbol: the price range around the reference price.',
    },
  },
  {
    title: 'Market data',
    tells: 'Book, trades, candles and tickers. No key is needed, and any web site may read them.',
    operations: {
      depth:
        'The book: price and quantity of the best levels of both sides, and the id that stitches it to the stream.',
      'trades.recent': 'The latest trades, oldest first.',
      'trades.historical': 'Trades from an id on.',
      'blockTrades.historical': 'Trades agreed on outside the book. There are none, so the list is empty.',
      'trades.aggregate': 'Trades of one taker order at one price, put together.',
      klines: 'Candles, oldest first.',
      uiKlines: 'Candles as charts want them; the same here.',
      avgPrice: 'The mean price of the last minutes, which filters use.',
      'ticker.24hr': 'Price, volume and change of the last 24 hours.',
      'ticker.tradingDay': 'The same for a calendar day, in a time zone.',
      'ticker.price': 'The last price.',
      'ticker.book': 'Best bid and ask with their quantities.',
      ticker: 'Price, volume and change of a window of your choice.',
      referencePrice: 'The price that bounds executions, where a symbol has one.',
      'referencePrice.calculation': 'How the reference price is made.',
    },
  },
  {
    title: 'Orders',
    tells: 'Placing, amending, cancelling and finding orders. What succeeds weighs nothing.',
    operations: {
      'order.place':
        'Places an order: limit, market, stop or take-profit, with or without a limit, trailing, iceberg, pegged.',
      'order.test': 'Checks an order as if it were placed, and places nothing. Can tell its commission.',
      'order.cancel': 'Cancels one order.',
      'order.cancelReplace': 'Cancels one order and places another, as one step that nothing comes between.',
      'order.amend.keepPriority': "Lowers an order's quantity; it keeps its place in the queue.",
      'order.status': 'One order, open or finished.',
      'openOrders.status': 'Open orders, of one symbol or of all.',
      'openOrders.cancelAll': 'Cancels every open order of a symbol, lists included.',
      allOrders: 'Orders of a symbol, open and finished, from an id on or of a period of at most a day.',
      'order.amendments': 'How an order was amended.',
      'sor.order.place': 'Smart order routing. Each symbol has one book here, so it is refused by name.',
      'sor.order.test': 'The same, as a test.',
    },
  },
  {
    title: 'Order lists',
    tells: 'Orders that belong together: one cancels, or one places, the other.',
    operations: {
      'orderList.place': 'A limit order and a stop, one cancels the other; as it was asked for before 2024.',
      'orderList.place.oco': 'Two orders, one above and one below the price; one cancels the other.',
      'orderList.place.oto': 'A working order, and another one that is placed when it is filled.',
      'orderList.place.otoco': 'A working order, and a pair above and below that is placed when it is filled.',
      'orderList.place.opo': 'A working order to buy; what it bought pays for the order to sell that follows.',
      'orderList.place.opoco': 'The same with a pair above and below that follows.',
      'orderList.cancel': 'Cancels a list with all its orders.',
      'orderList.status': 'One list, open or finished.',
      'openOrderLists.status': 'Open lists.',
      allOrderLists: 'Lists, open and finished, from an id on or of a period of at most a day.',
    },
  },
  {
    title: 'Account',
    tells: 'Balances, rates, trades and limits of the account that asks.',
    operations: {
      'account.status': 'Balances, commission rates and permissions.',
      'account.commission': 'Commission rates of a symbol.',
      'account.rateLimits.orders': 'How many unfilled orders count at present, in ten seconds and in a day.',
      myTrades: "The account's trades in a symbol: from an id on, of an order, or of a period of at most a day.",
      myPreventedMatches: 'Matches that self-trade prevention prevented.',
      myAllocations: 'What order routing allocated. There is none, so the list is empty.',
      myFilters: 'Every filter that orders of a symbol must pass, MAX_ASSET included.',
    },
  },
  {
    title: 'Listen keys',
    tells:
      'User data streams as they were opened before 2026-02-20. New programs subscribe on the WebSocket API; floors with the rules of today refuse these.',
    operations: {
      'userDataStream.start': 'A listen key, good for an hour: connect to /ws/ and the key.',
      'userDataStream.ping': 'Keeps a listen key for another hour.',
      'userDataStream.stop': 'Ends a listen key.',
    },
  },
  {
    title: 'Paper money',
    tells: 'What only paper has: a faucet, a fresh start, keys on request. Not part of the Binance API.',
    operations: {
      'paper.floor': 'This floor: its clock, market, place in the journal and state hash.',
      'paper.floors': 'All floors of this server, with their paths.',
      'paper.faucet': 'Takes paper money from the faucet, within its limits.',
      'paper.withdraw': 'Takes paper money out of the account.',
      'paper.transfer': 'Sends paper money to another account of the same user.',
      'paper.reset': 'Cancels everything and starts again with the first funds.',
      'paper.movements': 'What came and went: grants, deposits, faucet, transfers, withdrawals.',
      'paper.accounts': 'Accounts of the same user.',
      'paper.keys.create': 'Makes another key, which may do what the key that asks may.',
      'paper.keys.list': "The account's keys.",
      'paper.keys.revoke': 'Revokes a key, at once and everywhere.',
      'paper.demo.open': 'Opens a funded demo account for the holder of an Ed25519 key.',
      'paper.clock.set': 'Pauses a floor, or sets how fast its time passes.',
      'paper.clock.step': 'Lets a paused floor go on for a while.',
    },
  },
  {
    title: 'Wallet',
    tells: "What clients ask the exchange's wallet for while they load. Paper has one wallet, and it leads nowhere.",
    operations: {
      'paper.deposits': 'Paper money that came, newest first.',
      'paper.withdrawals': 'Paper money that left, newest first.',
      'paper.discount': 'Whether commission is paid in the discount asset.',
      'paper.discount.set': 'Chooses whether commission is paid in the discount asset.',
      '/sapi/v1/capital/config/getall': 'Assets, and what the account has of each.',
      '/sapi/v1/asset/assetDetail': 'Assets; none can be deposited or withdrawn through a network.',
      '/sapi/v1/asset/tradeFee': "The account's commission rates, by symbol.",
      '/sapi/v1/asset/dribblet': 'Conversions of dust: none.',
      '/sapi/v1/asset/assetDividend': 'Dividends: none.',
      '/sapi/v1/asset/dust-btc': 'What could be converted as dust: nothing.',
      '/sapi/v1/asset/get-funding-asset': 'The funding wallet: empty.',
      '/sapi/v3/asset/getUserAsset': 'Assets that the account has something of.',
      '/sapi/v1/account/info': 'Fee tier; margin, futures and options are off.',
      '/sapi/v1/account/status': 'The account is in order.',
      '/sapi/v1/account/apiTradingStatus': 'Trading by API is not locked.',
      '/sapi/v1/account/apiRestrictions': 'What the key that asks may do.',
      '/sapi/v1/accountSnapshot': 'Daily snapshots: none.',
      '/sapi/v1/sub-account/list': 'Sub-accounts: none.',
    },
  },
  {
    title: 'Other markets',
    tells: 'Margin, futures and options, of which there are none: answered so that untouched clients load.',
    operations: {
      '/sapi/v1/system/status': 'The system is up.',
      '/sapi/v1/margin/allPairs': 'Cross margin pairs: none.',
      '/sapi/v1/margin/isolated/allPairs': 'Isolated margin pairs: none.',
      '/sapi/v1/margin/allAssets': 'Margin assets: none.',
      '/sapi/v1/spot/delist-schedule': 'Symbols about to be delisted: none.',
      '/fapi/v1/ping': 'Futures: the server is there.',
      '/fapi/v1/time': "Futures: the floor's time.",
      '/fapi/v1/exchangeInfo': 'Futures: no markets.',
      '/dapi/v1/ping': 'Coin futures: the server is there.',
      '/dapi/v1/time': "Coin futures: the floor's time.",
      '/dapi/v1/exchangeInfo': 'Coin futures: no markets.',
      '/eapi/v1/ping': 'Options: the server is there.',
      '/eapi/v1/time': "Options: the floor's time.",
      '/eapi/v1/exchangeInfo': 'Options: no markets.',
    },
  },
  {
    title: 'Server',
    tells: 'For balancers, monitoring and people. Of the whole server: not under a floor.',
    operations: {
      '/healthz': 'The process is alive.',
      '/readyz': 'Whether it can serve, part by part and floor by floor; 503 while it can not.',
      '/metrics': 'Figures for Prometheus.',
      '/': 'The web terminal.',
      '/f/{floor}': 'The web terminal of a floor.',
      '/operations': 'The page of operations. It shows nothing without the operator token.',
      '/operator/v1/status': 'What that page shows: health, floors, vital signs, and what operators recorded.',
      '/api-docs': 'This reference, for people.',
      '/api-docs/openapi.json': 'This reference as OpenAPI 3.1.',
      '/api-docs/asyncapi.json': 'Streams and WebSocket API as AsyncAPI 3.',
    },
  },
];

/** Chapter and sentence of an operation; undefined for one that nobody has described. */
export function describeOperation(name: string): { readonly chapter: string; readonly sentence: string } | undefined {
  for (const { title, operations } of chapters) {
    const sentence = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (sentence !== undefined) return { chapter: title, sentence };
  }
  return undefined;
}
