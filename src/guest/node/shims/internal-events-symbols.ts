/**
 * The option that makes `on` of Node's `events` yield only the first argument of an event.
 */
export const kFirstEventParam: symbol = Symbol.for('nodejs.kFirstEventParam');
