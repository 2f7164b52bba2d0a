import { Body, Inject, NotFoundException, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { WHO_PATH, type LocalProvider, type PersonOnDuty } from '#access';
import { text, type Asked } from '../pages/asked.js';
import { FormAt, HtmlController, PageAt } from '../pages/html.js';
import { Pages, seeOther } from '../pages/pages.js';
import { SIGN_IN } from '../parts.js';
import { Needs } from './needs.js';
import { type SignIn } from './sign-in.js';

const ADDRESS = `${WHO_PATH.slice(1)}/:interaction`;

/** Where the demonstration's provider asks who signs in: its people, without passwords. Not there with a provider of the force's own. */
@HtmlController()
export class DemonstrationController {
  constructor(
    private readonly pages: Pages,
    @Inject(SIGN_IN) private readonly signIn: SignIn,
  ) {}

  @PageAt(ADDRESS)
  @Needs('public')
  async ask(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.#asking(request, reply);
    return this.#show(request);
  }

  @FormAt(ADDRESS)
  @Needs('public')
  async choose(
    @Body() body: Asked,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const provider = await this.#asking(request, reply);
    const person = this.signIn.people.find(text(body.person, 100) ?? '');
    if (person) return seeOther(reply, await provider.signIn(request.raw, reply.raw, person));
    void reply.status(422);
    return this.#show(request, 'Select who you are');
  }

  /** @throws NotFoundException when this browser was not asked, or took too long */
  async #asking(request: FastifyRequest, reply: FastifyReply): Promise<LocalProvider> {
    const { local } = this.signIn.opened;
    if (local && (await local.isAsked(request.raw, reply.raw))) return local;
    throw new NotFoundException('This sign-in is over. Open any page to begin again.');
  }

  #show(request: FastifyRequest, problem?: string): string {
    const frame = this.pages.openFrame(request);
    return this.pages.show('people', frame, { groups: byRole(this.signIn.people.all()), problem });
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
