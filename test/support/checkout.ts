/** The checkout whose server and command line are started: an older one shows whether a test catches what it had. */
export const CHECKOUT = process.env.TREEBOX_TEST_CHECKOUT ?? new URL('../../', import.meta.url).pathname;
