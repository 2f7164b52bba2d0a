import { randomUUID } from 'node:crypto';
import { Body, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type Problems } from '#custody';
import { type ExhibitSummary, type Seen } from '#read-models';
import { Needs } from '../access/needs.js';
import { CommandDesk, type Answer } from '../commands/command-desk.js';
import { address, id, text, type Asked } from './asked.js';
import { complaintsOf, componentsOf } from './entries/components.js';
import { WHEN } from './entries/entry-form.js';
import { blankForm, readForm, type Field, type Typed } from './entries/fields.js';
import { FormAt, HtmlController, PageAt } from './html.js';
import { Pages, remember, seeOther, type Frame } from './pages.js';

/** A crate has fewer; what is more is shown once these are received. */
const AT_ONCE = 50;
const FOR_ALL: readonly Field[] = [
  { is: 'text', name: 'location', label: 'Where they are now', hint: 'Store, shelf or bench', width: 20 },
  ...WHEN,
];

/** One exhibit of the crate, with what was seen of its seal. */
interface Row {
  readonly exhibit: ExhibitSummary;
  readonly commandId: string;
  readonly seal: string | undefined;
  readonly intact: string | undefined;
  readonly problem?: string;
}

/** What is on its way to whoever acts: each seal is checked, all are received with one press, each by a command of its own. */
@HtmlController()
export class CrateController {
  constructor(
    private readonly pages: Pages,
    private readonly desk: CommandDesk,
  ) {}

  @PageAt('crate')
  @Needs('see what is in hand')
  async ask(@Req() request: FastifyRequest): Promise<string> {
    const frame = await this.pages.frame(request);
    const rows = (await this.#onTheirWay(frame.seen, frame.actor.id)).map((exhibit) => rowOf(exhibit, {}));
    return this.#show(frame, rows, blankForm(FOR_ALL, frame.now));
  }

  @FormAt('crate')
  @Needs('see what is in hand')
  async take(
    @Body() body: Asked,
    @Query() _asked: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const frame = await this.pages.frame(request);
    const { actor } = frame;
    const { typed, facts, problems } = readForm(FOR_ALL, body);
    const rows = (await this.#onTheirWay(frame.seen, actor.id)).map((exhibit) => rowOf(exhibit, body));
    const checked = rows.filter(({ seal, intact }) => seal !== undefined || intact !== undefined);
    if (checked.length === 0) {
      void reply.status(422);
      return this.#show(frame, rows, typed, { crate: ['Check the seal of at least one exhibit'] });
    }
    let position = 0;
    const left: Row[] = rows.filter((row) => !checked.includes(row));
    const failed: Row[] = [];
    let common: Problems = problems;
    // One after the other: whoever reads the record later sees them in the order of the list.
    for (const row of checked) {
      const { exhibitId, caseId } = row.exhibit;
      const answer = await this.desk.take({
        name: 'ReceiveCustody',
        body: {
          ...{ ...facts, exhibitId, caseId },
          ...(row.seal === undefined ? {} : { sealNumberSeen: row.seal }),
          ...(row.intact === undefined ? {} : { sealIntact: row.intact === 'yes' }),
        },
        commandId: row.commandId,
        by: actor,
      });
      if (answer.is === 'done') position = answer.receipt.position;
      else {
        const no = noOf(answer);
        common = { ...no.common, ...common };
        failed.push({ ...row, ...(no.problem === undefined ? {} : { problem: no.problem }) });
      }
    }
    if (failed.length === 0) {
      remember(reply, 'ReceiveCustody', position);
      return seeOther(reply, address('/crate', { at: position }));
    }
    void reply.status(422);
    return this.#show(frame, [...failed, ...left], typed, common, checked.length - failed.length);
  }

  async #onTheirWay(seen: Seen, actorId: string): Promise<readonly ExhibitSummary[]> {
    return (await seen.exhibits({ status: 'in transit', sentTo: actorId }, { limit: AT_ONCE })).items;
  }

  #show(frame: Frame, rows: readonly Row[], typed: Typed, problems: Problems = {}, received = 0): string {
    const { crate, ...ofBoxes } = problems;
    return this.pages.show('crate', frame, {
      rows,
      received,
      components: componentsOf(FOR_ALL, typed, ofBoxes),
      complaints: [
        ...(crate ?? []).map((problem) => ({ text: problem, href: `#seal-${rows[0]?.exhibit.exhibitId}` })),
        ...rows.flatMap(({ exhibit, problem }) =>
          problem === undefined
            ? []
            : [{ text: `${exhibit.exhibitRef}: ${problem}`, href: `#seal-${exhibit.exhibitId}` }],
        ),
        ...complaintsOf(FOR_ALL, typed, ofBoxes),
      ],
    });
  }
}

function rowOf(exhibit: ExhibitSummary, body: Asked): Row {
  const of = (name: string) => text(body[`${name}-${exhibit.exhibitId}`], 60);
  return {
    exhibit,
    commandId: id(of('command') ?? randomUUID(), 'This form'),
    seal: of('seal')?.toUpperCase(),
    intact: of('intact'),
  };
}

/** What is wrong with this row, apart from what is wrong with what was said of all. */
function noOf(answer: Exclude<Answer, { is: 'done' }>): { readonly common: Problems; readonly problem?: string } {
  if (answer.is === 'refused') return { common: {}, problem: answer.refusal.message };
  if (answer.is !== 'invalid') throw new Error('The desk does not know ReceiveCustody');
  const { sealNumberSeen, sealIntact, ...common } = answer.problems;
  const problem = sealNumberSeen
    ? 'enter the seal number as printed on the bag, 4 to 20 capital letters, digits and hyphens'
    : sealIntact
      ? 'say whether the seal is intact'
      : undefined;
  return { common, ...(problem === undefined ? {} : { problem }) };
}
