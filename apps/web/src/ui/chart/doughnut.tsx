import { lazy, Suspense } from 'react';
import { Link, useNavigate } from 'react-router';
import { number } from '../../text/en.js';
import { foldedSlices, type Slice, share, sliceColour } from './slices.js';

const Canvas = lazy(() => import('./doughnut-canvas.js').then((module) => ({ default: module.DoughnutCanvas })));

interface DoughnutProps {
  readonly title: string;
  readonly slices: readonly Slice[];
}

/** Parts of a whole: a ring, and a legend with figures that leads to the filtered lists. */
export function Doughnut({ title, slices }: DoughnutProps) {
  const navigate = useNavigate();
  const shown = foldedSlices(slices);
  const whole = shown.reduce((sum, slice) => sum + slice.value, 0);
  return (
    <figure className="doughnut" aria-label={title}>
      <div className="doughnut-ring">
        <Suspense fallback={null}>
          <Canvas slices={shown} onChoose={(slice) => slice.to !== undefined && void navigate(slice.to)} />
        </Suspense>
      </div>
      <figcaption>
        <div className="muted">{title}</div>
        <ul>
          {shown.map((slice, index) => (
            <li key={slice.label}>
              <span className="swatch" style={{ backgroundColor: `var(${sliceColour(index, slice)})` }} />
              {slice.to === undefined ? (
                <span className="cut">{slice.label}</span>
              ) : (
                <Link to={slice.to} className="cut">
                  {slice.label}
                </Link>
              )}
              <span className="tabular" title={share(slice.value, whole)}>
                {number(slice.value)}
              </span>
            </li>
          ))}
        </ul>
      </figcaption>
    </figure>
  );
}
