import { create } from "qrcode";
import classes from "./qr-code.module.css";

const QUIET_ZONE = 3;

interface QrCodeProps {
  readonly text: string;
  readonly label: string;
}

/** Dark on white in either colour scheme: many cameras read nothing else. */
export function QrCode({ text, label }: QrCodeProps) {
  const { modules } = create(text, { errorCorrectionLevel: "M" });
  const { size } = modules;
  const squares = Array.from({ length: size * size }, (_, index) => ({
    x: index % size,
    y: Math.floor(index / size),
    isDark: Boolean(modules.data[index]),
  }));
  const path = squares.filter(({ isDark }) => isDark).map(({ x, y }) => `M${x} ${y}h1v1h-1z`);
  const side = size + 2 * QUIET_ZONE;
  return (
    <svg
      className={classes.code}
      role="img"
      aria-label={label}
      viewBox={`${-QUIET_ZONE} ${-QUIET_ZONE} ${side} ${side}`}
      shapeRendering="crispEdges"
    >
      <path d={path.join("")} />
    </svg>
  );
}
