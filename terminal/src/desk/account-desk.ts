/**
 * The visitor's account: nobody until one click makes a key in this browser and opens a demo account with it. From then
 * on ordinary signed requests, and the user data stream; after each interruption everything is fetched again.
 */
import { type Accessor, batch, createSignal } from 'solid-js';
import { canMakeKeys, makeKey, signerOf } from '../account/browser-key.ts';
import { type Identity, loadIdentity, saveIdentity } from '../account/identity-vault.ts';
import { type Api, ApiFailure, type Parameters, type Signer } from '../net/api.ts';
import { Asker } from '../net/asker.ts';
import type { FloorBase } from '../net/floor-base.ts';
import type { LinkState } from '../net/socket-link.ts';
import { UserFeed } from '../net/user-feed.ts';
import { type Balances, withAccount, withPosition } from '../stores/balances.ts';
import { EndedOrders } from '../stores/ended-orders.ts';
import { type Fills, fillOfReport, withFills } from '../stores/fills.ts';
import { type Orders, withOpenList, withOrders } from '../stores/orders.ts';
import { readFeeRates } from '../views/fee-rates.ts';
import type { FeeRates } from '../views/ticket-preview.ts';
import type { OrderRoute } from '../wire/order-routes.ts';
import type { BotKey, DemoAccount, ListedKey } from '../wire/paper.ts';
import type { CanceledOrder, PlacedList, PlacedOrder, WireAccount, WireFill, WireOrder } from '../wire/rest.ts';
import { type ExecutionReport, orderOfReport, type UserEvent } from '../wire/user-data.ts';
import type { Frame } from './frame.ts';
import { Histories } from './histories.ts';

export type AccountState =
  | { readonly kind: 'looking' }
  | { readonly kind: 'none' }
  /** Not over https and not on this machine: browsers don't let such a page make keys. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly account: string; readonly apiKey: string }
  /** The server does not accept the key kept here. */
  | { readonly kind: 'refused'; readonly apiKey: string; readonly reason: string };

export interface AccountDesk {
  readonly state: Accessor<AccountState>;
  readonly orders: Accessor<Orders>;
  readonly fills: Accessor<Fills>;
  readonly balances: Accessor<Balances>;
  readonly fees: Accessor<FeeRates | undefined>;
  readonly link: Accessor<LinkState>;
  /** Whether the account's events come in: an order sent before that would fill unseen. */
  readonly live: Accessor<boolean>;
  /** True until orders and balances have been fetched once. */
  readonly loading: Accessor<boolean>;
  /** How often they have been fetched anew: what else may have been missed is to be fetched then, too. */
  readonly refreshed: Accessor<number>;
  /** How many symbols' histories were asked for and are still to come. */
  readonly historiesLeft: Accessor<number>;
  /** Yields whether one was opened; otherwise another page of this browser had one, and it is used here, too. */
  openDemo(): Promise<boolean>;
  /** Yields the order itself, or the first of a list. */
  place(route: OrderRoute, parameters: Parameters): Promise<PlacedOrder>;
  find(symbol: string, clientOrderId: string): Promise<WireOrder>;
  findById(symbol: string, orderId: number): Promise<WireOrder>;
  cancel(order: WireOrder): Promise<CanceledOrder>;
  /** Lowers an order's quantity to `newQty`, filled part included, where it stands; it keeps its client order id. */
  lower(order: WireOrder, newQty: string): Promise<void>;
  /** One order out, another in, as one command. */
  replace(parameters: Parameters): Promise<void>;
  cancelAll(symbol: string): Promise<void>;
  /** The open orders of a symbol, asked for anew. */
  openOf(symbol: string): Promise<readonly WireOrder[]>;
  /** Orders and fills that are over, of these symbols first; fetched once per connection. */
  wantHistories(symbols: readonly string[]): void;
  createBotKey(): Promise<BotKey>;
  listKeys(): Promise<readonly ListedKey[]>;
  revokeKey(apiKey: string): Promise<void>;
  /** Whether this is the key this browser trades with. */
  isOwnKey(apiKey: string): boolean;
}

export interface AccountEvents {
  report(report: ExecutionReport): void;
}

export function createAccountDesk(api: Api, base: FloorBase, frame: Frame, events: AccountEvents): AccountDesk {
  const [state, setState] = createSignal<AccountState>({ kind: 'looking' }, { name: 'account' });
  const [orders, setOrders] = createSignal<Orders>(new Map(), { name: 'orders' });
  const [fills, setFills] = createSignal<Fills>(new Map(), { name: 'fills' });
  const [balances, setBalances] = createSignal<Balances>(new Map(), { name: 'balances' });
  const [fees, setFees] = createSignal<FeeRates | undefined>(undefined, { name: 'fees' });
  const [link, setLink] = createSignal<LinkState>('connecting', { name: 'userLink' });
  const [live, setLive] = createSignal(false, { name: 'userLive' });
  const [loading, setLoading] = createSignal(true, { name: 'loading' });
  const [refreshed, setRefreshed] = createSignal(0, { name: 'refreshed' });
  const [historiesLeft, setHistoriesLeft] = createSignal(0, { name: 'historiesLeft' });
  const ended = new EndedOrders();
  const overview = new Asker();
  const history = new Asker();
  const histories = new Histories({ fetch: loadHistory, left: setHistoriesLeft });
  let signer: Signer | undefined;
  let latestFills: Fills = new Map();
  let feed: UserFeed | undefined;
  void restore();

  async function restore(): Promise<void> {
    if (!canMakeKeys()) return void setState({ kind: 'unsupported' });
    const identity = await loadIdentity(base.name).catch(() => undefined);
    if (identity === undefined) setState({ kind: 'none' });
    else enter(identity);
  }

  /** Nothing of the account before belongs to this one. */
  function enter(identity: Identity): void {
    batch(() => {
      setOrders(new Map());
      latestFills = new Map();
      setFills(latestFills);
      setBalances(new Map());
      setFees(undefined);
      setLoading(true);
    });
    signer = signerOf(identity.apiKey, identity.privateKey);
    setState({ kind: 'open', account: identity.account, apiKey: identity.apiKey });
    feed = new UserFeed(`${base.socket}/ws-api/v3`, api, signer, {
      event: received,
      subscribed: () => {
        setLive(true);
        void refresh();
      },
      refused: (_code, reason) => leave(identity.apiKey, reason),
      changed: (now) => {
        setLink(now);
        if (now !== 'open') setLive(false);
      },
    });
  }

  /** The key stays in the vault until a new account takes its place: a server may come back that knows it. */
  function leave(apiKey: string, reason: string): void {
    feed?.stop();
    overview.drop();
    dropHistories();
    signer = undefined;
    setState({ kind: 'refused', apiKey, reason });
  }

  function received(event: UserEvent): void {
    if (event.e === 'outboundAccountPosition') return void setBalances((before) => withPosition(before, event));
    tell([orderOfReport(event)]);
    const fill = fillOfReport(event);
    if (fill !== undefined) addFills([fill]);
    events.report(event);
  }

  function tell(told: readonly WireOrder[]): void {
    ended.told(told);
    setOrders((before) => withOrders(before, told));
  }

  /** Fills are only looked at, and a program may make hundreds in a second: they are shown once a frame. */
  function addFills(added: readonly WireFill[]): void {
    latestFills = withFills(latestFills, added);
    frame.mark('fills', () => setFills(latestFills));
  }

  function dropHistories(): void {
    history.drop();
    histories.drop();
  }

  async function loadHistory(symbol: string): Promise<void> {
    const answer = await history.ask(() =>
      ended.during(() =>
        Promise.all([
          signed<readonly WireOrder[]>('GET', '/api/v3/allOrders', { symbol, limit: 200 }),
          signed<readonly WireFill[]>('GET', '/api/v3/myTrades', { symbol, limit: 200 }),
        ]),
      ),
    );
    if (answer === undefined) return;
    const [[past, trades], current] = answer;
    tell(current(past));
    addFills(trades);
  }

  async function refresh(): Promise<void> {
    dropHistories();
    const asked = { balances: balances(), orders: orders() };
    const answer = await overview.ask(() =>
      ended.during(() =>
        Promise.all([
          signed<WireAccount>('GET', '/api/v3/account'),
          signed<readonly WireOrder[]>('GET', '/api/v3/openOrders'),
        ]),
      ),
    );
    if (answer === undefined) return;
    const [[account, open], current] = answer;
    setBalances((before) => withAccount(before, account.balances, account.updateTime, asked.balances));
    setFees(readFeeRates(account));
    setOrders((before) => withOpenList(before, current(open), asked.orders));
    setLoading(false);
    setRefreshed((count) => count + 1);
  }

  async function found(parameters: Parameters): Promise<WireOrder> {
    const [order, current] = await ended.during(() => signed<WireOrder>('GET', '/api/v3/order', parameters));
    tell(current([order]));
    return order;
  }

  function signed<T>(method: string, path: string, parameters?: Parameters): Promise<T> {
    if (signer === undefined) return Promise.reject(new ApiFailure(0, 0, 'There is no account yet.'));
    return api.signed<T>(signer, method, path, parameters);
  }

  return {
    state,
    orders,
    fills,
    balances,
    fees,
    link,
    live,
    loading,
    refreshed,
    historiesLeft,
    async openDemo() {
      const before = state();
      setState({ kind: 'opening' });
      try {
        const kept = await loadIdentity(base.name);
        if (kept !== undefined && !(before.kind === 'refused' && before.apiKey === kept.apiKey)) {
          enter(kept);
          return false;
        }
        const key = await makeKey();
        const opened = await api.post<DemoAccount>('/paper/v1/demo-account', { publicKey: key.publicKey });
        const identity = { account: String(opened.account), apiKey: opened.apiKey, privateKey: key.privateKey };
        await saveIdentity(base.name, identity);
        enter(identity);
        return true;
      } catch (failure) {
        setState(before);
        throw failure;
      }
    },
    async place(route, parameters) {
      const placed = await signed<PlacedOrder | PlacedList>('POST', route.path, {
        ...parameters,
        newOrderRespType: 'FULL',
      });
      return 'orderReports' in placed ? placed.orderReports[0] : placed;
    },
    find: (symbol, origClientOrderId) => found({ symbol, origClientOrderId }),
    findById: (symbol, orderId) => found({ symbol, orderId }),
    cancel: ({ symbol, orderId }) => signed<CanceledOrder>('DELETE', '/api/v3/order', { symbol, orderId }),
    async lower({ symbol, orderId, clientOrderId }, newQty) {
      const parameters = { symbol, orderId, newQty, newClientOrderId: clientOrderId };
      await signed('PUT', '/api/v3/order/amend/keepPriority', parameters);
    },
    async replace(parameters) {
      await signed('POST', '/api/v3/order/cancelReplace', parameters);
    },
    async cancelAll(symbol) {
      await signed('DELETE', '/api/v3/openOrders', { symbol });
    },
    openOf: (symbol) => signed<readonly WireOrder[]>('GET', '/api/v3/openOrders', { symbol }),
    wantHistories: (symbols) => histories.want(symbols),
    createBotKey: () => signed<BotKey>('POST', '/paper/v1/keys'),
    listKeys: () => signed<readonly ListedKey[]>('GET', '/paper/v1/keys'),
    async revokeKey(apiKey) {
      await signed('DELETE', '/paper/v1/keys', { apiKey });
    },
    isOwnKey: (apiKey) => signer?.apiKey === apiKey,
  };
}
