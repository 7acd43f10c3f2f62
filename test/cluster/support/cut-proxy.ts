/** A way to PostgreSQL that can be cut: a TCP port before its socket. A cut way says nothing at all, or hangs up. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class CutProxy {
  readonly #server: Server;
  readonly #pairs = new Set<readonly [Socket, Socket]>();
  #isCut = false;

  private constructor(target: string) {
    this.#server = createServer((near) => {
      const far = connect(target);
      const pair = [near, far] as const;
      this.#pairs.add(pair);
      for (const socket of pair) {
        socket.on('error', () => {});
        socket.on('close', () => this.#drop(pair));
      }
      if (this.#isCut) return;
      near.pipe(far);
      far.pipe(near);
    });
  }

  /** Before the socket at `target`. */
  static async open(target: string): Promise<CutProxy> {
    const proxy = new CutProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** `silent`: both ends stay connected and hear nothing. Otherwise the server's end is hung up, and new calls hear nothing. */
  cut(silent: boolean): void {
    this.#isCut = true;
    for (const [near, far] of this.#pairs) {
      near.unpipe(far);
      far.unpipe(near);
      if (!silent) near.destroy();
    }
  }

  /** What was connected when it was cut is lost, as after a long cut; new calls go through. */
  heal(): void {
    if (!this.#isCut) return;
    this.#isCut = false;
    for (const pair of this.#pairs) this.#drop(pair);
  }

  close(): void {
    this.#server.close();
    for (const pair of this.#pairs) this.#drop(pair);
  }

  #drop(pair: readonly [Socket, Socket]): void {
    this.#pairs.delete(pair);
    for (const socket of pair) socket.destroy();
  }
}
