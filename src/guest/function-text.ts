/**
 * `Function.prototype.toString` as if no source had been edited: it gives back the word `import` where the text that runs
 * has the name of a file's handle.
 */
import { bareArray, dataDescriptor, uncurry } from './primordials.ts';

const { apply, defineProperty } = Reflect;
const original = Function.prototype.toString;
const indexOf = uncurry(String.prototype.indexOf);
const slice = uncurry(String.prototype.slice);
/** Attributes of a method of the language. */
const HIDDEN = 5;
const WORD = 'import';

/** Puts it in place. @returns takes the name of a handle */
export function hideHandleNames(): (name: string) => void {
  const names: string[] = bareArray();
  const method = {
    toString(this: unknown): string {
      if (this === method.toString) return apply(original, original, []);
      let text = apply(original, this, []) as string;
      for (let at = 0; at < names.length; at += 1) text = withWord(text, names[at] as string);
      return text;
    },
  };
  defineProperty(Function.prototype, 'toString', dataDescriptor(method.toString, HIDDEN));
  return (name) => {
    for (let at = 0; at < names.length; at += 1) if (names[at] === name) return;
    names[names.length] = name;
  };
}

function withWord(text: string, name: string): string {
  let found = indexOf(text, name);
  if (found < 0) return text;
  let result = '';
  let from = 0;
  for (; found >= 0; found = indexOf(text, name, from)) {
    result += slice(text, from, found) + WORD;
    from = found + name.length;
  }
  return result + slice(text, from);
}
