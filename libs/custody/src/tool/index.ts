import { validateTool } from './validate-tool.js';
import { withdrawTool } from './withdraw-tool.js';

/** The commands of the register of tools, by the name they are routed and stored under. */
export const toolDecisions = { ValidateTool: validateTool, WithdrawTool: withdrawTool };
export { toolEvents, toolStream } from './events.js';
export { toolAggregate, validationOf, type Tool } from './tool.js';
