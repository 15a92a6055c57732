import { type RouteObject, redirect } from 'react-router';
import { may } from './api/index.js';
import { contributionsOf, permitted } from './shell/features.js';
import { OpenError, OpenFrame } from './shell/open-frame.js';
import { BareError, RouteError } from './shell/route-error.js';
import { Frame, frameLoader, frameRoute } from './shell/session-routes.js';
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
            { path: '*', loader: nothingHere },
          ],
        },
      ],
    },
  ];
}

/** @throws a 404 for an address no feature knows */
function nothingHere(): never {
  throw new Response(null, { status: 404 });
}

/** The routes of the features that exist. */
export const routes = routesOf(Object.values(modules).map((module) => module.feature));
