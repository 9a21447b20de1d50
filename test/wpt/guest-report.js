/* global add_completion_callback, add_result_callback, add_test_state_callback, WPT_FILE, WPT_PRINT, WPT_EXIT */
/** Goes into the run after testharness.js: tells the runner of each subtest, line by line, so that what a run lost later is still known. */
((print, exit) => {
  // Which interfaces should be there idlharness.js asks the global object's class; a run is nearest to a worker.
  if (WPT_FILE[0].includes('idlharness')) {
    const isInstance = { value: (object) => object === globalThis };
    globalThis.DedicatedWorkerGlobalScope = Object.defineProperty(() => {}, Symbol.hasInstance, isInstance);
  }
  const seen = new Set();
  add_test_state_callback((test) => {
    if (seen.has(test)) return;
    seen.add(test);
    print('began', test.name);
  });
  add_result_callback((test) => print('ended', test.name, test.status, test.message));
  add_completion_callback((_tests, status) => {
    print('done', status.status, status.message);
    // A run that ends by itself has its state captured, which nobody asks for here.
    exit(1);
  });
})(WPT_PRINT, WPT_EXIT);
