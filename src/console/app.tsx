/**
 * The frame around every page, and the routes from addresses to pages.
 */

import { useEffect, useState } from 'preact/hooks';
import { ErrorBoundary, LocationProvider, lazy, Route, Router, useLocation } from 'preact-iso';
import { address } from './address.ts';
import { loadSignedIn, type SignedIn, signOut, whenSignedOut } from './api.ts';
import { endLive, goLive, useIsLive } from './live.ts';
import { Labels } from './pages/labels.tsx';
import { SignIn } from './pages/sign-in.tsx';
import { Problem } from './parts/load.tsx';
import { PageTitle } from './parts/small.tsx';

const Label = lazy(() => import('./pages/label.tsx'));
const Commit = lazy(() => import('./pages/commit.tsx'));
const Files = lazy(() => import('./pages/files.tsx'));
const Run = lazy(() => import('./pages/run.tsx'));
const Executions = lazy(() => import('./pages/executions.tsx'));
const Execution = lazy(() => import('./pages/execution.tsx'));
const Compare = lazy(() => import('./pages/compare.tsx'));
const Merge = lazy(() => import('./pages/merge.tsx'));
const Sessions = lazy(() => import('./pages/sessions.tsx'));
const Session = lazy(() => import('./pages/session.tsx'));

/** Matches the addresses of pages; the browser loads other addresses itself. */
const PAGES = /^\/(?:$|\?|console\/)/;

export function App() {
  const [signedIn, setSignedIn] = useState<SignedIn>();
  const [error, setError] = useState<Error>();
  useEffect(() => {
    whenSignedOut(() => {
      endLive();
      setSignedIn('no');
    });
    loadSignedIn().then(setSignedIn, setError);
    return endLive;
  }, []);
  useEffect(() => {
    if (signedIn !== undefined && signedIn !== 'no') goLive();
  }, [signedIn]);
  if (signedIn === 'no') return <SignIn onDone={() => setSignedIn('yes')} />;
  return (
    <LocationProvider scope={PAGES}>
      <Frame mayLeave={signedIn === 'yes'} />
      <main id="main" tabIndex={-1}>
        {error && <Problem error={error} />}
        {signedIn !== undefined && <Page />}
      </main>
    </LocationProvider>
  );
}

function Page() {
  return (
    <ErrorBoundary>
      <Router>
        <Route path="/" component={Labels} />
        <Route path="/console/labels/:name" component={Label} />
        <Route path="/console/commits/:id" component={Commit} />
        <Route path="/console/files/:handle/:file*" component={Files} />
        <Route path="/console/run" component={Run} />
        <Route path="/console/executions" component={Executions} />
        <Route path="/console/executions/:id" component={Execution} />
        <Route path="/console/compare" component={Compare} />
        <Route path="/console/merge" component={Merge} />
        <Route path="/console/sessions" component={Sessions} />
        <Route path="/console/sessions/:name" component={Session} />
        <Route default component={NotFound} />
      </Router>
    </ErrorBoundary>
  );
}

const LINKS: readonly (readonly [string, string, RegExp])[] = [
  ['Labels', address.labels(), /^\/$|^\/console\/(?:labels|commits|files)/],
  ['Run', address.run(), /^\/console\/run/],
  ['Executions', address.executions(), /^\/console\/executions/],
  ['Compare', address.compare(), /^\/console\/compare/],
  ['Merge', address.merge(), /^\/console\/merge/],
  ['Sessions', address.sessions(), /^\/console\/sessions/],
];

function Frame({ mayLeave }: { mayLeave: boolean }) {
  const { path } = useLocation();
  const isLive = useIsLive();
  return (
    <header class="frame">
      <a class="skip" href="#main">
        Skip to the page
      </a>
      <a class="brand" href={address.labels()}>
        treebox
      </a>
      <nav aria-label="Pages">
        {LINKS.map(([name, href, pattern]) => (
          <a key={name} href={href} aria-current={pattern.test(path) ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <span class={`live ${isLive ? 'on' : ''}`} role="status">
        {isLive ? 'live' : 'not live'}
      </span>
      <a href="/docs/">Docs</a>
      {mayLeave && (
        <button type="button" class="plain" onClick={() => void signOut()}>
          Sign out
        </button>
      )}
    </header>
  );
}

function NotFound() {
  return (
    <>
      <PageTitle title="There is no such page" />
      <p>
        <a href={address.labels()}>Go to the labels</a>
      </p>
    </>
  );
}
