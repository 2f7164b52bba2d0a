import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Controller, Get, NotFoundException, Res } from '@nestjs/common';
import { type FastifyReply } from 'fastify';
import { Needs } from '../access/needs.js';
import { PROJECT } from './rendering/project.js';

const PAGE = join(PROJECT, 'dist/apps/verify/continuity-verify.html');

/** The page that verifies packs, to save and use without us. Packs hold none: one that came with what it checks proves nothing. */
@Controller()
export class VerifierController {
  @Get('verify.html')
  @Needs('public')
  async page(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const html = await readFile(PAGE, 'utf8').catch(() => {
      throw new NotFoundException('The verifier was not built: npm run build makes it.');
    });
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    void reply.headers({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': `${policy}; frame-ancestors 'none'`,
      'cache-control': 'no-cache',
    });
    return html;
  }
}
