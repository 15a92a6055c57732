import { isRouteErrorResponse, Link, NavLink, Outlet, ScrollRestoration, useRouteError } from 'react-router';
import { ProblemError } from '../api/index.js';
import { text } from '../text/en.js';
import { EmptyState, Icon, useAppliedTheme } from '../ui/index.js';
import { Brand } from './brand.js';
import { LiveRegion } from './live-region.js';
import { BareError } from './route-error.js';

const pages = [
  { to: '/open/organisations/index', label: text.open.organisations, icon: 'building' },
  { to: '/open/individuals/index', label: text.open.people, icon: 'person' },
  { to: '/open/map', label: text.open.map, icon: 'globe' },
] as const;

/** The frame of the pages for strangers: the mark, the few pages there are, and the way to sign in (SCREENS §0.1). */
export function OpenFrame() {
  return (
    <Frame>
      <Outlet />
    </Frame>
  );
}

/** The same frame around what went wrong; a closed directory says that it is closed, whatever was asked for. */
export function OpenError() {
  const error = useRouteError();
  const status = error instanceof ProblemError ? error.status : isRouteErrorResponse(error) ? error.status : 0;
  if (status !== 404) return <BareError />;
  return (
    <Frame>
      <title>{text.open.closedTitle}</title>
      <h1>{text.open.closedTitle}</h1>
      <EmptyState text={text.open.closed} action={{ label: text.open.signIn, to: '/users/login' }} />
    </Frame>
  );
}

function Frame({ children }: { readonly children: React.ReactNode }) {
  useAppliedTheme();
  return (
    <div className="open-frame">
      <a className="skip-link" href="#content">
        {text.skip}
      </a>
      <header className="open-head">
        <Link to="/open/organisations/index" className="open-brand" aria-label={text.open.title}>
          <Brand narrow={false} />
        </Link>
        <nav aria-label={text.open.title}>
          {pages.map(({ to, label, icon }) => (
            <NavLink key={to} to={to} className="btn btn-ghost">
              <Icon name={icon} /> {label}
            </NavLink>
          ))}
        </nav>
        <NavLink to="/users/login" className="btn btn-plain">
          {text.open.signIn}
        </NavLink>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <LiveRegion />
      <ScrollRestoration />
    </div>
  );
}
