import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import pg from 'pg';
import { statusOf } from './status.js';

it('a database that gives no connection in time is away, not wrong', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as AddressInfo;
  const pool = new pg.Pool({ host: '127.0.0.1', port, connectionTimeoutMillis: 20 });
  const error: unknown = await pool.query('SELECT 1').catch((thrown: unknown) => thrown);
  await pool.end();
  silent.close();
  expect(statusOf(error)).toBe(503);
});

it('what went wrong here is a fault of ours', () => {
  expect(statusOf(new TypeError('undefined is not a function'))).toBe(500);
  expect(statusOf({ statusCode: 413 })).toBe(413);
});
