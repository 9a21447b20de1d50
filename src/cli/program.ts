/**
 * The verbs, and the options that they share.
 */
import { Command } from '@commander-js/extra-typings';
import packageJson from '../../package.json' with { type: 'json' };
import { DEFAULT_SERVER } from './context.ts';
import { addExamples } from './examples.ts';
import { completeIds } from './prefixes.ts';
import { withRunStatus } from './run/status.ts';
import { addBackup, addRestore } from './verbs/backup.ts';
import { addCancel } from './verbs/cancel.ts';
import { addCompletion } from './verbs/completion.ts';
import { addBranch } from './verbs/fs/branch.ts';
import { addCat } from './verbs/fs/cat.ts';
import { addCheckout } from './verbs/fs/checkout.ts';
import { addDiff } from './verbs/fs/diff.ts';
import { addEdit } from './verbs/fs/edit.ts';
import { addExport } from './verbs/fs/export.ts';
import { addImport } from './verbs/fs/import.ts';
import { addLabel } from './verbs/fs/label.ts';
import { addLog } from './verbs/fs/log.ts';
import { addLs } from './verbs/fs/ls.ts';
import { addMerge } from './verbs/fs/merge.ts';
import { addPick } from './verbs/fs/pick.ts';
import { addPull } from './verbs/fs/pull.ts';
import { addPush } from './verbs/fs/push.ts';
import { addPut } from './verbs/fs/put.ts';
import { addReset } from './verbs/fs/reset.ts';
import { addRm } from './verbs/fs/rm.ts';
import { addRmFile } from './verbs/fs/rm-file.ts';
import { addSearch } from './verbs/fs/search.ts';
import { addTree } from './verbs/fs/tree.ts';
import { addGc } from './verbs/gc.ts';
import { addHealth } from './verbs/health.ts';
import { addHeap } from './verbs/heap/index.ts';
import { addHelp } from './verbs/help.ts';
import { addLabelsForShell } from './verbs/labels-for-shell.ts';
import { addMcp } from './verbs/mcp.ts';
import { addOutput } from './verbs/output.ts';
import { addPs } from './verbs/ps.ts';
import { addRun } from './verbs/run.ts';
import { addServe } from './verbs/serve.ts';
import { addSession } from './verbs/session/index.ts';
import { addShow } from './verbs/show.ts';
import { addVersion } from './verbs/version.ts';
import { addWait } from './verbs/wait.ts';

const VERBS = [
  addServe,
  addRun,
  addPs,
  addShow,
  addOutput,
  addWait,
  addCancel,
  addSession,
  addHeap,
  addMcp,
  addGc,
  addHealth,
  addVersion,
  addCompletion,
  addBackup,
  addRestore,
  addLabelsForShell,
];
const FS_VERBS = [
  addLs,
  addPull,
  addLabel,
  addBranch,
  addLog,
  addPush,
  addReset,
  addMerge,
  addPick,
  addTree,
  addCat,
  addPut,
  addEdit,
  addRmFile,
  addSearch,
  addDiff,
  addCheckout,
  addImport,
  addExport,
  addRm,
];

/** Makes the program. For a wrong command line it prints the reason and throws a `CommanderError`. */
export function createProgram() {
  const program = new Command('treebox')
    .description('Runs untrusted JavaScript and TypeScript on git trees.')
    .version(packageJson.version)
    .option('--server <url>', `the server (TREEBOX_SERVER, ${DEFAULT_SERVER})`)
    .option('--token <token>', 'the access token to send to the server (TREEBOX_TOKEN)')
    .option('--json', "print the server's answers as JSON, one per line; errors too, on stderr")
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ outputError: (text, write) => write(`treebox: ${text.replace(/^error: /, '')}`) })
    .showHelpAfterError('(see --help)')
    .exitOverride()
    .hook('preAction', async (_, verb) => {
      const task = () => completeIds(verb);
      await (verb.name() === 'run' ? withRunStatus(task) : task());
    });
  for (const addVerb of VERBS) addVerb(program);
  const fs = program.command('fs').description('labels and snapshots');
  for (const addVerb of FS_VERBS) addVerb(fs);
  addHelp(program);
  addExamples(program);
  return program.addHelpText(
    'after',
    '\nExit status: 0 done, 1 failed, 2 bad usage, 3 rejected or in conflict (run has its own).\nA HANDLE is a label, a CA id, a commit id, label@{n} (the label n moves ago)\nor label~n (n commits back).\n' +
      'An id may be shortened as long as it stays unique.',
  );
}
