// One PostgreSQL for the whole run. It lives in a process of its own, which ends it and deletes its folder when this
// one stops or dies, however it dies. TEST_DATABASE_URL, if set, is used instead: a role that may create databases.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { fileURLToPath, URL } from 'node:url';

const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

export default async function startTestDatabase() {
  if (process.env.TEST_DATABASE_URL) return;
  const server = spawn(process.execPath, ['--import', beside('typescript.mjs'), beside('postgres-server.ts')], {
    detached: true, // Ctrl-C is for jest: the server goes when jest is gone
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let complaints = '';
  server.stderr.on('data', (chunk) => (complaints += chunk));
  for await (const line of createInterface(server.stdout)) {
    if (!line.startsWith('ready ')) continue;
    process.env.TEST_DATABASE_URL = line.slice('ready '.length);
    break;
  }
  if (!process.env.TEST_DATABASE_URL) throw new Error(`The tests' PostgreSQL did not start:\n${complaints}`);
  for (const stream of [server.stdout, server.stderr]) stream.resume().unref();
  server.unref();
  globalThis.stopTestDatabase = async () => {
    delete process.env.TEST_DATABASE_URL; // `jest --watch` sets up again
    server.ref();
    const ended = once(server, 'exit');
    server.stdin.end();
    const [code] = await ended;
    if (code !== 0) throw new Error(`The tests' PostgreSQL ended with ${code}:\n${complaints}`);
  };
}
