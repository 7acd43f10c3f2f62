/**
 * The one order whose figures are being typed over: what is typed, what it would do, and sending it. The order itself goes
 * on: what is typed is read against it as it is at every moment, and it is dropped with an order that is over.
 */
import { type Accessor, createMemo, createSignal } from 'solid-js';
import { quantityToLots } from '../../../src/core/units/convert.ts';
import type { Parts } from '../parts/parts.ts';
import type { Market } from '../stores/market.ts';
import { isOpen, orderKey } from '../stores/orders.ts';
import { plainQuantity, steppedPrice } from '../stores/ticket.ts';
import { type ChangeDraft, type ChangeField, draftOf } from '../views/order-change.ts';
import type { ChangeReading } from '../views/read-change.ts';
import type { WireOrder } from '../wire/rest.ts';
import type { AccountDesk } from './account-desk.ts';
import type { ChangeDesk } from './change-desk.ts';
import type { MarketDesk } from './market-desk.ts';
import type { OrderPlace } from './order-place.ts';

export interface Edit {
  readonly order: WireOrder;
  readonly market: Market;
  readonly draft: ChangeDraft;
  /** Where it began. */
  readonly field: ChangeField;
}

export interface EditDesk {
  readonly edit: Accessor<Edit | undefined>;
  readonly reading: Accessor<ChangeReading>;
  /** Why nothing can be sent now, whatever is typed. */
  readonly obstacle: Accessor<string | undefined>;
  readonly isSending: Accessor<boolean>;
  isOf(order: WireOrder): boolean;
  /** The order as it stands, as texts; undefined before its market is known. */
  draftOf(order: WireOrder): ChangeDraft | undefined;
  open(order: WireOrder, field: ChangeField): void;
  type(field: ChangeField, text: string): void;
  /** By so many ticks, or lots of the quantity. */
  step(field: ChangeField, by: number): void;
  close(): void;
  /** Does nothing unless there is a change ready to send. */
  send(): Promise<void>;
}

interface Begun {
  readonly key: string;
  /** What nobody has typed over follows the order. */
  readonly typed: Partial<ChangeDraft>;
  readonly field: ChangeField;
}

export function createEditDesk(
  desk: MarketDesk,
  account: AccountDesk,
  changes: ChangeDesk,
  place: OrderPlace,
  part: Parts['orderChanges'],
): EditDesk {
  const [begun, setBegun] = createSignal<Begun | undefined>(undefined, { name: 'edit' });
  const edit = createMemo((): Edit | undefined => {
    const now = begun();
    const order = now === undefined ? undefined : account.orders().get(now.key);
    const market = order === undefined ? undefined : desk.marketOf(order.symbol);
    if (now === undefined || order === undefined || market === undefined || !isOpen(order)) return undefined;
    return { order, market, draft: { ...draftOf(order, market), ...now.typed }, field: now.field };
  });
  const reading = createMemo((): ChangeReading => {
    const now = edit();
    const state = part.state();
    if (now === undefined || state.kind !== 'here') return { kind: 'unchanged' };
    return state.part.readChange(now.order, now.draft, place.around(now.order, now.market));
  });
  const obstacle = createMemo(() => {
    const market = edit()?.market;
    return market === undefined ? undefined : place.obstacle(market);
  });
  const isSending = (): boolean => {
    const order = edit()?.order;
    return order !== undefined && changes.isUnderWay(order);
  };

  function type(field: ChangeField, text: string): void {
    setBegun((before) => (before === undefined ? before : { ...before, typed: { ...before.typed, [field]: text } }));
  }

  return {
    edit,
    reading,
    obstacle,
    isSending,
    draftOf(order) {
      const market = desk.marketOf(order.symbol);
      return market === undefined ? undefined : draftOf(order, market);
    },
    isOf: (order) => begun()?.key === orderKey(order) && edit() !== undefined,
    open(order, field) {
      setBegun({ key: orderKey(order), typed: {}, field });
      void part.want();
    },
    type,
    step(field, by) {
      const now = edit();
      if (now !== undefined) type(field, stepped(now, field, by));
    },
    close: () => void setBegun(undefined),
    async send() {
      // What reads it may still be on its way: Enter waits for it.
      const sent = begun();
      await part.want();
      if (begun() !== sent) return;
      const read = reading();
      if (read.kind !== 'change' || obstacle() !== undefined) return;
      const isDone = await changes.change(read.change);
      if (isDone && begun()?.key === sent?.key) setBegun(undefined);
    },
  };
}

/** What is no number stays as it is. */
function stepped({ market, draft }: Edit, field: ChangeField, by: number): string {
  const text = draft[field];
  if (field !== 'quantity') return steppedPrice(text, market, by, undefined);
  const lots = quantityToLots(market, text);
  return lots.ok ? plainQuantity(market, Math.max(1, lots.value + by)) : text;
}
