import { type ToolFacts } from '#custody';
import { projection } from '../kernel/projection.js';
import { json, table, text, type RowOf } from '../kernel/table.js';
import { toolOf } from '../kernel/told.js';
import { type ToolView } from '../views.js';

const toolTable = table({
  name: 'tools',
  columns: { tool_id: text, tool: text, versions: json<ToolView['versions']>() },
  key: 'tool_id',
  indexes: {},
});

export type ToolRow = RowOf<typeof toolTable>;

/** The register of tools and their validated versions. */
export const tools = projection<ToolFacts, typeof toolTable>({
  table: toolTable,
  version: 1,
  rowOf: toolOf,
  blank: (tool_id) => ({ tool_id, tool: '', versions: [] }),
  on: {
    ToolValidated: ({ versions }, { tool, version, validationRef, scope }, { occurredAt }) => ({
      tool,
      versions: [
        ...versions.filter((other) => other.version !== version),
        { version, validationRef, scope, validatedAt: occurredAt, withdrawnAt: null, withdrawnBecause: null },
      ],
    }),
    ToolWithdrawn: ({ versions }, { version, reason }, { occurredAt }) => ({
      versions: versions.map((other) =>
        other.version === version ? { ...other, withdrawnAt: occurredAt, withdrawnBecause: reason } : other,
      ),
    }),
  },
});
