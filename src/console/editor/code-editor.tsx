/**
 * An editor for source code.
 */
import { Prec } from '@codemirror/state';
import { EditorView, keymap } from '@codemirror/view';
import { useEffect, useRef } from 'preact/hooks';
import { editorSetup } from './setup.ts';

interface CodeEditorProps {
  readonly path: string;
  readonly label: string;
  /** The initial text; a new value replaces the text in the editor. */
  readonly text: string;
  readonly isReadOnly?: boolean;
  readonly onChange?: (text: string) => void;
  /** Called at Control-Enter or Command-Enter. */
  readonly onSubmit?: () => void;
}

export default function CodeEditor(props: CodeEditorProps) {
  const box = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const { path, label, text, isReadOnly = false } = props;
  useEffect(() => {
    const submit = () => {
      latest.current.onSubmit?.();
      return latest.current.onSubmit !== undefined;
    };
    const view = new EditorView({
      parent: box.current as HTMLElement,
      doc: text,
      extensions: [
        Prec.highest(keymap.of([{ key: 'Mod-Enter', run: submit }])),
        editorSetup({ path, label, isReadOnly }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) latest.current.onChange?.(update.state.doc.toString());
        }),
      ],
    });
    return () => view.destroy();
  }, [path, label, text, isReadOnly]);
  return <div ref={box} class={`editor ${isReadOnly ? '' : 'written'}`} />;
}
