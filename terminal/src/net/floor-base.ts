/** Where a page's floor answers: the default floor at the root, any other under `/floors/NAME`, shown at `/f/NAME`. */
export interface FloorBase {
  /** Undefined on the default floor. */
  readonly name: string | undefined;
  /** Prefix of REST paths, "" or "/floors/NAME". */
  readonly path: string;
  /** Absolute prefixes for what people copy, and for sockets. */
  readonly http: string;
  readonly socket: string;
}

/** Floor names are `[a-z0-9-]`; anything else in the page's address is the default floor. */
export function floorBase(location: { readonly origin: string; readonly pathname: string }): FloorBase {
  const name = /^\/f\/([a-z0-9][a-z0-9-]{0,62})\/?$/i.exec(location.pathname)?.[1];
  const path = name === undefined ? '' : `/floors/${name}`;
  return { name, path, http: `${location.origin}${path}`, socket: `${location.origin.replace(/^http/, 'ws')}${path}` };
}
