/** A simulated world with a database, for tests that script what happens by hand. */
import { Database } from './faulty-store.ts';
import { World } from './world.ts';

export const second = 1_000_000;

export class Scripted {
  readonly world = new World(1);
  readonly database = new Database(this.world);

  pass(microseconds: number, done?: () => boolean): Promise<void> {
    return this.world.run(this.world.nowUs + microseconds, done);
  }

  /** Lets the world go on until the promise has settled. */
  async outcome<T>(promise: Promise<T>): Promise<T> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    promise.then(settle, settle);
    await this.pass(60 * second, () => isSettled);
    if (!isSettled) throw new Error('nothing came of it within a minute');
    return promise;
  }
}
