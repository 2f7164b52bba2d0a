import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { jest } from '@jest/globals';
import { connect } from './session.js';

jest.setTimeout(15_000);

/** AuthenticationOk and ReadyForQuery of PostgreSQL's protocol. */
const LET_IN = Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1');

describe('a connection', () => {
  it('is given up where a server lets in and then falls silent', async () => {
    const sockets: Socket[] = [];
    const server = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined).once('data', () => socket.write(LET_IN));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await expect(connect(`postgres://somebody:x@127.0.0.1:${port}/x`, 'test')).rejects.toThrow('timeout');
    for (const socket of sockets) socket.destroy();
    server.close();
  });
});
