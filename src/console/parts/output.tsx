/**
 * What a run prints, as it comes: both streams, in order or one of them.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { answerOf, api, Unreachable } from '../api.ts';
import { Problem } from './load.tsx';
import { Empty } from './small.tsx';
import { LINE_PX, Line } from './text-file.tsx';
import { VirtualList } from './virtual-list.tsx';

/** Bytes of a page; the API's largest. */
const PAGE_BYTES = 4 * 1024 * 1024;
/** How soon the output of a run that goes on is looked at again, in ms. */
const POLL_MS = 300;
/** Lines that the page holds; a longer output is read by download. */
const LINES_MAX = 1_000_000;

const STREAMS = ['both', 'stdout', 'stderr'] as const;
type Stream = (typeof STREAMS)[number];

interface Text {
  readonly lines: readonly string[];
  /** The last line as far as it has come. */
  readonly rest: string;
}

export function Output({ execution, isRunning }: { execution: string; isRunning: boolean }) {
  const [stream, setStream] = useState<Stream>('both');
  const { text, error } = useOutput(execution, stream);
  const lines = useMemo(() => (text.rest === '' ? text.lines : [...text.lines, text.rest]), [text]);
  return (
    <section aria-label="Output">
      <div class="output-title">
        <h2>Output</h2>
        <label for="stream">Stream</label>
        <select id="stream" value={stream} onChange={(event) => setStream(event.currentTarget.value as Stream)}>
          {STREAMS.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {error && <Problem error={error} />}
      {lines.length === 0 ? (
        <Empty>{isRunning ? 'Nothing was printed yet.' : 'Nothing was printed.'}</Empty>
      ) : (
        <VirtualList
          class="code output"
          label="Printed lines"
          count={lines.length}
          rowHeight={LINE_PX}
          followsEnd={isRunning}
          row={(index) => <Line key={index} text={lines[index] as string} />}
        />
      )}
    </section>
  );
}

function useOutput(execution: string, stream: Stream) {
  const [text, setText] = useState<Text>({ lines: [], rest: '' });
  const [error, setError] = useState<Error>();
  useEffect(() => {
    let isGone = false;
    let offset = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let lines: string[] = [];
    let rest = '';
    setText({ lines, rest });
    const look = async (): Promise<void> => {
      const query = { byte_offset: offset, byte_limit: PAGE_BYTES, ...(stream !== 'both' && { stream }) };
      const params = { path: { id: execution }, query };
      const page = await answerOf(api.GET('/api/executions/{id}/output', { params }));
      if (isGone) return;
      if (page.data !== '') {
        const parts = (rest + page.data).split('\n');
        rest = parts.pop() as string;
        lines = lines.concat(parts).slice(0, LINES_MAX);
        offset = page.next_byte_offset;
        setText({ lines, rest });
      }
      if (page.has_more) timer = setTimeout(start, page.data === '' ? POLL_MS : 0);
    };
    const start = () =>
      void look().catch((reason: Error) => {
        if (isGone) return;
        setError(reason);
        // A server that restarts is asked again; what it refused is not.
        if (reason instanceof Unreachable) timer = setTimeout(start, POLL_MS * 10);
      });
    start();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [execution, stream]);
  return { text, error };
}
