/**
 * Small components that many pages use.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from './icon.tsx';

const SHORT = 10;

/** Returns a handle for a title: the start of an object id, or any other handle unchanged. */
export function short(handle: string): string {
  return /^[0-9a-f]{40}$/.test(handle) ? handle.slice(0, SHORT) : handle;
}

/** An object id: its start, the whole id as a tooltip, and a button that copies it. */
export function Oid({ id, href }: { id: string; href?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(id);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  const text = <code title={id}>{short(id)}</code>;
  return (
    <span class="oid">
      {href ? <a href={href}>{text}</a> : text}
      <button type="button" class="icon" aria-label={`Copy ${id}`} onClick={() => void copy()}>
        <Icon name={copied ? 'done' : 'copy'} />
      </button>
    </span>
  );
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** A relative time, with the exact time as a tooltip. @param at ISO 8601, or ms since 1970 */
export function Time({ at }: { at: string | number }) {
  const date = new Date(at);
  const seconds = (date.getTime() - Date.now()) / 1_000;
  const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? (['second', 1] as const);
  return (
    <time dateTime={date.toISOString()} title={date.toLocaleString()}>
      {relative.format(Math.round(seconds / length), unit)}
    </time>
  );
}

/** A state as a word; its colour shows whether the state is good. */
export function Badge({ word }: { word: string }) {
  return <span class={`badge badge-${toneOf(word)}`}>{word.replaceAll('_', ' ')}</span>;
}

function toneOf(word: string): string {
  if (/^(?:completed|advanced|merged|created|added|create|unchanged|settled)$/.test(word)) return 'good';
  if (/^(?:running|queued|modified|type_changed|push|renamed)$/.test(word)) return 'busy';
  if (/^(?:cancelled|reset|detached)$/.test(word)) return 'plain';
  return 'bad';
}

/** Formats a number of bytes for people. */
export function bytes(size: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB'];
  const power = size < 1 ? 0 : Math.min(Math.floor(Math.log2(size) / 10), units.length - 1);
  const value = size / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}

export function duration(ms: number): string {
  return ms < 1_000 ? `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;
}

/** A modal dialog. It closes with Escape and returns the focus. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-label={props.title} onClose={props.onClose}>
      <h2>{props.title}</h2>
      {props.children}
    </dialog>
  );
}

/** True after the first page, which leaves the focus where the browser puts it. */
let wasShown = false;

/** The title of a page and of the browser's window. After navigation it gets the focus, so that reading starts here. */
export function PageTitle({ title, children }: { title: string; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · treebox`;
    if (wasShown) heading.current?.focus({ preventScroll: true });
    wasShown = true;
  }, [title]);
  return (
    <header class="page-title">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children && <div class="actions">{children}</div>}
    </header>
  );
}

/** Shown when a list is empty; says what to do. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <div class="empty">{children}</div>;
}
