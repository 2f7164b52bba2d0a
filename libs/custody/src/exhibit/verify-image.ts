import { ExhibitCommand, factsOf } from '../kernel/command.js';
import { IsSha256 } from '../kernel/fields.js';
import { happened } from './events.js';
import { anywhereDecision } from './exhibit-decision.js';
import { raising } from './raise-discrepancy.js';

/** An image was hashed again. A hash that differs is recorded like one that does not, and a discrepancy is raised. */
export class VerifyImage extends ExhibitCommand {
  /** The hash recorded when it was acquired. */
  @IsSha256() sha256!: string;
  @IsSha256() observed!: string;
}

export const verifyImage = anywhereDecision(VerifyImage, (exhibit, command) => {
  const verified = happened('HashVerified', factsOf(command));
  if (command.observed === command.sha256) return [verified];
  const detail = `Image ${command.sha256} has the hash ${command.observed} now`;
  return [verified, ...raising(exhibit, { kind: 'image hash', detail })];
});
