/**
 * The ways an order is sent: alone, or as the first of a list, whose other orders end or begin with it. Each names the order by an
 * id of ours under a name of its own, so that it can be found when its answer is lost: what is found is the order to be looked at.
 */
export interface OrderRoute {
  readonly path: string;
  /** The parameter that names the order. */
  readonly clientOrderId: string;
}

export const orderRoutes = {
  order: { path: '/api/v3/order', clientOrderId: 'newClientOrderId' },
  /** One cancels the other. */
  oco: { path: '/api/v3/orderList/oco', clientOrderId: 'aboveClientOrderId' },
  /** One buys, and what it bought is sold by one other, or by a pair of which one cancels the other. */
  opo: { path: '/api/v3/orderList/opo', clientOrderId: 'workingClientOrderId' },
  opoco: { path: '/api/v3/orderList/opoco', clientOrderId: 'workingClientOrderId' },
} as const satisfies Record<string, OrderRoute>;
