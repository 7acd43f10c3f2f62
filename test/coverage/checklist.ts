/**
 * What programs written for Binance Spot rely on, beyond names of endpoints and codes: one promise a line, with how much depends on
 * it and a test that shows it (the beginning of its title) or a scenario. `must`: a widely used client breaks, or shows wrong money,
 * without it. `should`: documented, and some client calls it or a careful user looks for it. A line without a test is `open`.
 */
export interface Promised {
  readonly section: string;
  readonly rating: 'must' | 'should';
  readonly promise: string;
  /** `file: beginning of a title`, a scenario's path, or `open`. */
  readonly evidence: string;
}

const lines = `
# Requests and answers
must | prices and quantities are texts of fixed scale; ids, times and counts are numbers | test/rest/shapes.test.ts: market data
must | a refusal is its status, code and sentence, and nothing else | test/rest/edge.test.ts: what is not there is a JSON error
must | what is sent in query, form or both is read; the query stands before the form | src/gateway/wire/raw-parameters.test.ts: a name in the query wins
must | an empty body that calls itself JSON does no harm | test/rest/orders.test.ts: an order may come in the query, in a form
must | a GET may name a content type | test/rest/loose-clients.test.ts: a GET that names a content type
should | compression may be asked for, and connections are kept | test/rest/loose-clients.test.ts: a client that asks for compression
should | names that nobody reads are counted and refused, repeated ones too | test/rest/orders.test.ts: faults in an order
must | a missing, illegal, unwanted or too precise parameter is told by its name | test/rest/orders.test.ts: faults in an order
should | so is one that is empty or overflows | src/gateway/wire/parameter-reader.test.ts: missing, empty and unread parameters
must | symbols are upper case | src/gateway/wire/parameter-reader.test.ts: a symbol in lower case
must | stream names are lower case; another one is taken and brings nothing | src/gateway/streams/streams.test.ts: subscriptions come and go by message
must | lists are JSON arrays, percent-encoded or raw | test/rest/shapes.test.ts: exchangeInfo tells the filters
must | rows come oldest first: the latest, from a start, up to an end, or from a start and not beyond an end | test/rest/time-ranges.test.ts: none: the latest
should | every time of an answer is in microseconds when that is asked for | test/rest/microseconds.test.ts: every time of an answer
should | times are read in both units, and far-off ones are moved to what can be | test/rest/time-ranges.test.ts: times before the exchange was there
must | there is no /api/v1 any more | test/rest/edge.test.ts: what is not there is a JSON error

# Who asks, and when
must | a malformed key is told from one that is unknown, ended or not allowed | test/rest/edge.test.ts: every signed operation refuses everybody
must | what was signed are the bytes of query and body, in their order | src/gateway/wire/raw-parameters.test.ts: the payload is the raw query
must | the signature stands anywhere, in either case of its digits | test/rest/edge.test.ts: nothing but the exact bytes
must | what is percent-encoded is signed so | test/abuse/requests.test.ts: nothing counts that the signature does not cover
must | no signature is a missing parameter; a wrong one has its own code | test/rest/edge.test.ts: every signed operation refuses everybody
should | Ed25519 keys sign requests | test/rest/edge.test.ts: an Ed25519 key signs
must | a request is good for its window and less than a second ahead | src/gateway/request-time.test.ts: a request is recent up to its window
should | a key has rights and an address list | test/rest/keys.test.ts: a key that may only read
must | accounts and keys are made and ended while everything runs | test/cli/server.test.ts: an account made while the server runs

# Limits
must | used weight stands on every answer, and starts again with the minute | test/rest/edge.test.ts: weight is counted on every answer
must | a request weighs the same by REST and by socket | test/coverage/coverage.test.ts: everything that is documented is here
must | beyond the weight it is 429, with the seconds to wait | test/rest/edge.test.ts: weight is counted on every answer
should | who goes on is banned, each time for longer | src/gateway/limits/limits.test.ts: an address that keeps on after its limit
must | order counts stand on answers to orders | test/rest/edge.test.ts: orders weigh nothing when they succeed
must | an account with too many orders has to wait, whatever its key or address | test/rest/edge.test.ts: orders weigh nothing when they succeed
should | fills take orders off the count, more where they were makers | src/gateway/limits/limits.test.ts: the exchange's own example of a maker
should | raw requests have a limit of their own | src/gateway/limits/limits.test.ts: raw requests are counted per address
should | orders and cancels that succeed weigh nothing | test/rest/edge.test.ts: orders weigh nothing when they succeed
should | sockets have limits: new ones, messages with pings, streams | src/gateway/sockets/sockets.test.ts: messages and pings count against the rate

# Market data
must | ping, time, the book, trades, candles and prices have the recorded shapes | test/rest/shapes.test.ts: market data
must | the book's lastUpdateId is of the counter of the diff stream, at the same moment | src/gateway/streams/streams.test.ts: a book stitched from a snapshot
must | old trades are asked for by id, ascending | test/e2e/binance-rest.test.ts: trades and aggregates tile
must | an aggregate is what one taker got at one price at once; they tile the trades | test/e2e/binance-rest.test.ts: trades and aggregates tile
must | candles: twelve columns, the unfinished one last, quiet ones flat | src/gateway/streams/streams.test.ts: each candle closes exactly once
must | candles of another time zone | src/engine/views/market-views.test.ts: a candle of any interval and time zone
must | the average price has its minutes and the time of the last trade | test/rest/shapes.test.ts: market data
must | one symbol gives an object, a list an array even of one, none all | test/rest/shapes.test.ts: one symbol gives an object
should | the ticker of a trading day | test/rest/window-tickers.test.ts: a trading day is the calendar day
should | the ticker of a window of one's own | test/rest/window-tickers.test.ts: a window opens on a full minute
must | the touch agrees with the first level of the book | src/gateway/streams/streams.test.ts: one taker over two levels
should | a symbol twice, or one unknown, fails the whole list | src/gateway/wire/parameter-reader.test.ts: symbol lists are JSON arrays
must | an interval that does not exist has its code | src/gateway/ws-api/ws-api.test.ts: every mistake has its code

# exchangeInfo
must | fields of the exchange and of each symbol, permissions and permission sets | test/rest/shapes.test.ts: trading rules
must | its flags and order types are what the floor does | test/rest/exchange-info-promises.test.ts: what exchangeInfo allows is done
must | its filters are those that are enforced | test/rest/filters.test.ts: exchangeInfo shows every filter
must | modes of self-trade prevention, and which one is the default | test/scenarios/stp-allowed-modes.txt
must | one symbol, or a list | test/rest/shapes.test.ts: exchangeInfo tells the filters
should | by permission, by status, and without permission sets | test/rest/exchange-info-promises.test.ts: permission sets are left out
must | TRADING, HALT and BREAK | test/rest/symbol-status.test.ts: a closed symbol refuses orders
should | CANCEL_ONLY | test/scenarios/symbol-status.txt

# Filters
must | PRICE_FILTER, also of stop prices | test/scenarios/filter-price.txt
should | PERCENT_PRICE | test/scenarios/filter-percent-price.txt
must | PERCENT_PRICE_BY_SIDE | test/scenarios/filter-percent-price-by-side.txt
must | LOT_SIZE | test/scenarios/filter-lot-size.txt
must | MARKET_LOT_SIZE beside it | test/scenarios/filter-market-lot-size.txt
should | MIN_NOTIONAL | test/scenarios/filter-min-notional.txt
must | NOTIONAL, of market orders by the average | test/scenarios/filter-notional.txt
should | ICEBERG_PARTS | test/scenarios/iceberg-limits.txt
must | MAX_NUM_ORDERS | test/scenarios/filter-max-orders.txt
must | MAX_NUM_ALGO_ORDERS | test/scenarios/filter-max-algo-orders.txt
should | TRAILING_DELTA | test/scenarios/filter-trailing-delta.txt
should | MAX_NUM_ORDER_AMENDS and MAX_NUM_ORDER_LISTS | test/rest/filters.test.ts: the limits on lists and on amendments
must | they are asked at every place where an order may come from | test/rest/replace.test.ts: filters are asked before anything is cancelled

# Order types
must | LIMIT: GTC rests | test/scenarios/limit-takes-then-rests.txt
must | LIMIT: IOC | test/scenarios/immediate-or-cancel.txt
must | LIMIT: FOK | test/scenarios/fill-or-kill.txt
must | MARKET: walks the book, expires with it, and needs funds for the whole walk | test/scenarios/market-needs-whole-walk.txt
must | LIMIT_MAKER | test/scenarios/limit-maker.txt
must | STOP_LOSS | test/scenarios/stop-loss-sell.txt
must | TAKE_PROFIT | test/scenarios/take-profit.txt
must | their limit forms | test/scenarios/stop-loss-buy-limit.txt
must | a stop price that has been reached is refused | test/scenarios/stop-would-trigger.txt
must | a triggered order that may not be placed expires as rejected | test/scenarios/stop-rejected.txt
should | icebergs: a slice at a time, each behind the others | test/scenarios/iceberg.txt
should | trailing orders, with and without a stop price | test/scenarios/trailing-stop-buy.txt

# Orders as they are told
must | ACK, RESULT and FULL, and which one an order has by itself | test/rest/orders.test.ts: the answer is as long as asked for
must | ACK, RESULT and FULL have the recorded fields | test/rest/shapes.test.ts: orders, cancels and trades
must | fills, executed quantity, spent amount and public trades are one | test/rest/orders.test.ts: fills, balances, open orders and trades
must | a market order shows a price of zero and GTC | test/e2e/binance-rest.test.ts: a full answer, the trade list
must | stopPrice and icebergQty where they were given, and always in queries | test/rest/orders.test.ts: a stop order waits
should | strategy ids, trailing times and the other fields on a condition | src/gateway/ws-api/execution-report.test.ts: strategy, iceberg quantity
must | a query knows when the order came, changed and worked | test/rest/orders.test.ts: a stop order waits
must | a test order is checked and leaves nothing | test/e2e/binance-rest.test.ts: test orders are checked
should | and tells its commission rates | test/rest/shapes.test.ts: commission rates are told as shares

# Ids
must | a client order id has its alphabet and length, and one is made where none was sent | test/rest/orders.test.ts: faults in an order
must | it is taken as long as its order is open | test/scenarios/client-order-ids.txt
must | a cancel has an id of its own; the order is still found by its first | test/rest/orders.test.ts: a partly filled order shows
must | both ids must be of the one order, and at least one must be sent | test/rest/orders.test.ts: a query or cancel of what is not there
must | order ids rise | test/rest/orders.test.ts: order ids of a symbol rise
should | strategy types begin at a million | test/rest/orders.test.ts: faults in an order

# Money
must | sums of fills, commissions and balances close to the last digit | test/simulation/simulation.test.ts: nothing acknowledged is lost
must | a resting order holds its price times what is left; a better price gives back | test/scenarios/price-improvement.txt
must | commission comes out of what is received, rounded down once per fill | test/scenarios/fees-by-side.txt
must | or out of the discount asset, as long as there is enough of it | test/scenarios/fees-discounted.txt
must | the account tells free and locked of every asset, its rates and rights | test/rest/shapes.test.ts: the account
must | commission by symbol: standard, special, tax and discount | test/rest/money.test.ts: is told by symbol and by order
must | a pair holds its funds once | test/scenarios/oco-limit-fills.txt
must | too little money has its own sentence | test/rest/orders.test.ts: faults in an order
must | a market order by amount spends no more than it, in whole lots | test/scenarios/market-buy-by-quote.txt
must | nothing is held that no open order needs | test/simulation/simulation.test.ts: nothing acknowledged is lost

# States and why an order ended
must | states of orders, a cancel of what is done, a query of what is unknown | test/rest/orders.test.ts: a query or cancel of what is not there
should | why an order expired | test/rest/orders.test.ts: an order that expires says why

# Self-trade prevention
should | NONE | test/scenarios/stp-none.txt
should | EXPIRE_TAKER, EXPIRE_MAKER and EXPIRE_BOTH | test/scenarios/stp-expire-both.txt
should | DECREMENT and TRANSFER | test/scenarios/stp-transfer-consent.txt
should | the symbol's default, and a mode it does not allow | test/scenarios/stp-allowed-modes.txt
should | both sides are told of a prevented match | src/gateway/ws-api/execution-report.test.ts: a prevented match tells both

# Orders by REST
must | placing, testing and cancelling | test/e2e/binance-rest.test.ts: an order is placed, seen, cancelled
must | a cancel for orders without a fill, or with one, only | test/scenarios/cancel-restrictions.txt
must | cancelling all of a symbol, lists as one; nothing open is an error | test/rest/order-lists.test.ts: a list is cancelled by its id
must | cancelReplace: 200, 400 and 409, with what each half did | test/rest/replace.test.ts: a failed half tells its code
should | an amend lowers the quantity, keeps the place and takes a new name | test/rest/replace.test.ts: an amend keeps the id
should | amendments are told | test/rest/replace.test.ts: an amend keeps the id
must | OCO by above and below | test/rest/order-lists.test.ts: an OCO: the stop-loss first
should | the OCO of before | test/rest/order-lists.test.ts: the OCO of before
should | OTO and OTOCO | test/rest/order-lists.test.ts: OTO, OTOCO, OPO and OPOCO
must | cancelling a leg cancels its list | test/scenarios/oco-cancel.txt

# Order lists
must | types and prices of a pair go together, with a code for each mistake | test/rest/order-lists.test.ts: what is wrong with a list
must | the answer's fields, transactionTime among them | test/rest/order-lists.test.ts: an OCO: the stop-loss first
must | what trades or triggers ends the other leg at once | test/scenarios/oco-stop-triggers.txt
must | orders name their list, single ones -1 | test/rest/order-lists.test.ts: an OCO: the stop-loss first
should | the pending order enters when the working one is filled whole, and ends with it | test/scenarios/oto.txt
must | lists are asked for by id, by client id, all, and the open ones | test/rest/order-lists.test.ts: an OCO: the stop-loss first
must | listStatus when a list begins, changes and ends | src/gateway/ws-api/ws-api.test.ts: a list is placed and cancelled by the socket

# The account by REST
must | account, open orders, one order | test/rest/shapes.test.ts: orders, cancels and trades
must | all orders: by id and later, or by time, a day at a time | test/rest/time-ranges.test.ts: an account's past is told a day at a time
must | trades of the account, in the documented mixtures of parameters | test/rest/orders.test.ts: allOrders and myTrades take only
must | the count of unfilled orders | test/e2e/binance-rest.test.ts: the order count rises
should | prevented matches | test/rest/self-trade.test.ts: a decrement is told
should | the filters of the account | test/rest/filters.test.ts: myFilters adds the asset filters
should | listen keys, on request of older clients | src/gateway/streams/listen-key-streams.test.ts: a listen key opens the events

# The wallet and other markets
must | coins, as clients load them with a key | test/rest/wallet.test.ts: coins are told
must | margin pairs: none | test/rest/wallet.test.ts: margin, futures and options
must | trade fees | test/rest/wallet.test.ts: trade fees are told
must | the state of the system | test/rest/edge.test.ts: the stubs that clients load with
should | the state of the account and the rights of a key | test/rest/wallet.test.ts: the restrictions of a key
should | futures: no symbols | test/rest/wallet.test.ts: margin, futures and options

# Market streams
must | every address that clients dial: one name, several, none, empty lists, numbers | src/gateway/sockets/upgrade-path.test.ts: every address that stock clients dial
must | bare on /ws, wrapped on /stream, under the name as it was asked for | src/gateway/streams/streams.test.ts: subscriptions come and go by message
must | SUBSCRIBE, UNSUBSCRIBE and LIST_SUBSCRIPTIONS | src/gateway/streams/streams.test.ts: subscriptions come and go by message
should | SET_PROPERTY and GET_PROPERTY | src/gateway/streams/streams.test.ts: subscriptions come and go by message
should | each mistake in them has its text, and the connection stays | src/gateway/streams/stream-control.test.ts: each documented mistake
must | pings go out, pongs carry them back, silence ends a connection; a client's ping is answered | src/gateway/sockets/sockets.test.ts: pings go out in time
should | a day of life, and serverShutdown before a restart | src/gateway/sockets/sockets.test.ts: a drain announces itself
should | microseconds on request | src/gateway/streams/streams.test.ts: microseconds on request
must | trade and aggTrade | src/gateway/streams/streams.test.ts: one taker over two levels
must | kline: one closed message per candle, before anything of the next | src/gateway/streams/streams.test.ts: each candle closes exactly once
should | kline of another time zone | src/gateway/streams/streams.test.ts: each candle closes exactly once
must | miniTicker, alone and of all; ticker | src/gateway/streams/streams.test.ts: tickers come every second
should | tickers of a window; avgPrice | src/gateway/streams/streams.test.ts: tickers come every second
must | bookTicker, without type and time | src/gateway/streams/streams.test.ts: one taker over two levels
must | partial depth, at both paces | test/e2e/both-faces.test.ts: partial books come at both paces
must | diff depth: each begins where the last ended, and a snapshot can be stitched in | src/gateway/streams/streams.test.ts: a book stitched from a snapshot
must | who reads too slowly is cut, and never given a stream with holes | src/gateway/sockets/sockets.test.ts: a client that does not read is cut

# Errors
must | the sentences that clients look for are spelt as there | src/gateway/wire/errors.test.ts: the sentences that clients match
should | overload, shut-down and doubt have their codes | test/rest/orders.test.ts: an engine that can take nothing now
must | client libraries have the faults in classes of their own | test/e2e/ccxt-rest.test.ts: faults arrive as the client has them

# User data
must | over the WebSocket API, after a logon or by a signature | src/gateway/ws-api/ws-api.test.ts: subscriptions count up
must | events stand in an envelope with the subscription's number | src/gateway/ws-api/recorded-events.test.ts: events in their envelope
must | leaving one or all; which ones there are; eventStreamTerminated | src/gateway/ws-api/ws-api.test.ts: subscriptions count up
must | an order's reports, then the balances; NEW even when it fills at once | src/gateway/ws-api/ws-api.test.ts: an order over three levels
must | outboundAccountPosition: what may have changed, as it is now | src/gateway/ws-api/ws-api.test.ts: an order over three levels
must | balanceUpdate for money that came or went, never for trades | src/gateway/ws-api/ws-api.test.ts: a cancel carries its own id in c
must | executionReport has its fields in their order | src/gateway/ws-api/execution-report.test.ts: a plain order has the documented fields
must | and those of recorded ones | src/gateway/ws-api/recorded-events.test.ts: reports have the fields
must | c and C of a cancel | src/gateway/ws-api/ws-api.test.ts: a cancel carries its own id in c
should | neither the answer nor the event waits for the other | test/e2e/ccxt-pro.test.ts: watchBalance, watchOrders and watchMyTrades

# WebSocket API
must | ids come back in their own type; methods may name their version | src/gateway/ws-api/ws-api.test.ts: market data answers with the body
must | every answer has its limits, unless they are not wanted | src/gateway/ws-api/ws-api.test.ts: market data answers with the body
should | beyond a limit it tells the time to come again | src/gateway/ws-api/ws-api.test.ts: over the weight
must | what is no request is told, and the connection stays | src/gateway/ws-api/api-request.test.ts: malformed requests say what is wrong
must | the signature is over the sorted parameters as they were written | src/gateway/ws-api/api-request.test.ts: the signature covers the parameters
should | sessions: logon, status, logout | src/gateway/ws-api/ws-api.test.ts: a session needs an Ed25519 key
must | a connection weighs two, lives a day, is pinged like streams | src/gateway/sockets/sockets.test.ts: a connection ends at its age
must | every method answers like its twin by REST | test/e2e/both-faces.test.ts: every question has the same answer

# Stock clients
must | ccxt, with nothing configured but addresses | test/e2e/stock-clients-load.test.ts: ccxt: markets of all kinds
must | ccxt.pro: book, trades, candles, orders | test/e2e/ccxt-pro.test.ts: watchOrderBook bridges
must | binance: REST with HMAC and Ed25519 keys | test/e2e/binance-rest.test.ts: an order is placed, seen, cancelled
must | binance: streams and the WebSocket API | test/e2e/binance-ws.test.ts: the WebSocket API with an HMAC key
should | binance: listen keys | test/e2e/stock-clients-load.test.ts: binance: a listen key is made

# SBE and FIX
should | who asks for SBE is refused by name, and not answered in JSON by surprise | test/rest/edge.test.ts: the stubs that clients load with
`;

export const checklist: readonly Promised[] = lines
  .trim()
  .split('\n# ')
  .flatMap((part) => {
    const [section = '', ...rows] = part.replace(/^# /, '').trim().split('\n');
    return rows.map((row): Promised => {
      const [rating, promise = '', evidence = ''] = row.split(' | ');
      if (rating !== 'must' && rating !== 'should') throw new Error(`must or should: ${row}`);
      return { section, rating, promise, evidence };
    });
  });
