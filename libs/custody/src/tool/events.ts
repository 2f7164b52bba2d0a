import { event, happening, type StoredFactsOf } from '../kernel/catalogue.js';
import { type Facts } from '../kernel/command.js';
import { type ValidateTool } from './validate-tool.js';
import { type WithdrawTool } from './withdraw-tool.js';

/** One stream for each tool, whatever its versions, named by the tool: 'UFED' and 'ufed' are one. */
export const toolStream = ({ tool }: { readonly tool: string }): string =>
  `tool-${encodeURIComponent(tool.trim().toLowerCase().replace(/\s+/g, ' '))}`;

export const toolEvents = {
  ToolValidated: event<Facts<ValidateTool>>()({
    label: 'Tool validated',
    says: ({ tool, version, validationRef, scope }) => `${tool} ${version} validated for ${scope}: ${validationRef}`,
  }),
  ToolWithdrawn: event<Facts<WithdrawTool>>()({
    label: 'Tool withdrawn',
    says: ({ tool, version, reason }) => `${tool} ${version} withdrawn from use: ${reason}`,
  }),
};

export type ToolFacts = { [T in keyof typeof toolEvents]: StoredFactsOf<(typeof toolEvents)[T]> };
export const happened = happening<typeof toolEvents>();
