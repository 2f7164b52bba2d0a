import { type Wording } from '../entry-form.js';

/** How the register of tools is written to. */
export const toolWording: Readonly<Record<string, Wording<undefined>>> = {
  ValidateTool: {
    title: 'Add a validated version',
    path: 'validate-tool',
    done: 'Validation recorded',
    blames: { 'already-validated': 'version' },
    asks: {
      tool: (_none, { tools }) => ({ label: 'Name of the tool', width: 20, suggestions: tools }),
      version: { width: 10 },
      validationRef: { label: 'Report or certificate' },
      scope: { label: 'What it was validated for', hint: 'The activity and the method' },
    },
  },
  WithdrawTool: {
    title: 'Withdraw a version',
    path: 'withdraw-tool',
    done: 'Withdrawal recorded',
    intro: 'It is not to be used any more. What was done with it before stays as it was.',
    blames: { 'not-validated': 'version' },
    asks: {
      tool: (_none, { tools }) => ({ label: 'Name of the tool', width: 20, suggestions: tools }),
      version: { width: 10 },
    },
  },
};
