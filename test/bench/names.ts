import { randomBytes, randomUUID } from 'node:crypto';
import { sealValue } from '#integrity';
import { SCHEMA, type NameKeys } from '#read-models';
import { tokensOf } from '../../libs/read-models/src/search/names.js';
import { connected } from './server.js';

const [GIVEN, FAMILY, DAYS] = [400, 5_000, 25_000];
const SUBJECT = 'suspect-of-the-bench';
const key = randomBytes(32);

/** The keys of the names below, at hand: all are sealed under one. */
export const nameKeys: NameKeys = {
  keys: { keysOf: () => Promise.resolve(new Map([[SUBJECT, key]])) },
  searchKey: randomBytes(32),
};

/** Born on the n-th day. */
const bornOn = (n: number) => new Date(Date.UTC(1940, 0, 1 + (n % DAYS))).toISOString().slice(0, 10);

/** What is typed to find people, by kind. Of a million, some 58,000 have the most common family name and 50,000 the given name. */
export const NAMES_TYPED: Readonly<Record<string, (n: number) => string>> = {
  'common family name': () => 'Family0',
  'common name': () => 'Given0 Family0',
  'family name': (n) => `Family${n % FAMILY}`,
  name: (n) => `Given${n % GIVEN} Family${n % FAMILY}`,
  'name of nobody': (n) => `Given${n % GIVEN} Stranger${n}`,
  'date of birth': bornOn,
  'name and date of birth': (n) => `Given${n % 10} ${bornOn(n)}`,
};

/** A person for each exhibit, of its case, in the keyed index as projectors write it: common names often, rare ones seldom. */
export async function fillNames(url: string, people: number, exhibitsACase: number): Promise<void> {
  const eventId = randomUUID();
  const value = sealValue('Given Family', key, { eventId, name: 'name', subject: SUBJECT }, randomBytes(12));
  const tokens = (of: (n: number) => string, count: number) =>
    Array.from({ length: count }, (_, n) => tokensOf(of(n), nameKeys.searchKey).join(' '));
  await connected(url, async (client) => {
    await client.query(`SET search_path = ${SCHEMA}; SET synchronous_commit = off; SET maintenance_work_mem = '512MB'`);
    for (const [table, all] of [
      ['given', tokens((n) => `Given${n}`, GIVEN)],
      ['family', tokens((n) => `Family${n}`, FAMILY)],
      ['born', tokens(bornOn, DAYS)],
    ] as const)
      await client.query(
        `CREATE TEMP TABLE ${table} AS SELECT n - 1 AS rank, token
          FROM unnest(string_to_array('${all.join(' ')}', ' ')) WITH ORDINALITY AS of(token, n)`,
      );
    const { rows } = await client.query<{ name: string; ddl: string }>(
      `SELECT indexname AS name, indexdef AS ddl FROM pg_indexes
        WHERE schemaname = '${SCHEMA}' AND tablename = 'people' AND indexdef !~ 'UNIQUE'`,
    );
    for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
    await client.query(
      `INSERT INTO people (subject, case_id, exhibits, name, tokens, erased)
        SELECT 'suspect-' || md5('suspect' || n)::uuid, md5('case' || n / ${exhibitsACase})::uuid,
          json_build_array(md5('exhibit' || n)::uuid), '${JSON.stringify({ event: eventId, field: 'name', value })}',
          given.token || ' ' || family.token || ' ' || born.token, false
        FROM generate_series(0, ${people - 1}) n
          JOIN given ON given.rank = floor(${GIVEN} * power(n * 7919::bigint % 1000003 / 1000003.0, 2))
          JOIN family ON family.rank = floor(${FAMILY} * power(n * 104729::bigint % 1000003 / 1000003.0, 3))
          JOIN born ON born.rank = n * 31::bigint % ${DAYS}`,
    );
    for (const { ddl } of rows) await client.query(ddl);
    await client.query('VACUUM ANALYZE people');
  });
}
