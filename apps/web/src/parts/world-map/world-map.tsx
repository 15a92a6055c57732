import { countryByNumber } from '@cerebrate/contract';
import { geoNaturalEarth1, geoPath } from 'd3-geo';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { feature } from 'topojson-client';
import { countryName, Skeleton } from '../../ui/index.js';
import { scaleOf, stepOf } from './scale.js';
import { text } from './text.js';
import './world-map.scss';

type World = Parameters<typeof feature>[0];

interface Shape {
  readonly code: string | undefined;
  readonly path: string;
  /** Where a country too small to be hit gets a dot. */
  readonly dot: readonly [number, number] | undefined;
}

const width = 960;
const height = 470;
/** Countries drawn smaller than so many square pixels get a dot. */
const small = 14;

let drawn: Promise<readonly Shape[]> | undefined;

/** The shapes of the world (Natural Earth, public domain), loaded once and only with a map. */
function shapesOfTheWorld(): Promise<readonly Shape[]> {
  drawn ??= import('world-atlas/countries-50m.json').then(({ default: data }) => {
    const world = data as unknown as World;
    const countries = world.objects['countries'];
    const drawn = countries ? feature(world, countries) : undefined;
    const features = drawn && 'features' in drawn ? drawn.features : [];
    const path = geoPath(geoNaturalEarth1().fitSize([width, height], { type: 'Sphere' })).digits(1);
    return features.flatMap((one) => {
      const code = countryByNumber(String(one.id ?? '').padStart(3, '0'));
      const line = code === 'AQ' ? null : path(one);
      const [x, y] = path.centroid(one);
      return line ? [{ code, path: line, dot: path.area(one) < small ? ([x, y] as const) : undefined }] : [];
    });
  });
  return drawn;
}

interface WorldMapProps {
  /** How many of what, for the text alternative: "organisations". */
  readonly noun: string;
  readonly counts: readonly { readonly code: string; readonly organisations: number }[];
  /** Where a click on a country leads. */
  readonly to: (code: string) => string;
}

/** A map of the world tinted by number, with its scale. The page brings the same numbers as a table. */
export function WorldMap({ noun, counts, to }: WorldMapProps) {
  const shapes = useShapes();
  const navigate = useNavigate();
  const byCode = useMemo(() => new Map(counts.map(({ code, organisations }) => [code, organisations])), [counts]);
  const scale = useMemo(() => scaleOf(counts.map(({ organisations }) => organisations)), [counts]);
  if (!shapes) return <Skeleton label={text.loading} lines={8} />;
  const props = (code: string | undefined) => {
    const count = code === undefined ? 0 : (byCode.get(code) ?? 0);
    const step = stepOf(scale, count);
    return { 'data-step': step, onClick: code !== undefined && count > 0 ? () => void navigate(to(code)) : undefined };
  };
  const title = (code: string | undefined) =>
    code === undefined ? null : <title>{text.country(countryName(code), byCode.get(code) ?? 0, noun)}</title>;
  return (
    <figure className="world-map">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={text.alternative(counts.length, noun)}>
        {shapes.map(({ code, path }, at) => (
          <path key={code ?? at} d={path} {...props(code)}>
            {title(code)}
          </path>
        ))}
        {shapes.map(({ code, dot }) =>
          dot && code && byCode.has(code) ? (
            <circle key={code} cx={dot[0]} cy={dot[1]} r="4" {...props(code)}>
              {title(code)}
            </circle>
          ) : null,
        )}
      </svg>
      <figcaption>
        <ol className="world-scale" aria-label={text.scale(noun)}>
          {scale.map((from, at) => (
            <li key={from}>
              <span data-step={at + 1} aria-hidden />
              {text.step(from, scale[at + 1])}
            </li>
          ))}
        </ol>
      </figcaption>
    </figure>
  );
}

function useShapes(): readonly Shape[] | undefined {
  const [shapes, setShapes] = useState<readonly Shape[]>();
  useEffect(() => {
    let gone = false;
    // without its shapes the page still has the table
    shapesOfTheWorld().then(
      (found) => gone || setShapes(found),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, []);
  return shapes;
}
