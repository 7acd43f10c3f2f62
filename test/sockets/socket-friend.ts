/** A WebSocket client that keeps what it hears, and waits for what a test expects. */
import { once } from 'node:events';
import { WebSocket } from 'ws';

export type Message = Readonly<Record<string, unknown>>;

/** What stands in a message under these names, one inside the other. */
export function field(message: unknown, ...names: readonly (string | number)[]): unknown {
  return names.reduce<unknown>(
    (value, name) => (value as Record<string | number, unknown> | undefined)?.[name],
    message,
  );
}

export class SocketFriend {
  readonly ws: WebSocket;
  readonly heard: Message[] = [];
  readonly frames: Buffer[] = [];
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly #wakers = new Set<() => void>();
  #next = 1;

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on('message', (data: Buffer) => {
      this.frames.push(data);
      this.heard.push(JSON.parse(data.toString()));
      for (const wake of this.#wakers) wake();
      this.#wakers.clear();
    });
    this.closed = new Promise((resolve) => {
      ws.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
  }

  static async connect(url: string): Promise<SocketFriend> {
    const ws = new WebSocket(url);
    const friend = new SocketFriend(ws);
    await once(ws, 'open');
    return friend;
  }

  send(message: unknown): void {
    this.ws.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** Sends a request with an id of its own and waits for the answer with it. */
  async ask(method: string, params?: unknown): Promise<Message> {
    const id = this.#next++;
    this.send({ id, method, ...(params === undefined ? {} : { params }) });
    return this.hear((message) => message.id === id);
  }

  /** The first message, past or to come, that fits; the test runner's limit ends a wait in vain. */
  async hear(fits: (message: Message) => boolean): Promise<Message> {
    for (let at = 0; ; ) {
      for (; at < this.heard.length; at++) {
        const message = this.heard[at];
        if (message !== undefined && fits(message)) return message;
      }
      await new Promise<void>((resolve) => this.#wakers.add(resolve));
    }
  }

  close(): void {
    this.ws.terminate();
  }
}
