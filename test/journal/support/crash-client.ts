/** The other end of a crash server: asks, keeps what was answered, and kills. */
import { type ChildProcess, fork } from 'node:child_process';
import type { OrderState } from '../../../src/core/messages/account-event.ts';
import type { UserCommand } from '../../../src/core/messages/command.ts';
import type { Message, Question } from './crash-server.ts';

/** The server went away before it answered. */
export class Gone extends Error {
  override readonly name = 'Gone';
}

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

export class CrashClient {
  readonly child: ChildProcess;
  readonly ready: Promise<Message & { readonly kind: 'ready' }>;
  readonly ended: Promise<void>;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #nextId = 1;
  #isGone = false;

  constructor(dataDir: string) {
    this.child = fork(`${import.meta.dirname}/crash-server.ts`, [dataDir], { serialization: 'advanced' });
    const ready = Promise.withResolvers<Message & { readonly kind: 'ready' }>();
    this.ready = ready.promise;
    this.ready.catch(() => {});
    this.ended = new Promise((resolve) => {
      this.child.once('exit', () => {
        this.#isGone = true;
        ready.reject(new Gone('the server ended before it was ready'));
        for (const { reject } of this.#waiting.values()) reject(new Gone('the server ended'));
        this.#waiting.clear();
        resolve();
      });
    });
    this.child.on('message', (message: Message) => {
      if (message.kind === 'ready') ready.resolve(message);
      else this.#settle(message);
    });
    this.child.on('error', () => {});
  }

  submit(command: UserCommand): Promise<unknown> {
    return this.ask({ kind: 'submit', command });
  }

  /** All orders of the account, oldest first. */
  async orders(): Promise<OrderState[]> {
    const all: OrderState[] = [];
    for (;;) {
      const page = (await this.ask({ kind: 'orders', fromId: (all.at(-1)?.orderId ?? 0) + 1 })) as OrderState[];
      if (page.length === 0) return all;
      all.push(...page);
    }
  }

  ask(question: Unnumbered<Question>): Promise<unknown> {
    if (this.#isGone) return Promise.reject(new Gone('the server ended'));
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.child.send({ ...question, id }, (error) => {
        if (error === null) return;
        this.#waiting.delete(id);
        reject(new Gone('the server ended'));
      });
    });
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  #settle(message: Exclude<Message, { readonly kind: 'ready' }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if (message.kind === 'answer') waiting?.resolve(message.value);
    else waiting?.reject(Object.assign(new Error(message.message), { name: message.name }));
  }
}
