import { createHash } from 'node:crypto';
import { Inject, Req, Res } from '@nestjs/common';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { somebodyOf } from '../access/door.js';
import { Needs } from '../access/needs.js';
import { type Integrity } from '../integrity.js';
import { INTEGRITY } from '../parts.js';
import { logKeyForms } from './entries/forms.js';
import { Offers } from './entries/offers.js';
import { FormAt, HtmlController, PageAt } from './html.js';
import { Pages, seeOther } from './pages.js';

/** Whether what is recorded is what was sealed and what is shown; and the keys to give to the other side. */
@HtmlController()
export class IntegrityController {
  constructor(
    private readonly pages: Pages,
    private readonly offers: Offers,
    @Inject(INTEGRITY) private readonly integrity: Integrity,
  ) {}

  @PageAt('integrity')
  @Needs('see integrity')
  async show(@Req() request: FastifyRequest): Promise<string> {
    const frame = await this.pages.frame(request);
    const [state, { may }] = await Promise.all([
      this.integrity.state(),
      this.offers.of(logKeyForms, undefined, frame.actor, {}, '/record'),
    ]);
    const keys = [
      ...(state.sealer ? [{ of: 'sealed log (Ed25519)', vkey: state.sealer.vkey }] : []),
      ...(state.sealer?.cosigner ? [{ of: 'sealed log (ML-DSA-44)', vkey: state.sealer.cosigner, isLong: true }] : []),
      { of: 'receipts', vkey: state.receiptKey },
    ];
    return this.pages.show('integrity', frame, {
      ...state,
      last: state.checks.find(({ result }) => result),
      underWay: state.checks.some(({ endedAt }) => endedAt === null),
      keySteps: may,
      keys: keys.map((key) => ({ ...key, fingerprint: fingerprintOf(key.vkey) })),
    });
  }

  @FormAt('integrity/check')
  @Needs('ask for a check')
  async check(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.integrity.ask(somebodyOf(request).id);
    return seeOther(reply, '/integrity');
  }
}

/** SHA-256 of the key's text, as the log commits to it; in groups of four, to be read out or compared on paper. */
const fingerprintOf = (vkey: string): string =>
  (createHash('sha256').update(vkey).digest('hex').match(/.{4}/g) ?? []).join(' ');
