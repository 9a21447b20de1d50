/**
 * The base class of `http.Server` in Node's library. A run sees the servers of `host-modules` instead.
 */
import EventEmitter from 'node:events';

export const Server = EventEmitter;
