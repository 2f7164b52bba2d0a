import { Body, Inject, Query, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type People, type PersonOnDuty } from '#access';
import { actAs } from '../access/door.js';
import { Needs } from '../access/needs.js';
import { PEOPLE } from '../parts.js';
import { pathHere, text, type Asked } from './asked.js';
import { FormAt, HtmlController, PageAt } from './html.js';
import { Pages, seeOther } from './pages.js';

/** Who acts, until people sign in: one of the demonstration's people. */
@HtmlController()
export class PeopleController {
  constructor(
    private readonly pages: Pages,
    @Inject(PEOPLE) private readonly people: People,
  ) {}

  @PageAt('people')
  @Needs('public')
  ask(@Req() request: FastifyRequest, @Query() asked: Asked) {
    return this.#show(request, pathHere(asked.return));
  }

  @FormAt('people')
  @Needs('public')
  choose(@Body() body: Asked, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply) {
    const back = pathHere(body.return);
    const person = this.people.find(text(body.person, 100) ?? '');
    if (person) {
      actAs(reply, person);
      return seeOther(reply, back);
    }
    void reply.status(422);
    return this.#show(request, back, 'Select who you are');
  }

  async #show(request: FastifyRequest, back: string, problem?: string): Promise<string> {
    const frame = await this.pages.frame(request);
    return this.pages.show('people', frame, { groups: byRole(this.people.all()), back, problem });
  }
}

/** People under the heading of their role, roles in the order in which they first come. */
function byRole(
  people: readonly PersonOnDuty[],
): readonly { readonly role: string; readonly people: readonly PersonOnDuty[] }[] {
  const groups = new Map<string, PersonOnDuty[]>();
  for (const person of people) groups.set(person.role, [...(groups.get(person.role) ?? []), person]);
  return [...groups].map(([role, members]) => ({ role, people: members }));
}
