/**
 * Asks for the name of a new label, and where it starts.
 */

import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { address, EMPTY_TREE } from '../address.ts';
import { answerOf, api } from '../api.ts';
import { Problem, useAction } from './load.tsx';
import { Dialog } from './small.tsx';

export function BranchDialog({ from = '', onClose }: { from?: string; onClose: () => void }) {
  const { route } = useLocation();
  const [name, setName] = useState('');
  const [start, setStart] = useState(from);
  const create = useAction(async () => {
    const body = start === '' ? { name, ca_id: EMPTY_TREE } : { name, from: start };
    await answerOf(api.POST('/api/fs/labels', { body }));
    onClose();
    route(address.label(name));
  });
  return (
    <Dialog title="New label" onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.run();
        }}
      >
        <label for="branch-name">Name</label>
        <input id="branch-name" required value={name} onInput={(event) => setName(event.currentTarget.value)} />
        <label for="branch-from">Starts at (a label, commit or CA id; empty for an empty tree)</label>
        <input id="branch-from" value={start} onInput={(event) => setStart(event.currentTarget.value)} />
        {create.error && <Problem error={create.error} />}
        <div class="actions">
          <button type="submit" disabled={create.isBusy}>
            Create
          </button>
          <button type="button" class="plain" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
