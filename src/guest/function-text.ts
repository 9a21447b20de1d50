/**
 * Replaces `Function.prototype.toString` to hide the host's edits: it returns the word `import` in place of the name of
 * a file's handle.
 */
import { EVAL_CLOSING, EVAL_OPENING } from './code-marks.ts';
import { bareArray, dataDescriptor, uncurry } from './primordials.ts';

const { apply, defineProperty } = Reflect;
const original = Function.prototype.toString;
const indexOf = uncurry(String.prototype.indexOf);
const slice = uncurry(String.prototype.slice);
/** Attributes of a method of the language. */
const HIDDEN = 5;
const WORD = 'import';

export interface FunctionText {
  /** Replaces the name of a handle by `import` in all texts. */
  hide(name: string): void;
  /** Makes a function appear as native. */
  addNative(native: object): void;
}

/** Installs the replacement. */
export function replaceFunctionText(): FunctionText {
  const names: string[] = bareArray();
  const natives: object[] = bareArray();
  const nativeTexts: string[] = bareArray();
  const method = {
    toString(this: unknown): string {
      if (this === method.toString) return apply(original, original, []);
      for (let at = 0; at < natives.length; at += 1) if (natives[at] === this) return nativeTexts[at] as string;
      let text = apply(original, this, []) as string;
      for (let at = 0; at < names.length; at += 1) text = withWord(text, names[at] as string);
      return text;
    },
  };
  defineProperty(Function.prototype, 'toString', dataDescriptor(method.toString, HIDDEN));
  return {
    hide: (name) => {
      for (let at = 0; at < names.length; at += 1) if (names[at] === name) return;
      names[names.length] = name;
    },
    addNative: (native) => {
      nativeTexts[natives.length] = `function ${(native as { name: string }).name}() { [native code] }`;
      natives[natives.length] = native;
    },
  };
}

function withWord(text: string, name: string): string {
  if (indexOf(text, name) < 0) return text;
  return replaced(replaced(replaced(text, name + EVAL_OPENING, ''), `/*${name}${EVAL_CLOSING}`, ''), name, WORD);
}

function replaced(text: string, part: string, by: string): string {
  let result = '';
  let from = 0;
  for (let found = indexOf(text, part); found >= 0; found = indexOf(text, part, from)) {
    result += slice(text, from, found) + by;
    from = found + part.length;
  }
  return from === 0 ? text : result + slice(text, from);
}
