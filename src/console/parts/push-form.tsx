/**
 * Pushes the resulting tree of a run to a label, and offers a merge when the label has moved.
 */
import { useState } from 'preact/hooks';
import { address } from '../address.ts';
import { ApiError, answerOf, api, type Schemas } from '../api.ts';
import { headOf } from '../heads.ts';
import { HandleInput } from './handle-input.tsx';
import { Problem, useAction } from './load.tsx';
import { Oid } from './small.tsx';

interface PushFormProps {
  readonly info: Schemas['ExecutionInfo'];
  /** The label that the run was started on. */
  readonly label?: string;
}

export function PushForm({ info, label = info.push?.label ?? '' }: PushFormProps) {
  const [target, setTarget] = useState(label);
  const [message, setMessage] = useState('');
  const [moved, setMoved] = useState<{ readonly label: string; readonly commit: string }>();
  const [current, setCurrent] = useState<string>();
  const push = useAction(async () => {
    setMoved(undefined);
    setCurrent(undefined);
    try {
      const result = await answerOf(
        api.POST('/api/fs/push', { body: bodyOf(info, target, message, (await headOf(target)) !== undefined) }),
      );
      setMoved({ label: target, commit: result.commit as string });
    } catch (error) {
      if (!(error instanceof ApiError && error.body.status === 'rejected')) throw error;
      setCurrent((error.body.current as string | null) ?? undefined);
    }
  });
  return (
    <section aria-label="Push">
      <h2>Push</h2>
      <form
        class="inline"
        onSubmit={(event) => {
          event.preventDefault();
          push.run();
        }}
      >
        <HandleInput id="push-label" label="Label" value={target} onInput={setTarget} />
        <span class="field wide">
          <label for="push-message">Message</label>
          <input id="push-message" value={message} onInput={(event) => setMessage(event.currentTarget.value)} />
        </span>
        <button type="submit" disabled={push.isBusy}>
          Push
        </button>
      </form>
      {push.error && <Problem error={push.error} />}
      {moved && (
        <p class="good" role="status">
          <a href={address.label(moved.label)}>{moved.label}</a> is at <Oid id={moved.commit} /> now.
        </p>
      )}
      {current !== undefined && info.fs && (
        <p class="warning" role="alert">
          {target} has moved: it is at <Oid id={current} href={address.files(current)} />.{' '}
          <a href={address.merge({ ours: target, theirs: info.fs })}>Merge with it</a>
        </p>
      )}
    </section>
  );
}

function bodyOf(info: Schemas['ExecutionInfo'], label: string, message: string, isThere: boolean) {
  const expected = isThere ? info.base_fs : null;
  return {
    label,
    ca_id: info.fs as string,
    ...(expected !== null && { expected }),
    ...(message !== '' && { message }),
  };
}
