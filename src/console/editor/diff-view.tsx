/**
 * Two texts side by side with their differences marked; the right text may be edited.
 */
import { MergeView, unifiedMergeView } from '@codemirror/merge';
import { EditorView } from '@codemirror/view';
import { useEffect, useRef } from 'preact/hooks';
import { editorSetup } from './setup.ts';

/** Unchanged lines shown around a change, and the smallest number of unchanged lines that is folded. */
const COLLAPSE = { margin: 3, minSize: 6 };
/** Below this width in pixels the two texts are shown as one. */
const NARROW_PX = 800;
/** How long the search for an exact difference may take, in ms; after that, a coarse difference is shown. */
const DIFF_TIMEOUT_MS = 500;

interface DiffViewProps {
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly labels: readonly [string, string];
  /** Called with the right text when it is edited; without this function both texts are read-only. */
  readonly onChange?: (text: string) => void;
}

export default function DiffView(props: DiffViewProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const { path, from, to, labels, onChange } = props;
  const isReadOnly = onChange === undefined;
  useEffect(() => {
    const parent = box.current as HTMLElement;
    const changes = EditorView.updateListener.of((update) => {
      if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
    });
    const right = [editorSetup({ path, label: labels[1], isReadOnly }), changes];
    const diffConfig = { scanLimit: 2_000, timeout: DIFF_TIMEOUT_MS };
    const view =
      innerWidth < NARROW_PX
        ? new EditorView({
            parent,
            doc: to,
            extensions: [
              right,
              unifiedMergeView({ original: from, mergeControls: false, collapseUnchanged: COLLAPSE, diffConfig }),
            ],
          })
        : new MergeView({
            parent,
            a: { doc: from, extensions: editorSetup({ path, label: labels[0], isReadOnly: true }) },
            b: { doc: to, extensions: right },
            collapseUnchanged: COLLAPSE,
            diffConfig,
          });
    return () => view.destroy();
  }, [path, from, to, labels[0], labels[1], isReadOnly]);
  return <div ref={box} class="editor diff" />;
}
