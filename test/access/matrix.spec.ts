import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { MAY_SEE, mayCommand, maySee, NOT_PERMITTED, PERMISSIONS, ROLES, WITHOUT_KNOWING, type Role } from '#access';
import { rules } from '#custody';
import { routesOf, type Route } from '../../apps/continuity/src/access/routes.js';
import { WebModule, type WebParts } from '../../apps/continuity/src/web.module.js';
import { readPdf } from '../../libs/jobs/test/pdf-text.js';
import { until } from '../../libs/ledger/src/ledger.contract.js';
import { ContinuityUnderTest } from '../support/continuity.js';
import {
  bodyOf,
  caseOf,
  knows,
  nothing,
  pathTo,
  people,
  STANDINGS,
  told,
  type Known,
  type Standing,
} from './asked-as.js';
import { refusedTo } from './links.js';

const routes = routesOf(WebModule.of({ signIn: {} } as WebParts));
/** Answered to everybody, or by the commands below; a stream has no end, and is listened to. */
const asked = routes.filter(
  ({ needs, path }) => MAY_SEE[needs] !== 'everybody' && path !== '/api/commands/:name' && path !== '/live',
);

let continuity: ContinuityUnderTest;
let cases: ReadonlyMap<string, Known>;
const none = nothing();

const unitOf = (role: Role): string => people.get(role)?.unit ?? '';
const caseAs = (role: Role, standing: Standing): Known => {
  const unit = standing === 'same unit' || standing === 'sensitive' ? ` ${unitOf(role)}` : '';
  const found = cases.get(`${standing}${unit}`);
  if (!found) throw new Error(`No case is ${standing} to ${role}`);
  return found;
};

beforeAll(async () => {
  continuity = await ContinuityUnderTest.start();
  const made = new Map<string, Known>();
  const elsewhere = 'A unit of nobody here';
  made.set('stranger', await caseOf(continuity, elsewhere));
  const assigned = await caseOf(continuity, elsewhere);
  made.set('assigned', assigned);
  for (const { id, role } of people.values())
    await continuity.done('AssignOfficer', { caseId: assigned.caseId, officerId: id, role }, 'okafor');
  for (const unit of new Set(ROLES.map(unitOf))) {
    made.set(`same unit ${unit}`, await caseOf(continuity, unit));
    const kept = await caseOf(continuity, unit);
    const { caseId } = kept;
    await continuity.done('SetSensitivity', { caseId, level: 'sensitive', reason: 'An informant' }, 'okafor');
    made.set(`sensitive ${unit}`, kept);
  }
  cases = made;
  // Proofs are there once all is sealed.
  const last = [...made.values()].at(-1)?.eventId;
  for (;;) {
    const { status } = await continuity.send(`/api/events/${last}/proof`, undefined, 'okafor');
    if (status === 200) break;
    await pause(100);
  }
  const { position } = await continuity.read<{ position: number }>('/health/ready');
  await continuity.read(`/api/cases?at=${position}`);
}, 120_000);
afterAll(() => continuity?.stop());

type Listener = Awaited<ReturnType<typeof listen>>;

/** An open page of somebody: where what it was told of stands. */
async function listen(as: string) {
  const leaving = new AbortController();
  const { body } = await continuity.fetch('/live', { signal: leaving.signal }, as);
  let text = '';
  const reading = (async () => {
    for await (const chunk of body ?? []) text += Buffer.from(chunk as Uint8Array).toString();
  })();
  reading.catch(() => undefined);
  const heard = () => [...text.matchAll(/^id: (\d+)\n/gm)].map(([, position]) => Number(position));
  return { heard, leave: () => leaving.abort() };
}

async function answer(
  route: Route,
  role: Role,
  about: Known,
): Promise<{ status: number; told: string; refused: readonly string[] }> {
  const response = await continuity.fetch(
    pathTo(route, about),
    {
      ...{
        method: route.method,
        redirect: 'manual',
        headers: { 'sec-fetch-site': 'same-origin', origin: continuity.url },
      },
      ...(route.method === 'POST' ? { body: new URLSearchParams({ commandId: randomUUID() }) } : {}),
    },
    people.get(role)?.id,
  );
  const isPdf = response.headers.get('content-type')?.includes('pdf');
  const text = isPdf
    ? readPdf(Buffer.from(await response.arrayBuffer()))
        .pages.join('')
        .replaceAll(/\s/g, '')
    : await response.text();
  return { status: response.status, told: told(response.status, text, about), refused: refusedTo(role, text, routes) };
}

// First: the commands below make people known to cases.
it('GET /live tells each role of the cases that they know of, and of no other', async () => {
  const listeners = new Map<Role | 'a witness', Listener>();
  try {
    for (const role of ROLES) listeners.set(role, await listen(people.get(role)?.id ?? ''));
    // In every case by name, the sensitive ones too.
    const witness = await listen('whitlock');
    listeners.set('a witness', witness);
    const next = async (happens: () => Promise<unknown>) => {
      const before = witness.heard().length;
      await happens();
      await until(() => witness.heard().length > before);
      return witness.heard().at(-1);
    };
    const movedAt = new Map<Known, number | undefined>();
    for (const each of new Set(cases.values())) {
      const found = { kind: 'mobile phone', place: 'loft', detectedBy: { method: 'dog', name: 'Micky' } };
      const detect = { caseId: each.caseId, exhibitId: randomUUID(), ...found };
      movedAt.set(each, await next(() => continuity.done('DetectDevice', detect)));
    }
    const tool = { tool: 'Matrix', version: '1', validationRef: 'VR-1', scope: 'phones' };
    const last = (await next(() => continuity.done('ValidateTool', tool, 'mensah'))) ?? 0;
    await until(() => [...listeners.values()].every(({ heard }) => heard().includes(last)));
    const differing = ROLES.flatMap((role) =>
      STANDINGS.flatMap((standing) => {
        const isTold =
          listeners
            .get(role)
            ?.heard()
            .includes(movedAt.get(caseAs(role, standing)) ?? 0) ?? false;
        return isTold === knows(role, standing) ? [] : [`${role}, ${standing}: ${isTold ? 'told' : 'told nothing'}`];
      }),
    );
    expect(differing).toEqual([]);
  } finally {
    for (const { leave } of listeners.values()) leave();
  }
});

describe.each(asked.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_name, route) => {
  // To one's own looks each question here adds one.
  const isAboutCases =
    route.needs !== 'see own looks' && (PERMISSIONS[route.needs].about !== 'nothing' || route.path.includes(':id'));

  it('answers each role as the table says, tells of no case to whoever does not know of it, and shows no link to a refusal', async () => {
    const differing: string[] = [];
    for (const role of ROLES) {
      const { status, told: ofNothing, refused } = await answer(route, role, none);
      if (refused.length > 0) differing.push(`${role} is shown ${refused.join(', ')}`);
      const mayAsk = maySee(role, route.needs);
      if (mayAsk === (status === 403)) differing.push(`${role}: ${status}`);
      if (!mayAsk || !isAboutCases) continue;
      for (const standing of STANDINGS) {
        const found = await answer(route, role, caseAs(role, standing));
        const isToldOf = found.told !== ofNothing;
        if (found.refused.length > 0) differing.push(`${role}, ${standing}, is shown ${found.refused.join(', ')}`);
        if (isToldOf && !knows(role, standing))
          differing.push(`${role}, ${standing}: ${found.told.slice(0, 300)} / ${ofNothing.slice(0, 300)}`);
        // What lists cases tells of them only where they match, a form only where it is one; what is about one always does.
        const isAboutOne =
          !['many', 'nothing'].includes(PERMISSIONS[route.needs].about) || route.needs === 'see a proof';
        if (!isToldOf && isAboutOne && knows(role, standing))
          differing.push(`${role}, ${standing}: told nothing, ${ofNothing.slice(0, 200)}`);
      }
    }
    expect(differing).toEqual([]);
  });
});

describe.each(rules.map((rule) => [rule.name, rule] as const))('%s', (name, rule) => {
  it('is taken from each role as the table says, and tells of no case to whoever does not know of it', async () => {
    const differing: string[] = [];
    for (const role of ROLES) {
      const give = async (about: Known) => {
        const { status, body } = await continuity.command(name, bodyOf(rule, about) as Record<string, unknown>, {
          as: people.get(role)?.id ?? '',
        });
        return { status, body, told: told(status, JSON.stringify(body), about) };
      };
      const may = mayCommand(role, name);
      const ofNothing = await give(nothing());
      if (may === (ofNothing.status === 403)) differing.push(`${role}: ${ofNothing.told}`);
      if (!may && ofNothing.body.rule !== NOT_PERMITTED) differing.push(`${role}: ${ofNothing.told}`);
      if (!may || WITHOUT_KNOWING.has(name) || (bodyOf(rule, none) as { caseId?: string }).caseId === undefined)
        continue;
      for (const standing of STANDINGS) {
        const found = await give(caseAs(role, standing));
        const isToldOf = found.told !== ofNothing.told && found.body.rule !== 'id-taken';
        if (isToldOf !== knows(role, standing))
          differing.push(`${role}, ${standing}: ${found.told} / ${ofNothing.told}`);
      }
    }
    expect(differing).toEqual([]);
  });
});
