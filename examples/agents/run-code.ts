/**
 * The tool that every agent here gets: run code on a label, and push the new tree.
 */
import { RunFailed, Treebox } from 'treebox/client';

/** The label that has the agent's files. */
export const LABEL = process.env.LABEL ?? 'agent';

// Without options, the client uses TREEBOX_SERVER and TREEBOX_TOKEN, or the server on this machine.
const tb = new Treebox();

export const name = 'run_code';
export const description =
  'Runs TypeScript with a file system at /. Files last from call to call. The value of the last statement is the result.';

/** The arguments as JSON Schema, which every SDK takes. */
export const schema = {
  type: 'object',
  properties: { code: { type: 'string', description: 'The source.' } },
  required: ['code'],
  additionalProperties: false,
} as const;

/** Runs the code and returns what it printed and its result, as text for a model. */
export async function execute({ code }: { code: string }): Promise<string> {
  const printed: string[] = [];
  try {
    const onOutput = (text: string) => printed.push(text);
    const { result } = await tb.run(code, { fs: LABEL, push: { label: LABEL, on_conflict: 'merge' }, onOutput });
    return `${printed.join('')}result: ${JSON.stringify(result)}`;
  } catch (error) {
    // The model can correct its own code. A server that can't be reached ends the agent.
    if (error instanceof RunFailed) return `${printed.join('')}failed: ${error.message}`;
    throw error;
  }
}
