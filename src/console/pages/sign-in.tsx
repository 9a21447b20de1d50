/**
 * Asks for the server's token.
 */
import { useState } from 'preact/hooks';
import { signIn } from '../api.ts';
import { Problem, useAction } from '../parts/load.tsx';
import { PageTitle } from '../parts/small.tsx';

export function SignIn({ onDone }: { onDone: () => void }) {
  const [token, setToken] = useState('');
  const { run, isBusy, error } = useAction(async () => {
    await signIn(token);
    onDone();
  });
  return (
    <main id="main" class="sign-in">
      <PageTitle title="Sign in to treebox" />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <label for="token">Token</label>
        <input
          id="token"
          type="password"
          autocomplete="current-password"
          required
          value={token}
          onInput={(event) => setToken(event.currentTarget.value)}
        />
        <p class="quiet">Use the token that the server was started with: --token, --token-file or TREEBOX_TOKEN.</p>
        {error && <Problem error={error} />}
        <button type="submit" disabled={isBusy}>
          Sign in
        </button>
      </form>
    </main>
  );
}
