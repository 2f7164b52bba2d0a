import pg from 'pg';
import { asPerson, asUnit } from '#custody';
import { migrateReadModels, postgresReadModels, SCHEMA, type Seen, type Sight } from '#read-models';
import { median, percentile, progress, rounded } from './measure.js';
import { fillNames, nameKeys, NAMES_TYPED } from './names.js';
import { connected } from './server.js';

export interface SearchFigures {
  readonly exhibits: number;
  readonly searchP50Ms: number;
  readonly searchP95Ms: number;
  /** The slowest kind of search, by its own 95th percentile. */
  readonly slowest: { readonly kind: string; readonly p95Ms: number };
  /** The board's first page of somebody of one unit in twelve, of 10,000 exhibits. */
  readonly boardFirstPageMs: number;
  readonly select1P50Ms: number;
}

const EXHIBITS_A_CASE = 25;
const ON_THE_BOARD = 10_000;
/** Units among which the cases are shared out; whoever searches is of one of them. */
const UNITS = 12;
const OF_A_UNIT: Sight = { all: false, marks: [asPerson('bell'), asUnit('Unit 3')], cases: [] };
/** As many as a board shows of each stage, and the stages it shows. */
const BOARD = { limit: 8, stages: ['requested', 'started', 'paused', 'completed', 'none'] } as const;

/** What people type, by kind; `n` is the number of an exhibit that there is. */
const TYPED: Readonly<Record<string, (n: number) => string>> = {
  word: (n) => MAKES[n % MAKES.length] ?? '',
  'beginning of a word': () => 'smartph',
  'several words': (n) => `${COLOURS[n % COLOURS.length]} ${MAKES[n % MAKES.length]} cracked`,
  reference: (n) => referenceOf(n),
  seal: (n) => `HC-${1_000_000 + n}`,
  'beginning of a seal': (n) => `HC-${1_000_000 + n}`.slice(0, 7),
  'former seal': (n) => `OLD-${1_000_000 + opened(n)}`,
  'part of a former seal': (n) => `D-${String(1_000_000 + opened(n)).slice(0, -1)}`,
  serial: (n) => `R58T${n.toString(16).toUpperCase()}`,
  IMEI: (n) => String(356_938_000_000_000 + n),
  'end of a seal': (n) => String(1_000_000 + n).slice(-4),
  'middle of a serial': (n) => `8T${n.toString(16).toUpperCase().slice(0, -1)}`,
  'end of an IMEI': (n) => String(356_938_000_000_000 + n).slice(-7),
  operation: (n) => `Otter${Math.floor(n / EXHIBITS_A_CASE)}`,
  miss: (n) => `nothing${n}`,
  'common word': () => 'phone',
  ...NAMES_TYPED,
};
const MAKES = ['Samsung', 'Apple', 'Nokia', 'Huawei', 'Motorola', 'Sony', 'Google'];
const COLOURS = ['black', 'white', 'silver', 'blue', 'red'];
/** Every fourth exhibit has been opened, and sealed again. */
const opened = (n: number) => n - (n % 4);
const referenceOf = (n: number) => `AB/${(n % EXHIBITS_A_CASE) + 1}`;

/** One caller of one unit at a time, against read models that hold so many exhibits and people; filled directly, since commands are not measured here. */
export async function measureSearch(
  database: (name: string) => Promise<string>,
  { exhibits, rounds }: { exhibits: number; rounds: number },
): Promise<SearchFigures> {
  const url = await database('searched');
  await fillExhibits(url, exhibits);
  await fillNames(url, exhibits, EXHIBITS_A_CASE);
  progress(`${exhibits} exhibits can be searched, and as many people`);
  const boardUrl = await database('board');
  await fillExhibits(boardUrl, ON_THE_BOARD);
  const readModels = postgresReadModels({ url, ...nameKeys });
  const boardModels = postgresReadModels({ url: boardUrl, ...nameKeys });
  const [searched, board] = [readModels.seenBy(OF_A_UNIT), boardModels.seenBy(OF_A_UNIT)];
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  try {
    const took = new Map<string, number[]>();
    const select1: number[] = [];
    const boards: number[] = [];
    for (let round = 0; round <= rounds; round += 1)
      for (const [kind, typed] of Object.entries(TYPED)) {
        const ms = await msOf(() => searched.search(typed((round * 7_919 + 13) % exhibits)));
        const once = await msOf(() => pool.query({ name: 'select 1', text: 'SELECT 1' }));
        const page = await msOf(() => firstPage(board));
        if (round === 0) continue; // plans, connections and caches are made in the first
        took.set(kind, [...(took.get(kind) ?? []), ms]);
        select1.push(once);
        boards.push(page);
      }
    const all = [...took.values()].flat();
    const byKind = [...took].map(([kind, times]) => ({ kind, p95Ms: percentile(times, 0.95) }));
    for (const { kind, p95Ms } of byKind) progress(`search by ${kind}: p95 ${rounded(p95Ms, 1)} ms`);
    const [slowest = { kind: '', p95Ms: Number.NaN }] = byKind.sort((one, other) => other.p95Ms - one.p95Ms);
    return {
      ...{ exhibits, searchP50Ms: median(all), searchP95Ms: percentile(all, 0.95), slowest },
      ...{ boardFirstPageMs: median(boards), select1P50Ms: median(select1) },
    };
  } finally {
    await Promise.all([readModels.close(), boardModels.close(), pool.end()]);
  }
}

/** What the page asks for: so many questions, however many exhibits there are. */
const firstPage = (board: Seen): Promise<unknown> =>
  Promise.all([
    board.stages(),
    board.cases({ limit: 200 }),
    board.units(),
    ...BOARD.stages.map((status) => board.exhibits({ status }, { limit: BOARD.limit })),
  ]);

async function msOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Exhibits in the read model's table as projectors write them, and a case for each 25; the indexes are made afterwards. */
export async function fillExhibits(url: string, exhibits: number): Promise<void> {
  await migrateReadModels(url);
  const list = (words: readonly string[]) => `(ARRAY['${words.join("','")}'])[1 + n % ${words.length}]`;
  await connected(url, async (client) => {
    const { rows } = await client.query<{ name: string; ddl: string }>(
      `SELECT indexname AS name, indexdef AS ddl FROM pg_indexes
        WHERE schemaname = '${SCHEMA}' AND tablename IN ('exhibits', 'cases', 'visibility') AND indexdef !~ 'UNIQUE'`,
    );
    await client.query(
      `SET maintenance_work_mem = '512MB'; SET synchronous_commit = off; SET search_path = ${SCHEMA}, trigrams`,
    );
    for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
    await client.query(`
      INSERT INTO cases (case_id, operation_name, force, unit, offence_types, status, opened_at, warrants, sensitivity, officers, corrected)
        SELECT md5('case' || n)::uuid, 'Otter' || n, 'Hertfordshire', 'Unit ' || n % ${UNITS}, '[]', 'open',
          to_char(timestamp '2020-01-01' + n * interval '1 hour', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"'), '[]', 'standard', '[]', '[]'
        FROM generate_series(0, ${Math.ceil(exhibits / EXHIBITS_A_CASE)}) n;
      INSERT INTO visibility (case_id, known_by, sensitive, marks)
        SELECT case_id, '{}', false, E'person okafor\\nunit ' || unit FROM cases;
      INSERT INTO exhibits (exhibit_id, case_id, exhibit_ref, kind, description, make, model, serial, imei, power, seized_at,
          custody, holder_id, holder_name, location, seal, seal_number, seal_intact, examination, priority, due_by,
          images, discrepancies, more, since, urgency)
        SELECT md5('exhibit' || n)::uuid, md5('case' || n / ${EXHIBITS_A_CASE})::uuid, 'AB/' || 1 + n % ${EXHIBITS_A_CASE}, 'mobile phone',
          initcap(${list(COLOURS)}) || ' smartphone' || CASE n % 5 WHEN 0 THEN ', cracked screen' ELSE '' END,
          ${list(MAKES)}, 'Model ' || n % 400, 'R58T' || upper(to_hex(n)), (356938000000000 + n)::text, 'warrant', at, 'held', 'bell',
          'Karen Bell', 'Property Store, shelf ' || n % 900, 'sealed', 'HC-' || 1000000 + n, true,
          stage, 1 + n % 4, '2026-06-01', '[]', '[]',
          CASE n % 4 WHEN 0 THEN '{"formerSeals":["OLD-' || 1000000 + n || '"]}' ELSE '{}' END::json, at,
          CASE stage WHEN 'started' THEN '0' WHEN 'paused' THEN '1' WHEN 'requested' THEN '2' WHEN 'none' THEN '3' ELSE '4' END || n % 4
        FROM generate_series(0, ${exhibits - 1}) n,
          LATERAL (SELECT to_char(timestamp '2020-01-01' + n * interval '2 minutes', 'YYYY-MM-DD"T"HH24:MI:SS".000Z"') AS at,
            ${list([...BOARD.stages, 'completed', 'completed', 'none'])} AS stage) told`);
    for (const { ddl } of rows) await client.query(ddl);
    await client.query('VACUUM ANALYZE exhibits');
    await client.query('VACUUM ANALYZE cases');
    await client.query('VACUUM ANALYZE visibility');
  });
}
