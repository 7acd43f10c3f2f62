/**
 * The gateway without its sockets: orders, cancels and questions go through the same operations as from REST, as texts in and
 * texts out. What has no operation of its own goes to the floor's session.
 */
import { createSecretKey } from 'node:crypto';
import type { Instruments } from '../../src/core/instruments/instrument.ts';
import type { Applied } from '../../src/core/messages/applied.ts';
import type { CancelOrder, PlaceOrder, UserCommand } from '../../src/core/messages/command.ts';
import type { Result } from '../../src/core/messages/rejection.ts';
import type { AccountId } from '../../src/core/units/brand.ts';
import { formatAmount, formatPrice, formatQuantity } from '../../src/core/units/convert.ts';
import type { FloorSession } from '../../src/engine/floor-session.ts';
import type { Engine } from '../../src/engine/open-engine.ts';
import type { GatewayContext } from '../../src/gateway/context.ts';
import { RequestLimits } from '../../src/gateway/limits/request-limits.ts';
import { submitCommand } from '../../src/gateway/operations/orders.ts';
import { operationByName } from '../../src/gateway/operations/table.ts';
import { perform } from '../../src/gateway/perform.ts';
import { wireSelfTradePrevention } from '../../src/gateway/wire/enums.ts';
import { errorJson, rejectionError, type WireError } from '../../src/gateway/wire/errors.ts';
import { cancelAnswer, placedAnswer } from '../../src/gateway/wire/order-json.ts';
import type { Outcome } from '../../src/gateway/wire/outcome.ts';
import { defaultRateLimits } from '../../src/gateway/wire/rate-limits.ts';
import type { ApiKey } from '../../src/identity/api-key.ts';
import type { Process } from './process.ts';
import type { Answer } from './request.ts';
import type { World } from './world.ts';

const outcomeUnknown = -1007;
const noSuchOrder = -2013;
const secret = createSecretKey(Buffer.from('simulation'));

export class GatewayPort {
  readonly session: FloorSession;
  readonly #context: GatewayContext;
  readonly #process: Process;

  constructor(world: World, process: Process, engine: Engine) {
    this.session = engine.floors.default;
    this.#process = process;
    this.#context = {
      floors: engine.floors,
      limits: new RequestLimits({
        rateLimits: defaultRateLimits,
        enforced: false,
        nowMs: () => process.wallUs() / 1000,
      }),
      log: { error: (line: { err: Error }) => world.problem(`an operation failed: ${line.err.stack}`) },
      wallClock: () => process.wallUs(),
    } as unknown as GatewayContext;
  }

  /** What a client would read. */
  async send(command: UserCommand): Promise<Answer> {
    const { instruments } = this.session.floor;
    switch (command.type) {
      case 'place_order':
        return this.#perform('order.place', command.account, placeParameters(instruments, command));
      case 'cancel_order':
        return this.#perform('order.cancel', command.account, cancelParameters(instruments, command));
      default: {
        const applied = await submitCommand(this.session, command);
        return read(
          applied.ok ? { ok: true, value: answerText(instruments, { ok: true, value: applied.value }) } : applied,
        );
      }
    }
  }

  /** The order with this client id as JSON; `absent` when the server says that there is none; undefined when it can't say. */
  async queryOrder(account: AccountId, symbol: number, clientOrderId: string): Promise<string | 'absent' | undefined> {
    const name = this.session.floor.instruments.symbols[symbol]?.name ?? '';
    const answer = await this.#ask('order.status', account, { symbol: name, origClientOrderId: clientOrderId });
    if (answer.ok) return answer.value;
    return answer.error.code === noSuchOrder ? 'absent' : undefined;
  }

  /** Ids of the account's open orders. */
  async openOrders(account: AccountId): Promise<Set<string> | undefined> {
    const answer = await this.#ask('openOrders.status', account, {});
    if (!answer.ok) return undefined;
    const rows = JSON.parse(answer.value) as { readonly symbol: string; readonly orderId: number }[];
    return new Set(rows.map(({ symbol, orderId }) => `${symbol} ${orderId}`));
  }

  async #perform(name: string, account: AccountId, parameters: Record<string, string>): Promise<Answer> {
    return read(await this.#ask(name, account, parameters));
  }

  async #ask(name: string, account: AccountId, parameters: Record<string, string>): Promise<Outcome<string>> {
    const operation = operationByName(name);
    if (operation === undefined) throw new Error(`there is no operation ${name}`);
    const timestamp = String(Math.floor(this.#process.wallUs() / 1000));
    const { answer } = await perform(this.#context, {
      operation,
      session: this.session,
      address: 'simulated',
      parameters: new Map(Object.entries({ ...parameters, timestamp })),
      timeUnit: 'us',
      credentials: { kind: 'session', key: keyOf(this.session.name, account) },
    });
    return answer;
  }
}

function read(outcome: Outcome<string>): Answer {
  if (outcome.ok) return { kind: 'done', text: outcome.value };
  return outcome.error.code === outcomeUnknown
    ? { kind: 'unknown' }
    : { kind: 'refused', text: errorText(outcome.error) };
}

/** What the client who sent this command reads, given what the floor made of it. */
export function answerText(instruments: Instruments, result: Result<Applied>): string {
  if (!result.ok) return errorText(rejectionError(result.rejection));
  const applied = result.value;
  switch (applied.type) {
    case 'order_placed':
      return placedAnswer(instruments, applied, 'FULL', 'us');
    case 'order_canceled':
      return cancelAnswer(instruments, applied, 'us');
    case 'orders_canceled':
      return `${applied.cancels.length} canceled`;
    default:
      return 'done';
  }
}

function errorText(error: WireError): string {
  return errorJson(error);
}

function keyOf(floor: string, account: AccountId): ApiKey {
  return { id: String(account), floor, account, kind: 'hmac', canRead: true, canTrade: true, key: secret };
}

function placeParameters(instruments: Instruments, command: PlaceOrder): Record<string, string> {
  const instrument = instruments.symbols[command.symbol]!;
  const { terms, selfTradePrevention, strategyId } = command;
  const common = {
    symbol: instrument.name,
    side: command.side.toUpperCase(),
    newClientOrderId: command.clientOrderId,
    newOrderRespType: 'FULL',
    ...(strategyId === undefined ? {} : { strategyId: String(strategyId) }),
    ...(selfTradePrevention === undefined
      ? {}
      : { selfTradePreventionMode: wireSelfTradePrevention[selfTradePrevention] }),
  };
  switch (terms.kind) {
    case 'limit':
    case 'limit_maker':
      return {
        ...common,
        type: terms.kind.toUpperCase(),
        price: formatPrice(instrument, terms.price),
        quantity: formatQuantity(instrument, terms.quantity),
        ...(terms.kind === 'limit' ? { timeInForce: terms.timeInForce.toUpperCase() } : {}),
      };
    case 'stop_loss_limit':
    case 'take_profit_limit': {
      const { stopPrice, trailingDelta } = terms.trigger;
      return {
        ...common,
        type: terms.kind.toUpperCase(),
        price: formatPrice(instrument, terms.price),
        quantity: formatQuantity(instrument, terms.quantity),
        timeInForce: terms.timeInForce.toUpperCase(),
        ...(stopPrice === undefined ? {} : { stopPrice: formatPrice(instrument, stopPrice) }),
        ...(trailingDelta === undefined ? {} : { trailingDelta: String(trailingDelta) }),
      };
    }
    case 'market':
      return { ...common, type: 'MARKET', quantity: formatQuantity(instrument, terms.quantity) };
    case 'market_quote': {
      const decimals = instruments.assets[instrument.quote]!.decimals;
      return { ...common, type: 'MARKET', quoteOrderQty: formatAmount(terms.quoteAmount, decimals) };
    }
    default:
      throw new RangeError(`no trader of the simulation places ${terms.kind}`);
  }
}

function cancelParameters(instruments: Instruments, command: CancelOrder): Record<string, string> {
  return {
    symbol: instruments.symbols[command.symbol]!.name,
    newClientOrderId: command.cancelId,
    ...(command.orderId === undefined ? {} : { orderId: String(command.orderId) }),
    ...(command.restriction === undefined ? {} : { cancelRestrictions: command.restriction.toUpperCase() }),
  };
}
