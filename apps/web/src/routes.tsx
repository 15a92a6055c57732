import { matchRoutes, type RouteObject, redirect } from 'react-router';
import { may } from './api/index.js';
import { contributionsOf, permitted } from './shell/features.js';
import { OpenError, OpenFrame } from './shell/open-frame.js';
import { BareError, RouteError } from './shell/route-error.js';
import { Frame, frameGate, frameLoader, frameRoute } from './shell/session-routes.js';
import { SignInFrame } from './shell/sign-in-frame.js';
import { SkeletonFrame } from './shell/skeleton-frame.js';
import type { Feature } from './ui/index.js';

/** Every `features/<noun>/routes.tsx`, found by its name: a new feature has nothing to register. */
const modules = import.meta.glob<{ readonly feature: Feature }>('./features/*/routes.tsx', { eager: true });

/** The application's routes, made of what the features contribute. */
export function routesOf(features: readonly Feature[]): RouteObject[] {
  const contributions = contributionsOf(features);
  const pages = features.flatMap((feature) => feature.routes ?? []);
  const hasStart = pages.some((route) => route.path === '/' || route.index === true);
  return [
    {
      element: <SignInFrame />,
      errorElement: <BareError />,
      HydrateFallback: SkeletonFrame,
      children: features.flatMap((feature) => feature.anonymous ?? []),
    },
    {
      element: <OpenFrame />,
      errorElement: <OpenError />,
      HydrateFallback: SkeletonFrame,
      children: features.flatMap((feature) => feature.open ?? []),
    },
    {
      id: frameRoute,
      element: <Frame contributions={contributions} />,
      middleware: [frameGate],
      loader: frameLoader,
      errorElement: <BareError />,
      HydrateFallback: SkeletonFrame,
      children: [
        {
          errorElement: <RouteError />,
          children: [
            ...(hasStart
              ? []
              : [
                  {
                    index: true,
                    loader: () => redirect(permitted(contributions.navigation, may)[0]?.to ?? '/users/settings'),
                  },
                ]),
            ...pages,
            { path: '*', loader: ({ request }) => elsewhere(pages, new URL(request.url)) },
          ],
        },
      ],
    },
  ];
}

/**
 * Addresses are known in the spellings of the original: dashed or without an action; capitals match anyway
 * (WIRE-CONTRACT §0), and lead to the one the pages use.
 * @throws a 404 for an address no feature knows
 */
function elsewhere(pages: RouteObject[], { pathname, search }: URL): Response {
  const [controller = '', action = 'index', ...rest] = pathname.split('/').filter(Boolean).map(camelCase);
  const usual = `/${[controller, action, ...rest].join('/')}`;
  if (usual !== pathname && matchRoutes(pages, usual) !== null) return redirect(usual + search);
  throw new Response(null, { status: 404 });
}

/** Only controllers and actions have spellings; what follows them names a record. */
const camelCase = (segment: string, index: number): string =>
  index < 2 ? segment.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()) : segment;

/** The routes of the features that exist. */
export const routes = routesOf(Object.values(modules).map((module) => module.feature));
