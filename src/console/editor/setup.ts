/**
 * Setup that all editors of the console share: keys, colours in the page's style, and the language of a file.
 */
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { css } from '@codemirror/lang-css';
import { html } from '@codemirror/lang-html';
import { javascript } from '@codemirror/lang-javascript';
import { json } from '@codemirror/lang-json';
import { markdown } from '@codemirror/lang-markdown';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** Colours are the page's custom properties, so that they follow light and dark. */
const COLOURS = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'var(--code-keyword)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--code-string)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom], color: 'var(--code-number)' },
  { tag: [tags.comment, tags.meta], color: 'var(--code-comment)' },
  { tag: [tags.typeName, tags.className, tags.tagName, tags.heading], color: 'var(--code-type)' },
  { tag: [tags.function(tags.variableName), tags.attributeName, tags.propertyName], color: 'var(--code-name)' },
]);

const THEME = EditorView.theme({
  '&': { color: 'var(--text)', backgroundColor: 'var(--surface)', fontSize: '13px' },
  '.cm-content': { caretColor: 'var(--text)', fontFamily: 'var(--mono)' },
  '.cm-cursor': { borderLeftColor: 'var(--text)' },
  '.cm-gutters': { backgroundColor: 'var(--surface-2)', color: 'var(--quiet)', border: 'none' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'var(--active)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': { backgroundColor: 'var(--selection)' },
  '.cm-panels': { backgroundColor: 'var(--surface-2)', color: 'var(--text)' },
});

const LANGUAGES: readonly (readonly [RegExp, () => Extension])[] = [
  [/\.[cm]?tsx?$/, () => javascript({ typescript: true, jsx: true })],
  [/\.[cm]?jsx?$/, () => javascript({ jsx: true })],
  [/\.json$/, json],
  [/\.md$/, markdown],
  [/\.css$/, css],
  [/\.html?$/, html],
];

/** Returns the language of a file by its name; plain text when the language is not known. */
export function languageOf(path: string): Extension {
  return LANGUAGES.find(([pattern]) => pattern.test(path))?.[1]() ?? [];
}

/** The page's policy allows only style elements with the nonce that the server put into the page. */
const STYLE_NONCE = EditorView.cspNonce.of(
  document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '',
);

/**
 * Replaces a selection by the typed text. Otherwise the browser would give the new text the colour of the old text with a
 * style attribute, which the page's policy forbids.
 */
const TYPED_OVER = EditorView.domEventHandlers({
  beforeinput: (event, view) => {
    if (event.inputType !== 'insertText' || event.data === null || view.composing) return false;
    if (view.state.selection.ranges.every(({ empty }) => empty) || view.state.readOnly) return false;
    event.preventDefault();
    view.dispatch(view.state.replaceSelection(event.data), { userEvent: 'input.type', scrollIntoView: true });
    return true;
  },
});

export interface EditorOptions {
  readonly path: string;
  /** Description of the editor for screen readers. */
  readonly label: string;
  readonly isReadOnly?: boolean;
}

export function editorSetup({ path, label, isReadOnly = false }: EditorOptions): Extension {
  return [
    lineNumbers(),
    history(),
    drawSelection(),
    indentOnInput(),
    bracketMatching(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    syntaxHighlighting(COLOURS),
    languageOf(path),
    EditorState.readOnly.of(isReadOnly),
    EditorView.contentAttributes.of({ 'aria-label': label }),
    // Escape and then Tab leaves the editor, as CodeMirror's guide to keyboard use recommends.
    keymap.of([...defaultKeymap, ...historyKeymap, ...searchKeymap, ...(isReadOnly ? [] : [indentWithTab])]),
    TYPED_OVER,
    THEME,
    STYLE_NONCE,
  ];
}
