/**
 * The class that the library's own `http.Server` extends. A run sees the servers of `host-modules` instead. Guest side.
 */
import EventEmitter from 'node:events';

export const Server = EventEmitter;
