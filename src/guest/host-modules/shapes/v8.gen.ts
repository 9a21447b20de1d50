/**
 * Shapes of Node's modules of the family `v8`, generated from Node by `npm run gen`; do not edit.
 */
import type { ModuleShape } from '../shape.ts';

export const SHAPES: Readonly<Record<string, ModuleShape>> = {
  "v8": {
    exports: {
      "cachedDataVersionTag": {"kind":"function","length":0},
      "getHeapSnapshot": {"kind":"function","length":1},
      "getHeapStatistics": {"kind":"function","length":0},
      "getHeapSpaceStatistics": {"kind":"function","length":0},
      "getHeapCodeStatistics": {"kind":"function","length":0},
      "getCppHeapStatistics": {"kind":"function","length":0},
      "setFlagsFromString": {"kind":"function","length":1},
      "Serializer": {"kind":"class","length":0,"methods":{"writeHeader":0,"writeValue":0,"releaseBuffer":0,"transferArrayBuffer":0,"writeUint32":0,"writeUint64":0,"writeDouble":0,"writeRawBytes":0,"_setTreatArrayBufferViewsAsHostObjects":0,"_getDataCloneError":1}},
      "Deserializer": {"kind":"class","length":1,"methods":{"readHeader":0,"readValue":0,"getWireFormatVersion":0,"transferArrayBuffer":0,"readUint32":0,"readUint64":0,"readDouble":0,"_readRawBytes":0,"readRawBytes":1}},
      "DefaultSerializer": {"kind":"class","length":0,"parent":"v8.Serializer","methods":{"_writeHostObject":1}},
      "DefaultDeserializer": {"kind":"class","length":0,"parent":"v8.Deserializer","methods":{"_readHostObject":0}},
      "deserialize": {"kind":"function","length":1},
      "takeCoverage": {"kind":"function","length":0},
      "stopCoverage": {"kind":"function","length":0},
      "serialize": {"kind":"function","length":1},
      "writeHeapSnapshot": {"kind":"function","length":2},
      "promiseHooks": {"kind":"object","members":{"createHook":{"kind":"function","length":0},"onInit":{"kind":"function","length":1},"onBefore":{"kind":"function","length":1},"onAfter":{"kind":"function","length":1},"onSettled":{"kind":"function","length":1}}},
      "queryObjects": {"kind":"function","length":1},
      "startupSnapshot": {"kind":"object","members":{"addDeserializeCallback":{"kind":"function","length":2},"addSerializeCallback":{"kind":"function","length":2},"setDeserializeMainFunction":{"kind":"function","length":2},"isBuildingSnapshot":{"kind":"function","length":0}}},
      "setHeapSnapshotNearHeapLimit": {"kind":"function","length":1},
      "setHeapProfileNearHeapLimit": {"kind":"function","length":1},
      "GCProfiler": {"kind":"class","length":0,"methods":{"start":0,"stop":0}},
      "isStringOneByteRepresentation": {"kind":"function","length":1},
      "startCpuProfile": {"kind":"function","length":1},
      "startHeapProfile": {"kind":"function","length":1},
    },
  },
} as const;
