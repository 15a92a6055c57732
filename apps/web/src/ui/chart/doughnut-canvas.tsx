import { ArcElement, Chart, DoughnutController, Tooltip } from 'chart.js';
import { Doughnut } from 'react-chartjs-2';
import { number } from '../../text/en.js';
import { type Slice, share, sliceColour } from './slices.js';
import { useThemeColours } from './theme-colours.js';

Chart.register(DoughnutController, ArcElement, Tooltip);

interface DoughnutCanvasProps {
  readonly slices: readonly Slice[];
  readonly onChoose: (slice: Slice) => void;
}

/** The ring alone; the legend beside it is its text alternative and its keyboard. Loaded when a chart is shown. */
export function DoughnutCanvas({ slices, onChoose }: DoughnutCanvasProps) {
  const colours = useThemeColours([...slices.map((slice, index) => sliceColour(index, slice)), '--surface']);
  const whole = slices.reduce((sum, slice) => sum + slice.value, 0);
  return (
    <Doughnut
      aria-hidden
      data={{
        labels: slices.map((slice) => slice.label),
        datasets: [
          {
            data: slices.map((slice) => slice.value),
            backgroundColor: colours.slice(0, -1),
            borderColor: colours.at(-1),
            borderWidth: 2,
          },
        ],
      }}
      options={{
        animation: false,
        cutout: '66%',
        maintainAspectRatio: false,
        onClick: (_event, [hit]) => {
          const slice = hit ? slices[hit.index] : undefined;
          if (slice) onChoose(slice);
        },
        plugins: {
          legend: { display: false },
          tooltip: {
            displayColors: false,
            callbacks: {
              title: () => '',
              label: ({ label, parsed }) => `${label}: ${number(parsed)} (${share(parsed, whole)})`,
            },
          },
        },
      }}
    />
  );
}
