import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A network between a ledger and its server, which can fail. */
export interface Network {
  /** The server's address through this network: the same however often the server moves. */
  readonly url: string;
  /** Requests arrive, answers do not. */
  mute(): void;
  /** Every connection is cut, and none is given. */
  down(): void;
  mend(): void;
  close(): Promise<void>;
}

/** @param serverUrl where the server is when a connection is made. */
export async function networkTo(serverUrl: () => string): Promise<Network> {
  const sockets = new Set<Socket>();
  let state: 'whole' | 'mute' | 'down' = 'whole';
  const server = createServer((near) => {
    if (state === 'down') {
      near.destroy();
      return;
    }
    const { hostname, port } = new URL(serverUrl());
    const far = connect(Number(port), hostname);
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket) && other.destroy());
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => state === 'whole' && near.write(bytes));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const url = new URL(serverUrl());
  url.port = String((server.address() as AddressInfo).port);
  const cutAll = () => sockets.forEach((socket) => socket.destroy());
  return {
    url: url.href,
    mute: () => void (state = 'mute'),
    mend: () => void (state = 'whole'),
    down: () => {
      state = 'down';
      cutAll();
    },
    close: async () => {
      cutAll();
      await new Promise((closed) => server.close(closed));
    },
  };
}
