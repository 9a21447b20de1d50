/**
 * Shapes of Node's modules of the family `processes`, generated from Node by `npm run gen`; do not edit.
 */
import type { ModuleShape } from '../shape.ts';

export const SHAPES: Readonly<Record<string, ModuleShape>> = {
  "child_process": {
    exports: {
      "_forkChild": {"kind":"function","length":2},
      "ChildProcess": {"kind":"class","length":0,"parent":"events.EventEmitter","methods":{"spawn":1,"kill":1,"ref":0,"unref":0}},
      "exec": {"kind":"function","length":3},
      "execFile": {"kind":"function","length":4},
      "execFileSync": {"kind":"function","length":3},
      "execSync": {"kind":"function","length":2},
      "fork": {"kind":"function","length":1},
      "spawn": {"kind":"function","length":3},
      "spawnSync": {"kind":"function","length":3},
    },
  },
  "cluster": {
    emits: true,
    exports: {
      "isWorker": {"kind":"value","value":false},
      "isMaster": {"kind":"value","value":true},
      "isPrimary": {"kind":"value","value":true},
      "Worker": {"kind":"class","length":1,"parent":"events.EventEmitter","methods":{"kill":0,"send":0,"isDead":0,"isConnected":0,"disconnect":0,"destroy":1}},
      "workers": {"kind":"value","value":{}},
      "settings": {"kind":"value","value":{}},
      "SCHED_NONE": {"kind":"value","value":1},
      "SCHED_RR": {"kind":"value","value":2},
      "schedulingPolicy": {"kind":"value","value":2},
      "setupPrimary": {"kind":"function","length":1},
      "setupMaster": {"kind":"same","as":"cluster.setupPrimary"},
      "fork": {"kind":"function","length":1},
      "disconnect": {"kind":"function","length":1},
    },
  },
  "domain": {
    exports: {
      "_stack": {"kind":"value","value":[]},
      "Domain": {"kind":"class","length":0,"parent":"events.EventEmitter","methods":{"_errorHandler":1,"enter":0,"exit":0,"add":1,"remove":1,"run":1,"intercept":1,"bind":1},"fields":{"members":null}},
      "createDomain": {"kind":"function","length":0},
      "create": {"kind":"same","as":"domain.createDomain"},
      "active": {"kind":"value","value":null},
    },
  },
} as const;
