import { execFile } from 'node:child_process';
import { access, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const DEBIAN = '/usr/lib/postgresql';

export const HOW_TO_GET_PGBENCH =
  'pgbench was not found, so the floor was not measured. Debian and Ubuntu have it in their package postgresql ' +
  '(apt-get install --no-install-recommends postgresql); PGBENCH names it where it is elsewhere.';

/** The program pgbench: where PGBENCH says, else the newest of Debian's, else the one on the PATH; undefined without one. */
export async function findPgbench(): Promise<string | undefined> {
  const named = process.env.PGBENCH;
  const versions = await readdir(DEBIAN).catch(() => []);
  const debian = versions.sort((a, b) => Number(b) - Number(a)).map((version) => join(DEBIAN, version, 'bin'));
  const path = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const places = named === undefined ? [...debian, ...path].map((folder) => join(folder, 'pgbench')) : [named];
  for (const place of places) {
    const isThere = await access(place).then(
      () => true,
      () => false,
    );
    if (isThere) return place;
  }
  if (named !== undefined) throw new Error(`PGBENCH is ${named}, which is not there`);
  return undefined;
}

/** Runs a script in prepared statements and durable transactions of its own. @returns transactions per second. */
export async function pgbench(
  program: string,
  url: string,
  script: { readonly file: string; readonly sql: string },
  clients: number,
  seconds: number,
): Promise<number> {
  await writeFile(script.file, script.sql);
  const { hostname, port, username, password, pathname } = new URL(url);
  const args = ['-n', '-M', 'prepared', '-f', script.file, '-T', String(Math.max(1, Math.round(seconds)))];
  const { stdout } = await run(
    program,
    [...args, '-c', String(clients), '-j', String(Math.min(2, clients)), '-h', hostname, '-p', port, '-U', username],
    { env: { ...process.env, PGPASSWORD: password, PGDATABASE: pathname.slice(1) } },
  );
  const tps = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (tps === undefined) throw new Error(`pgbench said nothing of its rate:\n${stdout}`);
  return Number(tps);
}
