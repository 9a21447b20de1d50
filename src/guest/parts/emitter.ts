/**
 * The part that holds Node's `EventEmitter`. Layer 0, guest side.
 */
import EventEmitter from 'events';

export default function create() {
  return { EventEmitter };
}
