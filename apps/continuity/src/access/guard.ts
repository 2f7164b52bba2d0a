import {
  createParamDecorator,
  ForbiddenException,
  Inject,
  Injectable,
  type CanActivate,
  type ExecutionContext,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { type FastifyRequest } from 'fastify';
import { MAY_SEE, maySee, NOT_PERMITTED, sightOf, type People, type PermissionName, type PersonOnDuty } from '#access';
import { type ReadModels, type SearchView, type Seen, type Sight } from '#read-models';
import { PEOPLE, READ_MODELS } from '../parts.js';
import { somebodyOf } from './door.js';
import { NEEDS } from './needs.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Asks what whoever asks may see, once, and only when something is looked at; set by the guard. */
    view?: () => Promise<View>;
  }
}

/** What whoever asks may see, and the read models as they see them. */
interface View {
  readonly sight: Sight;
  readonly seen: Seen;
}

/** The role of whoever asks is not one that may ask for it: `libs/access/src/policy.ts`. */
export class NotPermitted extends ForbiddenException {
  readonly rule = NOT_PERMITTED;

  constructor(permission: PermissionName, role: string) {
    super(`${/^[aeio]/.test(role) ? 'An' : 'A'} ${role} may not ${permission}.`);
  }
}

/** Lets in who may ask for what an address needs, and leaves with the request how to ask what they may see. */
@Injectable()
export class Gate implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    @Inject(PEOPLE) private readonly people: People,
    @Inject(READ_MODELS) private readonly readModels: ReadModels,
  ) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const permission = this.reflector.get<PermissionName | undefined>(NEEDS, context.getHandler());
    if (permission === undefined) throw new ForbiddenException('This address does not say what it needs.');
    if (MAY_SEE[permission] === 'everybody') return true;
    const person = somebodyOf(request);
    if (!maySee(person.role, permission)) throw new NotPermitted(permission, person.role);
    let view: Promise<View> | undefined;
    request.view = () => (view ??= this.#viewOf(person));
    return true;
  }

  async #viewOf(person: PersonOnDuty): Promise<View> {
    const opened = await this.readModels.openedByBreakGlass(person.id, new Date().toISOString());
    const sight = sightOf(person, this.people, opened);
    return { sight, seen: this.readModels.seenBy(sight) };
  }
}

/** What whoever asks may see. @throws Error at an address that is answered to everybody: nothing of a case is told there. */
export async function viewOf({ view, routeOptions }: FastifyRequest): Promise<View> {
  if (view) return view();
  throw new Error(`${routeOptions.url} looks at cases, and is answered to everybody`);
}

/** In a handler: the read models as whoever asks may see them. */
export const SeenByThem = createParamDecorator(
  async (_data: unknown, context: ExecutionContext) =>
    (await viewOf(context.switchToHttp().getRequest<FastifyRequest>())).seen,
);

/** What a search found, without what somebody's role has no business with. */
export const toldTo = ({ role }: PersonOnDuty, found: SearchView): SearchView => ({
  ...found,
  cases: maySee(role, 'see cases') ? found.cases : [],
  people: maySee(role, 'see a suspect') ? found.people : [],
});
