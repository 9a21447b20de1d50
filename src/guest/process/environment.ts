/**
 * `process.env`, whose values are always text.
 */
import { codedError } from '../web/errors.ts';

const { defineProperty } = Reflect;

/** Returns a value as the environment stores it. @throws TypeError for a symbol */
function toText(value: unknown): string {
  return `${value as string}`;
}

/**
 * Makes the environment.
 * @param given input of the run
 * @param LanguageProxy the language's own `Proxy`: the console shows its instances like their targets
 */
export function textEnvironment(given: object, LanguageProxy: ProxyConstructor): Record<string, string> {
  return new LanguageProxy({ ...given } as Record<string, string>, {
    set(target, name, value) {
      const text = toText(value);
      return defineProperty(target, toText(name), {
        value: text,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
    defineProperty(target, name, property) {
      if (!('value' in property)) {
        const message = "'process.env' does not accept an accessor(getter/setter) descriptor";
        throw codedError(TypeError, 'ERR_INVALID_OBJECT_DEFINE_PROPERTY', message);
      }
      if (!property.configurable || !property.writable || !property.enumerable) {
        const message = "'process.env' only accepts a configurable, writable, and enumerable data descriptor";
        throw codedError(TypeError, 'ERR_INVALID_OBJECT_DEFINE_PROPERTY', message);
      }
      return defineProperty(target, toText(name), { ...property, value: toText(property.value) });
    },
  });
}
