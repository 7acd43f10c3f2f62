/** Open order lists in a snapshot: oldest first, with the ids of all their orders, those that have ended included. */
import type { OrderListKind } from '../messages/command.ts';
import { type ByteReader, type ByteWriter, named } from '../snapshot/bytes.ts';
import type { OpenLists } from './open-lists.ts';

/** Positions are part of the format: add at the end only. */
const kinds: readonly OrderListKind[] = ['oco', 'oto', 'otoco', 'opo', 'opoco'];

export function encodeLists(out: ByteWriter, lists: OpenLists): void {
  out.f64(lists.nextListId);
  const all = [...lists.all()];
  out.u32(all.length);
  for (const list of all) {
    out.f64(list.orderListId);
    out.u32(list.account);
    out.u32(list.symbol);
    out.text(list.listClientOrderId);
    out.u8(kinds.indexOf(list.kind));
    out.f64(list.proceeds);
    out.f64(list.createdAt);
    out.f64(list.updatedAt);
    out.u32(list.orders.length);
    for (const { orderId, clientOrderId } of list.orders) {
      out.f64(orderId);
      out.text(clientOrderId);
    }
  }
}

/** Into a new desk. */
export function decodeLists(input: ByteReader, lists: OpenLists): void {
  lists.nextListId = input.f64();
  const count = input.u32();
  for (let i = 0; i < count; i++) {
    lists.add({
      orderListId: input.f64(),
      account: input.u32(),
      symbol: input.u32(),
      listClientOrderId: input.text(),
      kind: named(kinds, input.u8()),
      proceeds: input.f64(),
      createdAt: input.f64(),
      updatedAt: input.f64(),
      orders: Array.from({ length: input.u32() }, () => ({ orderId: input.f64(), clientOrderId: input.text() })),
    });
  }
}
