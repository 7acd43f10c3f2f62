/** What a look at the watching found: one line each. */
export interface Finding {
  readonly what: string;
  readonly ok: boolean;
  readonly says: string;
}

export function good(what: string, says: string): Finding {
  return { what, ok: true, says };
}

export function bad(what: string, says: string): Finding {
  return { what, ok: false, says };
}
