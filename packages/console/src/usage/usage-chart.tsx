import { useId, useMemo } from "react";
import { countWords } from "../ui/total-words.ts";
import { type Bar, type Chart, chartOf, type Usage } from "./usage-series.ts";
import classes from "./usage-chart.module.css";

const WIDTH = 720;
const HEIGHT = 180;
const GAP = 0.25;

const dayName = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const hourName = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** Stacked bars: what was allowed by permission, what was refused on top in a colour and a pattern of its own. */
export function UsageChart({ usage }: { readonly usage: Usage }) {
  const chart = useMemo(() => chartOf(usage), [usage]);
  const pattern = useId();
  const format = usage.groupBy === "hour" ? hourName : dayName;
  const calls = chart.bars.reduce((sum, { total }) => sum + total, 0);
  const first = chart.bars[0]?.start;
  const last = chart.bars.at(-1)?.start;
  return (
    <figure className={classes.figure}>
      <div className={classes.highest} aria-hidden>
        {`at most ${countWords(chart.highest)} in one ${usage.groupBy}`}
      </div>
      <div className={classes.plot}>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          className={classes.chart}
          role="img"
          aria-label={`${countWords(calls)} calls, at most ${countWords(chart.highest)} in one ${usage.groupBy}. The table below has the figures.`}
        >
          <RefusedPattern id={pattern} />
          {chart.bars.map((bar, index) => (
            <StackedBar
              key={bar.start.getTime()}
              bar={bar}
              index={index}
              chart={chart}
              pattern={pattern}
              title={format.format(bar.start)}
            />
          ))}
        </svg>
      </div>
      <div className={classes.axis} aria-hidden>
        <span>{first && format.format(first)}</span>
        <span>{last && format.format(last)}</span>
      </div>
      <ul className={classes.legend}>
        {chart.series.map(({ label, isRefused }, index) => (
          <li key={label}>
            <span className={classes.swatch} data-series={isRefused ? "refused" : index} aria-hidden />
            {label}
          </li>
        ))}
      </ul>
    </figure>
  );
}

interface StackedBarProps {
  readonly bar: Bar;
  readonly index: number;
  readonly chart: Chart;
  readonly pattern: string;
  readonly title: string;
}

function StackedBar({ bar, index, chart, pattern, title }: StackedBarProps) {
  const step = WIDTH / chart.bars.length;
  const x = index * step + (step * GAP) / 2;
  let y = HEIGHT;
  return (
    <g>
      <title>{`${title}: ${countWords(bar.total)} calls`}</title>
      <rect x={index * step} y={0} width={step} height={HEIGHT} className={classes.hit} />
      {bar.counts.map((count, at) => {
        const height = (count / chart.highest) * HEIGHT;
        y -= height;
        const isRefused = chart.series[at]?.isRefused ?? false;
        return (
          <rect
            key={chart.series[at]?.label}
            x={x}
            y={y}
            width={step * (1 - GAP)}
            height={height}
            data-series={isRefused ? "refused" : at}
            {...(isRefused && { fill: `url(#${pattern})` })}
          />
        );
      })}
    </g>
  );
}

/** Stripes: a second sign beside the colour. */
function RefusedPattern({ id }: { readonly id: string }) {
  return (
    <defs>
      <pattern id={id} width={6} height={6} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect width={6} height={6} className={classes.refusedBack} />
        <rect width={3} height={6} className={classes.refusedStripe} />
      </pattern>
    </defs>
  );
}
