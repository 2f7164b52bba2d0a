import { aggregate } from '../kernel/aggregate.js';
import { toolEvents, type ToolFacts } from './events.js';

export interface ToolVersion {
  readonly validationRef: string;
  readonly withdrawn: boolean;
}

/** A tool's versions that the lab has validated (FSR Code of Practice; ISO/IEC 17025), those withdrawn since among them. */
export interface Tool {
  readonly stream: string;
  readonly versions: Readonly<Record<string, ToolVersion>>;
}

export const toolAggregate = aggregate<Tool, ToolFacts>('tool', toolEvents, (stream) => ({ stream, versions: {} }), {
  ToolValidated: (tool, { version, validationRef }) => versioned(tool, version, { validationRef, withdrawn: false }),
  ToolWithdrawn: (tool, { version }) => {
    const known = tool.versions[version];
    return known ? versioned(tool, version, { ...known, withdrawn: true }) : tool;
  },
});

const versioned = (tool: Tool, version: string, to: ToolVersion): Tool => ({
  ...tool,
  versions: { ...tool.versions, [version]: to },
});

/** The validation that covers a version now; undefined when none does. */
export const validationOf = ({ versions }: Tool, version: string): string | undefined => {
  const found = Object.hasOwn(versions, version) ? versions[version] : undefined;
  return found && !found.withdrawn ? found.validationRef : undefined;
};
