/**
 * Writes code and runs it on a label.
 */

import { useEffect, useState } from 'preact/hooks';
import { lazy, useLocation } from 'preact-iso';
import { answerOf, api, type Schemas } from '../api.ts';
import { HandleInput } from '../parts/handle-input.tsx';
import { Problem, useAction } from '../parts/load.tsx';
import { PageTitle } from '../parts/small.tsx';
import { loadText } from '../parts/text-file.tsx';
import { ExecutionView } from './execution.tsx';

const CodeEditor = lazy(() => import('../editor/code-editor.tsx'));

const EXAMPLE = `// fs is the mounted tree. The value of the last line is the result.
const names = await fs.readdir('/');
console.log('%d entries', names.length);
names`;

interface Options {
  readonly fs: string;
  readonly session: string;
  readonly input: string;
  readonly timeout: string;
  readonly memory: string;
}

export default function Run() {
  const { query } = useLocation();
  const { start, code, setCode, isLoading, unread } = useSource(query.fs, query.file);
  const [options, setOptions] = useState<Options>({
    fs: query.fs ?? '',
    session: '',
    input: '',
    timeout: '30',
    memory: '128',
  });
  const [id, setId] = useState<string>();
  const run = useAction(async () => {
    const { execution_id } = await answerOf(api.POST('/api/exec', { body: requestOf(code, options) }));
    setId(execution_id);
  });
  const submit = () => {
    if (!isLoading) run.run();
  };
  const change = (part: Partial<Options>) => setOptions({ ...options, ...part });
  return (
    <>
      <PageTitle title="Run" />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <CodeEditor path="main.ts" label="Code" text={start} onChange={setCode} onSubmit={submit} />
        <p class="quiet">
          Control-Enter runs it. Escape and then Tab leaves the editor.{' '}
          {options.fs === '' &&
            'Without a label the files are thrown away; name a label, which may be new, to keep them.'}
        </p>
        <div class="inline">
          <HandleInput
            id="fs"
            label="On label"
            isRequired={false}
            value={options.fs}
            onInput={(fs) => change({ fs })}
          />
          <Field id="session" label="Session" value={options.session} onInput={(session) => change({ session })} />
          <Field id="input" label="Input (JSON)" value={options.input} onInput={(input) => change({ input })} />
          <Field
            id="timeout"
            label="Seconds"
            type="number"
            max={300}
            value={options.timeout}
            onInput={(timeout) => change({ timeout })}
          />
          <Field
            id="memory"
            label="MiB"
            type="number"
            max={1024}
            value={options.memory}
            onInput={(memory) => change({ memory })}
          />
          <button type="submit" disabled={run.isBusy || isLoading} title="Control-Enter">
            Run
          </button>
        </div>
        {unread && <Problem error={unread} />}
        {run.error && <Problem error={run.error} />}
      </form>
      {id !== undefined && <ExecutionView key={id} id={id} label={options.fs} />}
    </>
  );
}

/** Returns the code in the editor: a file of a tree when it has been loaded, or an example. */
function useSource(fs: string | undefined, file: string | undefined) {
  const isFile = fs !== undefined && file !== undefined;
  const [start, setStart] = useState(isFile ? '' : EXAMPLE);
  const [code, setCode] = useState(start);
  const [isLoading, setLoading] = useState(isFile);
  const [unread, setUnread] = useState<Error>();
  useEffect(() => {
    if (fs === undefined || file === undefined) return;
    loadText(fs, file)
      .then((text) => {
        setStart(text);
        setCode(text);
      }, setUnread)
      .finally(() => setLoading(false));
  }, [fs, file]);
  return { start, code, setCode, isLoading, unread };
}

interface FieldProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly type?: 'text' | 'number';
  readonly max?: number;
  readonly onInput: (value: string) => void;
}

function Field({ id, label, value, type = 'text', max, onInput }: FieldProps) {
  const shared = {
    id,
    value,
    onInput: (event: { currentTarget: HTMLInputElement }) => onInput(event.currentTarget.value),
  };
  return (
    <span class={`field ${type}`}>
      <label for={id}>{label}</label>
      {type === 'number' ? <input type="number" min={1} max={max} {...shared} /> : <input type="text" {...shared} />}
    </span>
  );
}

/** @throws Error when the input is not JSON */
function requestOf(code: string, { fs, session, input, timeout, memory }: Options): Schemas['ExecRequest'] {
  return {
    code,
    ...(fs !== '' && { fs }),
    ...(session !== '' && { session }),
    ...(input !== '' && { input: parsedInput(input) }),
    execution_timeout_secs: Number(timeout),
    heap_memory_max_mb: Number(memory),
  } as Schemas['ExecRequest'];
}

function parsedInput(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`the input is not JSON: ${(error as Error).message}`);
  }
}
