/**
 * A thousand listeners in a process of their own: raw sockets that speak just enough WebSocket to count what they get, so
 * that the listening side is never the limit. Tells the parent how many messages all of them together have received.
 * Arguments: port, path, how many.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const [port = '0', path = '/ws', wanted = '1000'] = process.argv.slice(2);
let open = 0;
let received = 0;

for (let i = 0; i < Number(wanted); i++) listen(connect(Number(port), '127.0.0.1'));
setInterval(() => process.send?.({ open, received }), 2);

function listen(socket: Socket): void {
  const key = randomBytes(16).toString('base64');
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      `Sec-WebSocket-Key: ${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  );
  let upgraded = false;
  let head = Buffer.alloc(0);
  /** Bytes of the present message that are still to come. */
  let left = 0;
  socket.on('data', (data: Buffer) => {
    let at = 0;
    if (!upgraded) {
      head = Buffer.concat([head, data]);
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      upgraded = true;
      open++;
      data = head.subarray(end + 4);
      head = Buffer.alloc(0);
    } else if (head.length > 0) {
      data = Buffer.concat([head, data]);
      head = Buffer.alloc(0);
    }
    while (at < data.length) {
      if (left > 0) {
        const take = Math.min(left, data.length - at);
        left -= take;
        at += take;
        if (left === 0) received++;
        continue;
      }
      const size = data[at + 1] ?? 0;
      const header = size < 126 ? 2 : 4;
      if (data.length - at < header) {
        head = Buffer.from(data.subarray(at));
        return;
      }
      left = header === 2 ? size : data.readUInt16BE(at + 2);
      at += header;
    }
  });
}
