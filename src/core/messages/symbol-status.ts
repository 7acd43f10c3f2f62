/**
 * Whether a symbol trades. `break` is a planned pause and `halt` an unplanned stop; what may be done is the same: nothing, not
 * even a cancel. In `cancel_only` owners take their orders back. The order is that of the codes on disk: append only.
 */
export const symbolStatuses = ['trading', 'halt', 'break', 'cancel_only'] as const;

export type SymbolStatus = (typeof symbolStatuses)[number];
