/**
 * Shapes of Node's modules of the family `engine`, generated from Node by `npm run gen`; do not edit.
 */
import type { ModuleShape } from '../shape.ts';

export const SHAPES: Readonly<Record<string, ModuleShape>> = {
  "inspector": {
    exports: {
      "open": {"kind":"function","length":3},
      "close": {"kind":"function","length":0},
      "url": {"kind":"function","length":0},
      "waitForDebugger": {"kind":"function","length":0},
      "console": {"kind":"same","as":"globalThis.console"},
      "Session": {"kind":"class","length":0,"parent":"events.EventEmitter","methods":{"connect":0,"connectToMainThread":0,"post":3,"disconnect":0}},
      "Network": {"kind":"object","members":{"requestWillBeSent":{"kind":"function","length":1},"responseReceived":{"kind":"function","length":1},"loadingFinished":{"kind":"function","length":1},"loadingFailed":{"kind":"function","length":1},"dataSent":{"kind":"function","length":1},"dataReceived":{"kind":"function","length":1},"webSocketCreated":{"kind":"function","length":1},"webSocketClosed":{"kind":"function","length":1},"webSocketHandshakeResponseReceived":{"kind":"function","length":1}}},
      "NetworkResources": {"kind":"object","members":{"put":{"kind":"function","length":2}}},
      "DOMStorage": {"kind":"object","members":{"domStorageItemAdded":{"kind":"function","length":1},"domStorageItemRemoved":{"kind":"function","length":1},"domStorageItemUpdated":{"kind":"function","length":1},"domStorageItemsCleared":{"kind":"function","length":1},"registerStorage":{"kind":"function","length":1}}},
    },
  },
  "inspector/promises": {
    exports: {
      "open": {"kind":"same","as":"inspector.open"},
      "close": {"kind":"same","as":"inspector.close"},
      "url": {"kind":"same","as":"inspector.url"},
      "waitForDebugger": {"kind":"same","as":"inspector.waitForDebugger"},
      "console": {"kind":"same","as":"globalThis.console"},
      "Session": {"kind":"class","length":0,"parent":"inspector.Session","methods":{"post":3}},
      "Network": {"kind":"object","members":{"requestWillBeSent":{"kind":"function","length":1},"responseReceived":{"kind":"function","length":1},"loadingFinished":{"kind":"function","length":1},"loadingFailed":{"kind":"function","length":1},"dataSent":{"kind":"function","length":1},"dataReceived":{"kind":"function","length":1},"webSocketCreated":{"kind":"function","length":1},"webSocketClosed":{"kind":"function","length":1},"webSocketHandshakeResponseReceived":{"kind":"function","length":1}}},
      "NetworkResources": {"kind":"object","members":{"put":{"kind":"function","length":2}}},
      "DOMStorage": {"kind":"object","members":{"domStorageItemAdded":{"kind":"function","length":1},"domStorageItemRemoved":{"kind":"function","length":1},"domStorageItemUpdated":{"kind":"function","length":1},"domStorageItemsCleared":{"kind":"function","length":1},"registerStorage":{"kind":"function","length":1}}},
    },
  },
  "repl": {
    exports: {
      "start": {"kind":"function","length":6},
      "writer": {"kind":"function","length":1},
      "REPLServer": {"kind":"class","length":6,"parent":"readline.Interface","methods":{"setupHistory":0,"clearBufferedCommand":0,"_handleError":1,"close":0,"createContext":0,"resetContext":0,"displayPrompt":1,"setPrompt":1,"complete":0,"completeOnEditorMode":1,"defineCommand":2}},
      "REPL_MODE_SLOPPY": {"kind":"symbol","description":"repl-sloppy"},
      "REPL_MODE_STRICT": {"kind":"symbol","description":"repl-strict"},
      "Recoverable": {"kind":"class","length":1,"methods":{"toString":0},"fields":{"name":"Error","message":""}},
      "isValidSyntax": {"kind":"function","length":1},
      "builtinModules": {"kind":"value","value":["assert","assert/strict","async_hooks","buffer","child_process","cluster","console","constants","crypto","dgram","diagnostics_channel","dns","dns/promises","domain","events","fs","fs/promises","http","http2","https","inspector","inspector/promises","module","net","os","path","path/posix","path/win32","perf_hooks","process","punycode","querystring","readline","readline/promises","repl","stream","stream/consumers","stream/promises","stream/web","string_decoder","sys","timers","timers/promises","tls","trace_events","tty","url","util","util/types","v8","vm","wasi","worker_threads","zlib"]},
      "_builtinLibs": {"kind":"value","value":["assert","assert/strict","async_hooks","buffer","child_process","cluster","console","constants","crypto","dgram","diagnostics_channel","dns","dns/promises","domain","events","fs","fs/promises","http","http2","https","inspector","inspector/promises","module","net","os","path","path/posix","path/win32","perf_hooks","process","punycode","querystring","readline","readline/promises","repl","stream","stream/consumers","stream/promises","stream/web","string_decoder","sys","timers","timers/promises","tls","trace_events","tty","url","util","util/types","v8","vm","wasi","worker_threads","zlib"]},
    },
  },
  "trace_events": {
    exports: {
      "createTracing": {"kind":"function","length":1},
      "getEnabledCategories": {"kind":"function","length":0},
    },
  },
  "wasi": {
    exports: {
      "WASI": {"kind":"class","length":0,"methods":{"finalizeBindings":1,"start":1,"initialize":1,"getImportObject":0}},
    },
  },
  "ffi": {
    exports: {
      "DynamicLibrary": {"kind":"class","length":1,"methods":{"close":0,"getFunction":2,"getFunctions":1,"getSymbol":0,"getSymbols":0,"registerCallback":0,"unregisterCallback":0,"refCallback":0,"unrefCallback":0},"getters":["functions"]},
      "dlopen": {"kind":"function","length":2},
      "dlclose": {"kind":"function","length":1},
      "dlsym": {"kind":"function","length":2},
      "exportArrayBuffer": {"kind":"function","length":3},
      "exportArrayBufferView": {"kind":"function","length":3},
      "exportString": {"kind":"function","length":3},
      "exportBuffer": {"kind":"function","length":3},
      "getInt8": {"kind":"function","length":0},
      "getUint8": {"kind":"function","length":0},
      "getInt16": {"kind":"function","length":0},
      "getUint16": {"kind":"function","length":0},
      "getInt32": {"kind":"function","length":0},
      "getUint32": {"kind":"function","length":0},
      "getInt64": {"kind":"function","length":0},
      "getUint64": {"kind":"function","length":0},
      "getFloat32": {"kind":"function","length":0},
      "getFloat64": {"kind":"function","length":0},
      "getCurrentEventLoop": {"kind":"function","length":0},
      "getRawPointer": {"kind":"function","length":0},
      "setInt8": {"kind":"function","length":0},
      "setUint8": {"kind":"function","length":0},
      "setInt16": {"kind":"function","length":0},
      "setUint16": {"kind":"function","length":0},
      "setInt32": {"kind":"function","length":0},
      "setUint32": {"kind":"function","length":0},
      "setInt64": {"kind":"function","length":0},
      "setUint64": {"kind":"function","length":0},
      "setFloat32": {"kind":"function","length":0},
      "setFloat64": {"kind":"function","length":0},
      "suffix": {"kind":"value","value":"so"},
      "toString": {"kind":"function","length":0},
      "toArrayBuffer": {"kind":"function","length":0},
      "toBuffer": {"kind":"function","length":0},
      "types": {"kind":"value","value":{"VOID":"void","POINTER":"pointer","BUFFER":"buffer","ARRAY_BUFFER":"arraybuffer","FUNCTION":"function","BOOL":"bool","CHAR":"char","STRING":"string","FLOAT":"float","DOUBLE":"double","INT_8":"int8","UINT_8":"uint8","INT_16":"int16","UINT_16":"uint16","INT_32":"int32","UINT_32":"uint32","INT_64":"int64","UINT_64":"uint64","FLOAT_32":"float32","FLOAT_64":"float64"}},
    },
  },
  "sea": {
    exports: {
      "isSea": {"kind":"function","length":0},
      "getAsset": {"kind":"function","length":2},
      "getRawAsset": {"kind":"function","length":1},
      "getAssetAsBlob": {"kind":"function","length":2},
      "getAssetKeys": {"kind":"function","length":0},
    },
  },
  "sqlite": {
    exports: {
      "DatabaseSync": {"kind":"class","length":0,"methods":{"open":0,"close":0,"prepare":0,"exec":0,"function":0,"createTagStore":0,"location":0,"aggregate":0,"createSession":0,"applyChangeset":0,"enableLoadExtension":0,"enableDefensive":0,"loadExtension":0,"serialize":0,"deserialize":0,"setAuthorizer":0}},
      "StatementSync": {"kind":"class","length":0,"methods":{"iterate":0,"all":0,"get":0,"run":0,"columns":0,"stat":0,"resetStats":0,"setAllowBareNamedParameters":0,"setAllowUnknownNamedParameters":0,"setReadBigInts":0,"setReturnArrays":0,"close":0}},
      "Session": {"kind":"class","length":0,"methods":{"changeset":0,"patchset":0,"close":0}},
      "constants": {"kind":"value","value":{"SQLITE_CHANGESET_OMIT":0,"SQLITE_CHANGESET_REPLACE":1,"SQLITE_CHANGESET_ABORT":2,"SQLITE_CHANGESET_DATA":1,"SQLITE_CHANGESET_NOTFOUND":2,"SQLITE_CHANGESET_CONFLICT":3,"SQLITE_CHANGESET_CONSTRAINT":4,"SQLITE_CHANGESET_FOREIGN_KEY":5,"SQLITE_OK":0,"SQLITE_DENY":1,"SQLITE_IGNORE":2,"SQLITE_CREATE_INDEX":1,"SQLITE_CREATE_TABLE":2,"SQLITE_CREATE_TEMP_INDEX":3,"SQLITE_CREATE_TEMP_TABLE":4,"SQLITE_CREATE_TEMP_TRIGGER":5,"SQLITE_CREATE_TEMP_VIEW":6,"SQLITE_CREATE_TRIGGER":7,"SQLITE_CREATE_VIEW":8,"SQLITE_DELETE":9,"SQLITE_DROP_INDEX":10,"SQLITE_DROP_TABLE":11,"SQLITE_DROP_TEMP_INDEX":12,"SQLITE_DROP_TEMP_TABLE":13,"SQLITE_DROP_TEMP_TRIGGER":14,"SQLITE_DROP_TEMP_VIEW":15,"SQLITE_DROP_TRIGGER":16,"SQLITE_DROP_VIEW":17,"SQLITE_INSERT":18,"SQLITE_PRAGMA":19,"SQLITE_READ":20,"SQLITE_SELECT":21,"SQLITE_TRANSACTION":22,"SQLITE_UPDATE":23,"SQLITE_ATTACH":24,"SQLITE_DETACH":25,"SQLITE_ALTER_TABLE":26,"SQLITE_REINDEX":27,"SQLITE_ANALYZE":28,"SQLITE_CREATE_VTABLE":29,"SQLITE_DROP_VTABLE":30,"SQLITE_FUNCTION":31,"SQLITE_SAVEPOINT":32,"SQLITE_COPY":0,"SQLITE_RECURSIVE":33}},
      "backup": {"kind":"function","length":2},
    },
  },
  "test/reporters": {
    exports: {
      "dot": {"kind":"function","length":1},
      "junit": {"kind":"function","length":1},
      "spec": {"kind":"function","length":0},
      "tap": {"kind":"function","length":1},
      "lcov": {"kind":"function","length":0},
    },
  },
} as const;
