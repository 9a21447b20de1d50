/**
 * A name with which `on` of Node's `events` is told which arguments to give. Guest side.
 */
export const kFirstEventParam: symbol = Symbol.for('nodejs.kFirstEventParam');
