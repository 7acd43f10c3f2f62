/**
 * The visitor's account: nobody until one click makes a key in this browser and opens a demo account with it. From then
 * on ordinary signed requests, and the user data stream; after each interruption everything is fetched again.
 */
import { type Accessor, createSignal } from 'solid-js';
import { canMakeKeys, makeKey, signerOf } from '../account/browser-key.ts';
import { type Identity, loadIdentity, saveIdentity } from '../account/identity-vault.ts';
import { type Api, ApiFailure, type Parameters, type Signer } from '../net/api.ts';
import { Asker } from '../net/asker.ts';
import type { FloorBase } from '../net/floor-base.ts';
import type { LinkState } from '../net/socket-link.ts';
import { UserFeed } from '../net/user-feed.ts';
import { type Balances, withAccount, withPosition } from '../stores/balances.ts';
import { type Fills, fillOfReport, withFills } from '../stores/fills.ts';
import { type Orders, withOpenList, withOrders } from '../stores/orders.ts';
import { readFeeRates } from '../views/fee-rates.ts';
import type { FeeRates } from '../views/ticket-preview.ts';
import type { BotKey, DemoAccount, ListedKey } from '../wire/paper.ts';
import type { PlacedOrder, WireAccount, WireFill, WireOrder } from '../wire/rest.ts';
import { type ExecutionReport, orderOfReport, type UserEvent } from '../wire/user-data.ts';

export type AccountState =
  | { readonly kind: 'looking' }
  | { readonly kind: 'none' }
  /** Not over https and not on this machine: browsers don't let such a page make keys. */
  | { readonly kind: 'unsupported' }
  | { readonly kind: 'opening' }
  | { readonly kind: 'open'; readonly account: string; readonly apiKey: string }
  /** The server does not accept the key kept here. */
  | { readonly kind: 'refused'; readonly reason: string };

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
  openDemo(): Promise<void>;
  place(parameters: Parameters): Promise<PlacedOrder>;
  find(symbol: string, clientOrderId: string): Promise<WireOrder>;
  cancel(order: WireOrder): Promise<void>;
  cancelAll(symbol: string): Promise<void>;
  /** Orders and fills of a symbol that are over; fetched once per connection. */
  loadHistory(symbol: string): Promise<void>;
  createBotKey(): Promise<BotKey>;
  listKeys(): Promise<readonly ListedKey[]>;
  revokeKey(apiKey: string): Promise<void>;
  /** Whether this is the key this browser trades with. */
  isOwnKey(apiKey: string): boolean;
}

export interface AccountEvents {
  report(report: ExecutionReport): void;
}

export function createAccountDesk(api: Api, base: FloorBase, events: AccountEvents): AccountDesk {
  const [state, setState] = createSignal<AccountState>({ kind: 'looking' }, { name: 'account' });
  const [orders, setOrders] = createSignal<Orders>(new Map(), { name: 'orders' });
  const [fills, setFills] = createSignal<Fills>(new Map(), { name: 'fills' });
  const [balances, setBalances] = createSignal<Balances>(new Map(), { name: 'balances' });
  const [fees, setFees] = createSignal<FeeRates | undefined>(undefined, { name: 'fees' });
  const [link, setLink] = createSignal<LinkState>('connecting', { name: 'userLink' });
  const [live, setLive] = createSignal(false, { name: 'userLive' });
  const [loading, setLoading] = createSignal(true, { name: 'loading' });
  const [refreshed, setRefreshed] = createSignal(0, { name: 'refreshed' });
  const overview = new Asker();
  /** One per symbol whose history is there or asked for. */
  const histories = new Map<string, Asker>();
  let signer: Signer | undefined;
  let feed: UserFeed | undefined;
  void restore();

  async function restore(): Promise<void> {
    if (!canMakeKeys()) return void setState({ kind: 'unsupported' });
    const identity = await loadIdentity(base.name).catch(() => undefined);
    if (identity === undefined) setState({ kind: 'none' });
    else enter(identity);
  }

  function enter(identity: Identity): void {
    signer = signerOf(identity.apiKey, identity.privateKey);
    setState({ kind: 'open', account: identity.account, apiKey: identity.apiKey });
    feed = new UserFeed(`${base.socket}/ws-api/v3`, api, signer, {
      event: received,
      subscribed: () => {
        setLive(true);
        void refresh();
      },
      refused: (_code, reason) => leave(reason),
      changed: (now) => {
        setLink(now);
        if (now !== 'open') setLive(false);
      },
    });
  }

  /** The key stays in the vault until a new account takes its place: a server may come back that knows it. */
  function leave(reason: string): void {
    feed?.stop();
    overview.drop();
    for (const history of histories.values()) history.drop();
    signer = undefined;
    setState({ kind: 'refused', reason });
  }

  function received(event: UserEvent): void {
    if (event.e === 'outboundAccountPosition') return void setBalances((before) => withPosition(before, event));
    setOrders((before) => withOrders(before, [orderOfReport(event)]));
    const fill = fillOfReport(event);
    if (fill !== undefined) setFills((before) => withFills(before, [fill]));
    events.report(event);
  }

  async function refresh(): Promise<void> {
    for (const history of histories.values()) history.drop();
    histories.clear();
    const answer = await overview.ask(() =>
      Promise.all([
        signed<WireAccount>('GET', '/api/v3/account'),
        signed<readonly WireOrder[]>('GET', '/api/v3/openOrders'),
      ]),
    );
    if (answer === undefined) return;
    const [account, open] = answer;
    setBalances((before) => withAccount(before, account.balances, account.updateTime));
    setFees(readFeeRates(account));
    setOrders((before) => withOpenList(before, open, account.updateTime));
    setLoading(false);
    setRefreshed((count) => count + 1);
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
    async openDemo() {
      setState({ kind: 'opening' });
      try {
        const key = await makeKey();
        const opened = await api.post<DemoAccount>('/paper/v1/demo-account', { publicKey: key.publicKey });
        const identity = { account: String(opened.account), apiKey: opened.apiKey, privateKey: key.privateKey };
        await saveIdentity(base.name, identity);
        enter(identity);
      } catch (failure) {
        setState({ kind: 'none' });
        throw failure;
      }
    },
    place: (parameters) => signed<PlacedOrder>('POST', '/api/v3/order', { ...parameters, newOrderRespType: 'FULL' }),
    find: (symbol, origClientOrderId) => signed<WireOrder>('GET', '/api/v3/order', { symbol, origClientOrderId }),
    async cancel(order) {
      await signed('DELETE', '/api/v3/order', { symbol: order.symbol, orderId: order.orderId });
    },
    async cancelAll(symbol) {
      await signed('DELETE', '/api/v3/openOrders', { symbol });
    },
    async loadHistory(symbol) {
      if (histories.has(symbol) || signer === undefined) return;
      const history = new Asker();
      histories.set(symbol, history);
      const answer = await history.ask(() =>
        Promise.all([
          signed<readonly WireOrder[]>('GET', '/api/v3/allOrders', { symbol, limit: 200 }),
          signed<readonly WireFill[]>('GET', '/api/v3/myTrades', { symbol, limit: 200 }),
        ]),
      );
      if (answer === undefined) return;
      const [past, trades] = answer;
      setOrders((before) => withOrders(before, past));
      setFills((before) => withFills(before, trades));
    },
    createBotKey: () => signed<BotKey>('POST', '/paper/v1/keys'),
    listKeys: () => signed<readonly ListedKey[]>('GET', '/paper/v1/keys'),
    async revokeKey(apiKey) {
      await signed('DELETE', '/paper/v1/keys', { apiKey });
    },
    isOwnKey: (apiKey) => signer?.apiKey === apiKey,
  };
}
