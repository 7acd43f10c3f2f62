/** A sentence for each parameter by its name. Those of order lists are the single order's, said of one of the list's orders. */

const words: Readonly<Record<string, string>> = {
  floor: 'Name of the floor.',
  symbol: 'The market.',
  symbols: 'Markets, as a JSON array of names.',
  permissions: 'Markets with this permission, or with one of a JSON array of them. Every market here has SPOT.',
  showPermissionSets: 'Whether to show the sets of permissions; true unless said otherwise.',
  symbolStatus: 'Only markets with this status; of one market, a refusal when it has another.',
  limit: 'Rows at most; more than the most gives the most.',
  fromId: 'The first id; everything from it on.',
  startTime: 'From this time on, milliseconds or microseconds.',
  endTime: 'Up to this time and including it, milliseconds or microseconds.',
  interval: 'Length of a candle.',
  timeZone: 'By whose clock candles and days begin: hours, or hours and minutes, from -12:00 to +14:00.',
  type: 'The order type.',
  tickerType: 'How much to tell: everything, or prices and volumes only.',
  windowSize: '1m to 59m, 1h to 23h, 1d to 7d; 1d unless said otherwise.',
  side: 'To buy or to sell.',
  timeInForce:
    'GTC rests, IOC cancels what it could not fill, FOK is filled whole or not at all. For orders with a limit.',
  quantity: "How much of the base asset, a multiple of the symbol's step.",
  quoteOrderQty: 'For market orders: how much of the quote asset to spend or to get.',
  price: "The limit, a multiple of the symbol's tick.",
  stopPrice: 'The price that makes the order active.',
  trailingDelta: 'How far the stop follows the price, in hundredths of a per cent.',
  icebergQty: 'How much of the order the book shows at a time.',
  pegPriceType:
    'Takes the best price of its own side (PRIMARY_PEG) or of the other one (MARKET_PEG), once: on arrival or when triggered.',
  pegOffsetType: 'In what the offset is counted.',
  pegOffsetValue: 'Levels away from the best price.',
  newClientOrderId: 'Your own id for it, unique among your open orders; made by the exchange when absent.',
  clientOrderId: 'Your own id for it; made by the exchange when absent.',
  strategyId: 'A number of your own, kept with the order.',
  strategyType: 'Another one, from 1000000 on.',
  newOrderRespType: 'How much the answer tells: the receipt, the order, or the order with its fills.',
  selfTradePreventionMode: 'What happens when the order meets one of your own.',
  computeCommissionRates: 'Whether to tell the commission rates the order would have.',
  orderId: "The exchange's id of the order.",
  origClientOrderId: 'Your own id of it.',
  cancelRestrictions: 'Cancel only an order that is new, or only one that is partly filled.',
  cancelReplaceMode: 'Whether to place the new order when the old one could not be cancelled.',
  cancelOrderId: "The exchange's id of the order to cancel.",
  cancelOrigClientOrderId: 'Your own id of the order to cancel.',
  cancelNewClientOrderId: 'Your own id for the cancel.',
  orderRateLimitExceededMode: 'What to do when no more order may be counted: nothing, or cancel only.',
  newQty: 'The new quantity: lower than now, higher than what is filled.',
  listClientOrderId: 'Your own id of the list; made by the exchange when absent.',
  orderListId: "The exchange's id of the list.",
  fromExecutionId: 'The first execution id; everything from it on.',
  preventedMatchId: 'One prevented match.',
  fromPreventedMatchId: 'The first prevented match; everything from it on. With orderId.',
  fromAllocationId: 'The first allocation; everything from it on.',
  omitZeroBalances: 'Whether to leave out assets the account has nothing of; false unless said otherwise.',
  listenKey: 'The listen key.',
  label: 'What to call the key.',
  apiKey: 'The key to revoke.',
  asset: 'The asset.',
  amount: 'How much of it.',
  toAccount: 'Name of the account that receives it.',
  spotBNBBurn: 'Whether commission is paid in the discount asset.',
  kind: 'Only movements of this kind.',
  coin: 'The asset.',
  status: "The exchange's number of a status; here all are done.",
  offset: 'Rows to pass over.',
  timestamp: 'When the request was made, milliseconds or microseconds, by wall time or floor time.',
  recvWindow: 'For how long after that it is good, milliseconds with up to three decimals.',
  signature: 'Of everything before it: HMAC-SHA-256 as hex, or RSA or Ed25519 as base64.',
  returnRateLimits:
    'Whether the answer tells the rate limits; as the connection was opened unless said otherwise, and that is true.',
  subscriptionId: 'Which subscription; all when absent.',
};

const parts: readonly (readonly [prefix: string, which: string])[] = [
  ['pendingAbove', 'the pending order above'],
  ['pendingBelow', 'the pending order below'],
  ['pending', 'the pending order'],
  ['working', 'the working order'],
  ['above', 'the order above'],
  ['below', 'the order below'],
  ['stop', 'the stop'],
  ['limit', 'the limit order'],
];
const bare: Readonly<Record<string, string>> = { limitPrice: 'price', limitTimeInForce: 'timeInForce' };

/** Undefined for a name that nobody has described. */
export function describeParameter(name: string): string | undefined {
  const own = Object.hasOwn(words, name) ? words[name] : undefined;
  if (own !== undefined) return own;
  for (const [prefix, which] of parts) {
    if (!name.startsWith(prefix)) continue;
    const rest = name.charAt(prefix.length).toLowerCase() + name.slice(prefix.length + 1);
    const sentence = words[bare[rest] ?? rest];
    return sentence === undefined ? undefined : `Of ${which}: ${continued(sentence)}`;
  }
  return undefined;
}

/** Without its capital, unless that belongs to a name such as GTC. */
function continued(sentence: string): string {
  return /^[A-Z]{2}/.test(sentence) ? sentence : `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;
}
