import { lazy, Suspense, useEffect } from 'react';
import { Outlet } from 'react-router';
import { ConfirmDialog } from '../ui/feedback/confirm-dialog.js';
import { Toasts } from '../ui/feedback/toasts.js';
import { useAppliedTheme } from '../ui/index.js';
import { Brand } from './brand.js';
import { LiveRegion } from './live-region.js';

const ProofDialog = lazy(() =>
  import('../parts/second-factor/proof-dialog.js').then((module) => ({ default: module.ProofDialog })),
);

/**
 * The frame of the pages before the door: sign in, register. A card in the middle with the mark above; the page
 * within brings its heading (`h1`), its form and what stands under it.
 */
export function SignInFrame() {
  useAppliedTheme();
  useEffect(() => {
    document.body.classList.add('is-anonymous');
    return () => document.body.classList.remove('is-anonymous');
  }, []);
  return (
    <div className="sign-in">
      <main className="sign-in-card">
        <div className="sign-in-brand">
          <Brand narrow={false} />
        </div>
        <Outlet />
      </main>
      <Suspense fallback={null}>
        <ProofDialog />
      </Suspense>
      <ConfirmDialog />
      <Toasts />
      <LiveRegion />
    </div>
  );
}
