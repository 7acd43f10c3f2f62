/** What a writer says over a connection, told to whoever follows the floor that it is about. */
import type { WriterNews } from '../../engine/peer-link.ts';
import type { PeerFrame } from './peer-frames.ts';

/** `listeners` by floor; news of a floor that nobody follows any more is dropped. Throws on a frame that is no news. */
export function tellNews(frame: PeerFrame, listeners: ReadonlyMap<number, WriterNews>): void {
  switch (frame.kind) {
    case 'batch':
      listeners.get(frame.floorId)?.batch(frame.batch);
      return;
    case 'reached':
      listeners.get(frame.floorId)?.reached(frame.batchNo, frame.timeUs);
      return;
    case 'answer':
      listeners.get(frame.floorId)?.answer(frame.answer);
      return;
    default:
      throw new Error(`expected news, found ${frame.kind}`);
  }
}
